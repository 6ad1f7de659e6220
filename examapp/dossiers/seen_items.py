"""Items as they stood on the candidate's screen: in the form's order and the candidate's language."""

import base64
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from examapp.authoring.desk_words import letter_of
from examapp.delivery.papers import Paper
from examapp.documents.attempt_dossier.context import SeenChoice, SeenItem
from examapp.dossiers.gathering import Gathered
from examapp.results.revision_words import item_decision_word
from examapp.results.sheet_words import show_points
from question_bank.answer_keys import ChoiceKey, right_answers
from question_bank.exam_form import FormItem, to_bank_response, topic_title
from question_bank.interactions import list_gaps
from question_bank.items import GAP_MARKER, Item, alt_of, text_of
from question_bank.markup import clean_html, plain_text
from question_bank.regrading import WITH_KEY, decided_key, decision_from_json
from question_bank.responses import ResponseError


def seen_items(gathered: Gathered, language: str) -> tuple[SeenItem, ...]:
    """Return the items in the order shown, each with the answer that counts."""
    told, form = gathered.content, gathered.paper.form
    by_event = {one["id"]: one["response"] for one in told["answers"]}
    counted = {item: by_event.get(event) for item, event in told["heads"][-1]["facts"]["answers"].items()}
    seen: list[SeenItem] = []
    for section in form.sections:
        for place in section.items:
            response = counted.get(place.id)
            seen.append(
                _see(gathered, place, section.topic, response, language, len(seen) + 1),
            )
    return tuple(seen)


def show_answer(gathered: Gathered, item_id: str, response: Any, language: str) -> str:
    """Return an answer in words; one that is none to its item stands as it was sent."""
    item = gathered.paper.opened.items.get(item_id)
    try:
        banked = to_bank_response(gathered.paper.form, item_id, response)
    except ResponseError:
        return str(response)
    return _say(item, banked, language) if item is not None and banked else ""


def _see(
    gathered: Gathered, place: FormItem, topic: str, response: Any, language: str, number: int
) -> SeenItem:
    paper: Paper = gathered.paper
    item = paper.opened.items[place.id]
    text = text_of(item, language)
    gaps = {gap: str(at) for at, gap in enumerate(list_gaps(item.interaction), 1)}
    points = gathered.content["score"]["items"].get(place.id, "–")
    return SeenItem(
        number=number,
        code=item.id,
        topic=topic_title(topic, language),
        stem=_cleaned(GAP_MARKER.sub(lambda found: f"[{gaps[found[1]]}]", text.stem)),
        pictures=tuple(
            (_address(paper, media.sha256, media.type), alt_of(media, language))
            for media in item.media.values()
        ),
        choices=_choices(paper, place, item, response, language),
        answer=show_answer(gathered, place.id, response, language),
        key="; ".join(_say(item, answer, language) for answer in right_answers(item.answer_key)),
        points=f"{_points(points)} / {_points(item.max_points)}",
        decision=_decision(gathered, item, language),
    )


def _decision(gathered: Gathered, item: Item, language: str) -> str:
    """Return what the commission decided on an item, with the key that it gave; nothing where it did not."""
    told = next((one for one in gathered.content["decisions"] if one["item"] == item.id), None)
    if told is None:
        return ""
    decision = decision_from_json(told)
    words = item_decision_word(decision.kind.value)
    if decision.kind not in WITH_KEY:
        return words
    answers = right_answers(decided_key(item, decision))
    return f"{words}: {'; '.join(_say(item, answer, language) for answer in answers)}"


def _say(item: Item, answer: Any, language: str) -> str:
    """Return an answer in the bank's ids by the words of what was chosen; gaps by their numbers."""
    labels = {one: plain_text(words) for one, words in text_of(item, language).choices.items()}
    labels |= {gap: f"[{at}]" for at, gap in enumerate(list_gaps(item.interaction), 1)}
    match answer:
        case str():
            return answer
        case {}:
            pairs = [[gap, choice] for gap, choice in answer.items()]
        case [[int(), int()], *_]:
            return "; ".join(f"({x}, {y})" for x, y in answer)
        case [[*_], *_]:
            pairs = answer
        case _:
            return "; ".join(labels.get(one, str(one)) for one in answer)
    return "; ".join(" – ".join(labels.get(one, str(one)) for one in pair) for pair in pairs)


def _choices(
    paper: Paper, place: FormItem, item: Item, response: Any, language: str
) -> tuple[SeenChoice, ...]:
    """Return the options in the order shown; of kinds without options, none."""
    labels = text_of(item, language).choices
    try:
        banked = to_bank_response(paper.form, place.id, response)
    except ResponseError:
        banked = None
    chosen = set(banked) if isinstance(banked, list) and isinstance(item.answer_key, ChoiceKey) else set()
    right = set(item.answer_key.choices) if isinstance(item.answer_key, ChoiceKey) else set()
    return tuple(
        SeenChoice(letter_of(at), _cleaned(labels[one]), one in chosen, one in right)
        for shown in place.order.values()
        for at, one in enumerate(shown, 1)
        if one in labels
    )


def _points(value: Any) -> str:
    return str(value) if value == "–" else str(show_points(Decimal(value)))


def _cleaned(words: str) -> Markup:
    return Markup(clean_html(words))  # noqa: S704 - nothing but the small subset is left


def _address(paper: Paper, sha256: str, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(paper.opened.media[sha256]).decode('ascii')}"
