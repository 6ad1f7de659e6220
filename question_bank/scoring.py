"""Points for an answer and for a form: exact decimals, a pure function of answer, key and rule version.

An empty answer earns nothing, an answer that does not fit the item earns nothing, and no rule pays for
ticking everything. Points never pass the item's maximum; only a mapping whose lower bound is below 0 goes
under 0.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise
from typing import Any

from question_bank.answer_keys import (
    ChoiceKey,
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
)
from question_bank.areas import Area
from question_bank.decimals import read_typed_number
from question_bank.items import Item
from question_bank.responses import ResponseError, check_response, is_empty, read_points
from question_bank.scoring_rules import RuleName, name_parts
from question_bank.scripts import fold_answer, fold_by_look

# Raised whenever a change here could give another score for a stored answer.
RULE_VERSION = "1"

_ZERO = Decimal(0)
_AFTER_LAST_DIGIT = re.compile(r"\D+$")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The points of one answer, and what was to be had."""

    item_id: str
    topic: str
    points: Decimal
    maximum: Decimal
    answered: bool


@dataclass(frozen=True, slots=True)
class FormScore:
    """The points of a form; sums run over the items that count, `topics` maps topic → (points, maximum)."""

    points: Decimal
    maximum: Decimal
    items: tuple[ItemScore, ...]
    topics: Mapping[str, tuple[Decimal, Decimal]]
    rule_version: str = RULE_VERSION


def score_response(item: Item, response: Any) -> ItemScore:
    """Mark one answer, given in the bank's own ids; never raises, whatever the answer is."""
    answered = not is_empty(response)
    points = _ZERO
    if answered:
        try:
            check_response(item.interaction, response)
            points = _points(item, response)
        except ResponseError:
            points = _ZERO
    return ItemScore(item.id, item.meta.topic, points, item.max_points, answered)


def score_form(
    items: Mapping[str, Item], responses: Mapping[str, Any], not_counted: Collection[str] = ()
) -> FormScore:
    """Mark a form: every item of it, answered or not, in the order given.

    `not_counted` names items that the commission took out: they leave numerator and denominator alike.
    ValueError where an answer or a decision names an item that the form does not hold.
    """
    strangers = [name for name in (*responses, *not_counted) if name not in items]
    if strangers:
        raise ValueError(f"not an item of this form: {strangers[0]}")
    return sum_scores(
        score_response(item, responses.get(name)) for name, item in items.items() if name not in not_counted
    )


def sum_scores(marked: Iterable[ItemScore]) -> FormScore:
    """Return the sums over the items that count, with the topics in the order of the form."""
    scores = tuple(marked)
    topics: dict[str, tuple[Decimal, Decimal]] = {}
    for score in scores:
        points, maximum = topics.get(score.topic, (_ZERO, _ZERO))
        topics[score.topic] = (points + score.points, maximum + score.maximum)
    return FormScore(
        points=sum((score.points for score in scores), _ZERO),
        maximum=sum((score.maximum for score in scores), _ZERO),
        items=scores,
        topics=topics,
    )


def read_answered_number(item: Item, response: str) -> Decimal | None:
    """Return the number that a typed answer says, with or without the item's unit, or None."""
    return read_typed_number(_without_unit(item, response))


def _points(item: Item, response: Any) -> Decimal:
    if item.scoring.map_response is not None:
        return item.scoring.map_response.points_of(name_parts(item.answer_key, response))
    if item.scoring.map_point is not None:
        return item.scoring.map_point.points_of(read_points(response))
    if item.scoring.name == RuleName.PER_PAIR:
        right, of = _count_right(item, response)
        return (item.max_points * right / of).quantize(_HUNDREDTH, ROUND_DOWN)
    return item.max_points if _is_right(item, response) else _ZERO


def _is_right(item: Item, response: Any) -> bool:
    match item.answer_key:
        case ChoiceKey(choices):
            return set(response) == set(choices)
        case OrderKey(choices):
            return tuple(response) == choices
        case MatchKey(pairs):
            return {tuple(pair) for pair in response} == set(pairs)
        case InlineChoiceKey(gaps):
            return bool(response == gaps)
        case TextKey() | NumericKey():
            return _is_typed_right(item, item.answer_key, response)
        case PointKey(areas):
            return len(response) == len(areas) and _is_each_hit(areas, read_points(response))


def _is_typed_right(item: Item, key: TextKey | NumericKey, response: str) -> bool:
    if isinstance(key, TextKey):
        accepted = {fold_answer(variant) for variant in key.variants}
        return fold_answer(response) in accepted or fold_by_look(response) in accepted
    number = read_answered_number(item, response)
    return number is not None and abs(number - key.value) <= key.tolerance


def _is_each_hit(areas: tuple[Area, ...], points: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether each place has a point of its own; places may overlap, so each order is tried."""
    if not areas:
        return True
    first, *others = areas
    return any(
        first.holds(*point) and _is_each_hit(tuple(others), points[:place] + points[place + 1 :])
        for place, point in enumerate(points)
    )


def _count_right(item: Item, response: Any) -> tuple[int, int]:
    """Count the right pairs and all pairs; in an order, a pair is two neighbours that follow each other."""
    match item.answer_key:
        case MatchKey(pairs):
            return len({tuple(pair) for pair in response} & set(pairs)), len(pairs)
        case InlineChoiceKey(gaps):
            return len(response.items() & gaps.items()), len(gaps)
        case OrderKey(choices):
            neighbours = set(pairwise(choices))
            return len(set(pairwise(response)) & neighbours), len(neighbours)
    raise TypeError(f"{item.id}: this key has no pairs")


def _without_unit(item: Item, response: str) -> str:
    """Drop the unit that the page shows beside the field, where someone typed it too."""
    folded = fold_answer(response)
    for text in item.texts.values():
        if text.unit and folded.endswith(fold_answer(text.unit)):
            return _AFTER_LAST_DIGIT.sub("", response)
    return response
