"""An exam form on its way to the candidate's page, and answers on their way back to the bank's ids.

What is shown is written member by member; nothing of an item is taken over as a whole, so no key, mapping or
rationale can slip through with it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from question_bank.blueprint import TOPIC_TITLES
from question_bank.form_snapshot import (
    ExamForm,
    ExamFormError,
    FormItem,
    Section,
    form_digest,
    form_from_json,
    form_to_json,
)
from question_bank.items import GAP_MARKER, LANGUAGE_SHOWN_FOR, Item, alt_of, text_of
from question_bank.public_interactions import public_interaction
from question_bank.responses import ResponseError, check_response, read_gaps, read_ids, read_pairs
from question_bank.scripts import to_cyrillic

__all__ = [
    "ExamForm",
    "ExamFormError",
    "FormItem",
    "Section",
    "check_public_response",
    "form_digest",
    "form_from_json",
    "form_to_json",
    "public_paper",
    "to_bank_response",
    "topic_title",
]

MediaUrl = Callable[[str], str]


def public_paper(
    form: ExamForm,
    items: Mapping[str, Item],
    languages: Sequence[str],
    media_url: MediaUrl,
    shown: str | None = None,
) -> dict[str, Any]:
    """Write the paper as the exam API gives it: `languages`, `form` in the language shown, `texts` in all.

    `media_url` makes the address of a picture from its SHA-256; `shown` is the first language unless given.
    Karakalpak stands as asked for and holds the Uzbek Latin text. ExamFormError where an item is missing, of
    another version, or has no text in a language.
    """
    shown = shown or languages[0]
    texts = {language: _texts(form, items, language) for language in dict.fromkeys([*languages, shown])}
    sections = [
        {
            "topic": section.topic,
            "title": topic_title(section.topic, shown),
            "titles": {language: topic_title(section.topic, language) for language in languages},
            "items": [
                _public_item(place, items[place.id], texts[shown][place.id], media_url)
                for place in section.items
            ],
        }
        for section in form.sections
    ]
    return {
        "languages": list(languages),
        "form": {"code": form.code, "digest": form_digest(form), "lang": shown, "sections": sections},
        "texts": {language: texts[language] for language in languages},
    }


def check_public_response(form: ExamForm, items: Mapping[str, Item], item_id: str, response: Any) -> None:
    """Accept an answer in the form's ids that fits its item, or raise ResponseError."""
    bank_response = to_bank_response(form, item_id, response)
    check_response(items[item_id].interaction, bank_response)


def to_bank_response(form: ExamForm, item_id: str, response: Any) -> Any:
    """Translate an answer from the form's ids to the bank's; texts and null stay as they are."""
    place = form.find_item(item_id)
    if place is None:
        raise ResponseError("unknown_item", item_id[:40])
    match response:
        case None | str():
            return response
        case {}:
            return {
                _bank_id(place, gap): _bank_id(place, choice) for gap, choice in read_gaps(response).items()
            }
        case [[int(), *_], *_]:  # points on a picture know no ids
            return response
        case [list(), *_]:
            return [[_bank_id(place, member) for member in pair] for pair in read_pairs(response)]
        case [*_]:
            return [_bank_id(place, choice) for choice in read_ids(response)]
        case _:
            raise ResponseError("malformed", "a string, a list or an object is expected")


def _bank_id(place: FormItem, public_id: str) -> str:
    if public_id not in place.ids:
        raise ResponseError("unknown_choice", public_id[:40])
    return place.ids[public_id]


def topic_title(topic: str, language: str) -> str:
    """Return a topic's name in a language; its id where it has none."""
    titles = TOPIC_TITLES.get(topic, {})
    language = LANGUAGE_SHOWN_FOR.get(language, language)
    if language == "uz-Cyrl" and "uz-Latn" in titles:
        return to_cyrillic(titles["uz-Latn"])
    return titles.get(language, topic)


def _texts(form: ExamForm, items: Mapping[str, Item], language: str) -> dict[str, Any]:
    return {
        place.id: _public_text(place, _item_of(place, items), language)
        for section in form.sections
        for place in section.items
    }


def _item_of(place: FormItem, items: Mapping[str, Item]) -> Item:
    item = items.get(place.id)
    if item is None or item.version != place.version:
        raise ExamFormError(f"{place.id}: version {place.version} is not at hand")
    return item


def _public_text(place: FormItem, item: Item, language: str) -> dict[str, Any]:
    public = place.public_ids()
    try:
        text = text_of(item, language)
        alt = {media_id: alt_of(media, language) for media_id, media in item.media.items()}
    except KeyError as error:
        raise ExamFormError(f"{item.id}: no text in {language}") from error
    shown = {
        "stem": GAP_MARKER.sub(lambda found: f"[[{public[found[1]]}]]", text.stem),
        "choices": {public[choice]: label for choice, label in text.choices.items()},
        "alt": alt,
    }
    return shown if text.unit is None else shown | {"unit": text.unit}


def _public_item(place: FormItem, item: Item, text: Mapping[str, Any], media_url: MediaUrl) -> dict[str, Any]:
    return {
        "id": place.id,
        "interactions": [public_interaction(place, item.interaction, text)],
        "stem": text["stem"],
        "media": [
            {
                "id": media_id,
                "url": media_url(media.sha256),
                "width": media.width,
                "height": media.height,
                "type": media.type,
                "alt": text["alt"][media_id],
            }
            for media_id, media in item.media.items()
        ],
    }
