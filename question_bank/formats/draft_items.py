"""From a draft, which is what a source says of an item, to the item: languages, clean words, defaults."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.contract import Defaults
from question_bank.items import Item, ItemError, item_from_json
from question_bank.languages import guess_language
from question_bank.markup import clean_html
from question_bank.scripts import to_latin, without_marks
from question_bank.sentences import say

TRUTH_WORDS = {
    "uz-Latn": ("Toʻgʻri", "Notoʻgʻri"),
    "uz-Cyrl": ("Тўғри", "Нотўғри"),
    "ru": ("Верно", "Неверно"),
    "en": ("True", "False"),
}

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TWINS = {"b": "strong", "i": "em", "tt": "code", "div": "p"}
_TWIN_TAG = re.compile(r"<(/?)(b|i|tt|div)\b[^>]*>", re.IGNORECASE)
_LONGEST_TEXT = 50_000


@dataclass(slots=True, kw_only=True)
class Draft:
    """One item as a source tells it, in native shapes; what it does not say comes from the defaults.

    `texts` is keyed by language, "" where the source names none; `truth` asks for the words of right and
    wrong as labels of a and b. `notes` are kind and text of what the reader changed.
    """

    interaction: dict[str, Any]
    key: Any
    texts: dict[str, dict[str, Any]]
    scoring: dict[str, Any] = field(default_factory=lambda: {"rule": "match_correct"})
    max_points: str = "1"
    media: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    item_id: str = ""
    version: int = 1
    truth: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)
    line: int | None = None


def guess_draft_language(text: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the language of a text of a draft, and whether it is sure."""
    return guess_language(text["stem"], text.get("choices", {}).values())


def make_item(
    draft: Draft, item_id: str, defaults: Defaults, fallback: str
) -> tuple[Item, list[tuple[str, str]]]:
    """Return the item of a draft and what is to be told about it; ItemError where it cannot be one.

    `fallback` is the language of most of the list, for words that do not tell theirs.
    """
    notes = list(draft.notes)
    texts: dict[str, dict[str, Any]] = {}
    for told, text in draft.texts.items():
        language = told or _tell_language(text, defaults, fallback, notes)
        if language in texts:
            raise ItemError(item_id, "malformed", say("two texts are in %(language)s", language=language))
        texts[language] = _tidy_text(text, language, notes)
        if draft.truth:
            right, wrong = TRUTH_WORDS.get(language, TRUTH_WORDS["en"])
            texts[language]["choices"] = {"a": right, "b": wrong}
    _add_latin(texts, notes)
    first = next(iter(draft.texts), "")
    named = next(reversed(texts)) if not first else ""
    item = item_from_json(
        {
            "id": item_id,
            "version": draft.version,
            "interactions": [{"id": "r1", **draft.interaction}],
            "answer_key": {"r1": draft.key},
            "scoring": draft.scoring,
            "max_points": draft.max_points,
            "texts": texts,
            "media": {name: _name_alt(picture, named) for name, picture in draft.media.items()},
            "meta": defaults.meta() | draft.meta,
        }
    )
    return item, notes


def _tell_language(
    text: Mapping[str, Any], defaults: Defaults, fallback: str, notes: list[tuple[str, str]]
) -> str:
    if defaults.language:
        return defaults.language
    language, sure = guess_draft_language(text)
    if not sure:
        # Within its script only: a Cyrillic text is not Uzbek in Latin letters because its neighbours are.
        same_script = {"uz-Cyrl": "ru", "ru": "uz-Cyrl", "uz-Latn": "en", "en": "uz-Latn"}[language]
        language = fallback if fallback == same_script else language
        notes.append(
            (
                "language_unsure",
                say("the language cannot be told from the words; taken for %(language)s", language=language),
            )
        )
    return language


def _add_latin(texts: dict[str, dict[str, Any]], notes: list[tuple[str, str]]) -> None:
    """Render Uzbek Latin where only Uzbek Cyrillic came.

    Lists, forms and readers of Karakalpak stand on the Latin text; the Cyrillic one stays as it was written
    and is what readers of Cyrillic see, so nothing is lost and one text is there to be checked.
    """
    if "uz-Cyrl" not in texts or "uz-Latn" in texts:
        return
    written = texts["uz-Cyrl"]
    latin = {
        name: to_latin(value)
        for name, value in written.items()
        if isinstance(value, str) and name in {"stem", "rationale", "unit"}
    }
    choices = {choice: to_latin(label) for choice, label in written.get("choices", {}).items()}
    cyrillic = dict(texts)
    texts.clear()
    texts["uz-Latn"] = {**latin, "choices": choices}
    texts.update(cyrillic)
    notes.append(("latin_rendered", "written in Cyrillic only; the Latin text was made from it, check it"))


def _tidy_text(text: Mapping[str, Any], language: str, notes: list[tuple[str, str]]) -> dict[str, Any]:
    tidy = {name: value for name, value in text.items() if name != "choices" and value is not None}
    for name in ("stem", "rationale"):
        if name in tidy:
            tidy[name] = tidy_html(tidy[name], f"{language} {name}", notes)
    choices = text.get("choices", {})
    tidy["choices"] = {
        choice: tidy_html(label, f"{language} {choice}", notes) for choice, label in choices.items()
    }
    return tidy


def tidy_html(text: str, where: str, notes: list[tuple[str, str]]) -> str:
    """Return the text within the model's subset of HTML; what went is noted by kind and text."""
    if len(text) > _LONGEST_TEXT:
        raise ItemError(
            "",
            "malformed",
            say(
                "%(where)s is longer than %(longest_text)s characters",
                where=where,
                longest_text=_LONGEST_TEXT,
            ),
        )
    unmarked = without_marks(text)
    if unmarked != text:
        notes.append(
            ("control_mark", say("%(where)s: control or direction marks were taken out", where=where))
        )
    twinned = _TWIN_TAG.sub(lambda found: f"<{found[1]}{_TWINS[found[2].lower()]}>", unmarked)
    cleaned = clean_html(twinned).strip()
    gone = sorted(set(_list_tags(unmarked)) - set(_list_tags(cleaned)) - set(_TWINS))
    if gone:
        notes.append(
            ("html_cleaned", say("%(where)s: %(names)s was taken out", where=where, names=", ".join(gone)))
        )
    return cleaned


def _list_tags(text: str) -> Iterator[str]:
    return (found[1].lower() for found in _TAG_NAME.finditer(text))


def _name_alt(picture: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give a description that names no language the one that its text was found to be in."""
    alt = {told or language: words for told, words in picture["alt"].items()}
    return {**picture, "alt": alt}
