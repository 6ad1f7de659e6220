"""What may be proposed on an item, its face for giving another key, and the key that an answer means.

Whoever proposes answers the question as a candidate should have answered it, with the candidate's own
controls; nobody types a key.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from examapp.authoring.lists import OpenedList
from examapp.regrading.errors import KeyUnfit
from question_bank.answer_keys import MatchKey, NumericKey, OrderKey, PointKey, TextKey, right_answers
from question_bank.areas import Area
from question_bank.decimals import write_decimal
from question_bank.exam_form import ExamForm, Section, public_paper, to_bank_response
from question_bank.interactions import ChoiceInteraction, InlineChoiceInteraction, list_gaps, list_offers
from question_bank.items import LANGUAGES, Item, text_of
from question_bank.markup import plain_text
from question_bank.presentation import present_item
from question_bank.regrading import WITH_KEY, DecisionKind
from question_bank.responses import ResponseError, check_response, is_empty
from question_bank.seeded import SeededStream


@dataclass(frozen=True)
class KeyFace:
    """The question as the candidate's own component shows it, with its pictures in it; no key is among it."""

    form: ExamForm
    paper: dict[str, Any]
    languages: tuple[str, ...]


def list_kinds(item: Item, allowed: Collection[str]) -> list[DecisionKind]:
    """Return what the policy allows and this item can have, in the order of the rules."""
    pays_by_table = item.scoring.map_response is not None or item.scoring.map_point is not None
    return [
        kind
        for kind in DecisionKind
        if kind.value in allowed
        # A table of points is not replaced by a key, and a further key would pay nothing beside it.
        and not (kind in WITH_KEY and pays_by_table)
    ]


def make_face(opened: OpenedList, item: Item) -> KeyFace:
    """Return an item's face in every language that it has; choices stand in the list's own order."""
    place = present_item(item, "", SeededStream(item.id, "key"))
    if isinstance(item.interaction, ChoiceInteraction | InlineChoiceInteraction):
        place = replace(place, order=list_offers(item.interaction))
    form = ExamForm("key", "key", (Section(item.meta.topic, (place,)),))
    languages = tuple(
        tag for tag in LANGUAGES if tag in item.texts or (tag == "uz-Cyrl" and "uz-Latn" in item.texts)
    )

    def embed(sha256: str) -> str:
        encoded = base64.b64encode(opened.media[sha256]).decode("ascii")
        return f"data:{opened.media_types[sha256]};base64,{encoded}"

    return KeyFace(form, public_paper(form, {item.id: item}, languages, embed), languages)


def usual_margin(item: Item) -> int | None:
    """Return how far around its place a point may lie by the present key, in pixels; None for other kinds."""
    match item.answer_key:
        case PointKey(areas):
            sides = [abs(far - near) for area in areas for near, far in _sides(area)]
            return max(1, min(sides) // 2)
    return None


def _sides(area: Area) -> tuple[tuple[int, int], tuple[int, int]]:
    left, top, right, bottom = area.bounds()
    return (left, right), (top, bottom)


def read_key(item: Item, face: KeyFace, typed: str, margin: int | None = None) -> Any:
    """Return the key that an answer on the face means, in the list's own format; raises KeyUnfit.

    `typed` is the answer as the component gives it, JSON. Around each point a circle of `margin` pixels
    counts. Whether a key is whole is asked of the item itself later.
    """
    try:
        answer = to_bank_response(face.form, item.id, json.loads(typed))
        check_response(item.interaction, answer)
    except (ValueError, ResponseError) as unfit:
        raise KeyUnfit from unfit
    if is_empty(answer):
        raise KeyUnfit
    match item.answer_key:
        case TextKey():
            return [answer.strip()]
        case NumericKey(_, tolerance):
            return {"value": answer.strip().replace(",", "."), "tolerance": write_decimal(tolerance)}
        case PointKey():
            reach = margin or usual_margin(item) or 1
            return [{"shape": "circle", "coords": [x, y, reach]} for x, y in answer]
        case MatchKey():
            return _in_order(item, answer)
    return answer


def _in_order(item: Item, pairs: list[list[str]]) -> list[list[str]]:
    """Return pairs in the order in which the item offers what is to be paired: one key, one digest."""
    offered = [one for list_ in list_offers(item.interaction).values() for one in list_]
    return sorted(pairs, key=lambda pair: [offered.index(one) if one in offered else 0 for one in pair])


def say_key(item: Item, language: str) -> tuple[str, ...]:
    """Return the present key in the words of the options, one line for each part or accepted variant."""
    text = text_of(item, language if language in ("uz-Cyrl", *item.texts) else next(iter(item.texts)))
    words = {one: plain_text(label) for one, label in text.choices.items()}
    words |= {gap: f"[{at}]" for at, gap in enumerate(list_gaps(item.interaction), 1)}
    ordered = isinstance(item.answer_key, OrderKey)
    lines: list[str] = []
    for answer in right_answers(item.answer_key):
        match answer:
            case str():
                lines.append(answer)
            case {}:
                lines += [f"{words[gap]} – {words[choice]}" for gap, choice in answer.items()]
            case [[int(), int()], *_]:
                lines += [f"({x}, {y})" for x, y in answer]
            case [[*_], *_]:
                lines += [f"{words[one]} – {words[other]}" for one, other in answer]
            case _:
                lines += [
                    f"{at}. {words[one]}" if ordered else words[one] for at, one in enumerate(answer, 1)
                ]
    return tuple(lines)
