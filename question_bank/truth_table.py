"""What an item pays for typical answers, as an approver looks at it and as the suite runs it for each item.

The rows are made from the key alone: right, partly right, wrong, nothing, and everything at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from question_bank.answer_keys import (
    AnswerKey,
    ChoiceKey,
    InlineChoiceKey,
    MatchKey,
    NumericKey,
    OrderKey,
    PointKey,
    TextKey,
    right_answers,
)
from question_bank.decimals import write_decimal
from question_bank.interactions import (
    GapMatchInteraction,
    InlineChoiceInteraction,
    Interaction,
    MatchInteraction,
    SliderInteraction,
    list_offers,
)
from question_bank.items import Item
from question_bank.scoring import score_response
from question_bank.sentences import say


class RowKind(StrEnum):
    """The typical answers."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    NOTHING = "nothing"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in the bank's ids, and its points."""

    kind: RowKind
    response: Any
    points: Decimal


def truth_table(item: Item) -> tuple[Row, ...]:
    """Return the rows of an item; a kind that the item does not know (half a number) has no row."""
    key, interaction = item.answer_key, item.interaction
    answers: list[tuple[RowKind, Any]] = [(RowKind.RIGHT, right) for right in right_answers(key)]
    answers += [(RowKind.PARTLY, half) for half in _half_right(key)]
    answers += [(RowKind.WRONG, wrong) for wrong in _wrong(key, interaction)]
    answers += [(RowKind.NOTHING, None)]
    answers += [(RowKind.EVERYTHING, everything) for everything in _everything(interaction)]
    return tuple(Row(kind, answer, score_response(item, answer).points) for kind, answer in answers)


def list_table_faults(item: Item) -> tuple[str, ...]:
    """Say in words what in the table cannot be right; none for an item that may be approved."""
    faults = []
    for row in truth_table(item):
        full = row.points == item.max_points
        if row.kind is RowKind.RIGHT and not full and _is_main(item, row):
            faults.append(
                say("the right answer %(answer)s earns %(points)s", answer=row.response, points=row.points)
            )
        if row.kind in {RowKind.WRONG, RowKind.PARTLY, RowKind.EVERYTHING} and full:
            faults.append(say("%(answer)s is not right and earns everything", answer=row.response))
        if row.kind in {RowKind.WRONG, RowKind.NOTHING, RowKind.EVERYTHING} and row.points > 0:
            faults.append(
                say("the answer %(answer)s earns %(points)s", answer=row.response, points=row.points)
            )
    return tuple(faults)


def _is_main(item: Item, row: Row) -> bool:
    """Tell whether a right answer must earn everything: a mapping may pay less for a lesser variant."""
    mapping = item.scoring.map_response
    return mapping is None or not isinstance(row.response, str) or mapping.mapping.get(row.response) is None


def _half_right(key: AnswerKey) -> list[Any]:
    match key:
        case ChoiceKey(choices) if len(choices) > 1:
            return [list(choices[:-1])]
        case OrderKey(choices) if len(choices) > 2:
            return [[*choices[:-2], choices[-1], choices[-2]]]
        case MatchKey(pairs) if len(pairs) > 1:
            return [[list(pair) for pair in pairs[:-1]]]
        case InlineChoiceKey(gaps) if len(gaps) > 1:
            return [dict(list(gaps.items())[:-1])]
        case PointKey(areas) if len(areas) > 1:
            return [[list(area.centre()) for area in areas[:-1]]]
    return []


def _wrong(key: AnswerKey, interaction: Interaction) -> list[Any]:
    match key:
        case ChoiceKey(choices):
            (offered,) = list_offers(interaction).values()
            return [[choice] for choice in offered if choice not in choices]
        case OrderKey(choices):
            return [list(reversed(choices))]
        case NumericKey(value, tolerance):
            return _wrong_numbers(value, tolerance, interaction)
        case PointKey(areas):
            return [[_outside(areas)] * len(areas)]
        case TextKey():
            return ["\u2026"]
    return _wrong_pairs(key, interaction)


def _wrong_pairs(key: AnswerKey, interaction: Interaction) -> list[Any]:
    if isinstance(interaction, InlineChoiceInteraction) and isinstance(key, InlineChoiceKey):
        return [{gap: _other(offered, key.gaps[gap]) for gap, offered in interaction.gaps.items()}]
    pairs = key.pairs if isinstance(key, MatchKey) else ()
    if isinstance(interaction, MatchInteraction):
        return [[[source, _other(interaction.targets, target)] for source, target in pairs]]
    if isinstance(interaction, GapMatchInteraction):
        # Each choice one gap further: none stands where it belongs, unless one fills them all.
        choices = [choice for choice, _ in pairs]
        if len(set(choices)) < len(choices) or len(choices) == 1:
            return [[[_other(interaction.choices, choice), gap]] for choice, gap in pairs[:1]]
        turned = [*choices[1:], choices[0]]
        return [[[choice, gap] for choice, (_, gap) in zip(turned, pairs, strict=True)]]
    return []


def _wrong_numbers(value: Decimal, tolerance: Decimal, interaction: Interaction) -> list[Any]:
    if not isinstance(interaction, SliderInteraction):
        return [write_decimal(value + tolerance + 1), write_decimal(value - tolerance - 1)]
    ends = (interaction.lower, interaction.upper)
    return [write_decimal(end) for end in ends if abs(end - value) > tolerance]


def _everything(interaction: Interaction) -> list[Any]:
    """Return the answers of somebody who ticks whatever can be ticked, with no regard to any limit."""
    offers: Mapping[str, tuple[str, ...]] = list_offers(interaction)
    if isinstance(interaction, MatchInteraction):
        return [[[source, target] for source in offers["sources"] for target in offers["targets"]]]
    if isinstance(interaction, GapMatchInteraction):
        return [[[choice, gap] for choice in interaction.choices for gap in interaction.gaps]]
    if set(offers) in ({"choices"}, {"areas"}) and interaction.type != "order":
        (offered,) = offers.values()
        return [list(offered)]
    return []


def _other(offered: tuple[str, ...], right: str) -> str:
    return next(choice for choice in offered if choice != right)


def _outside(areas: tuple[Any, ...]) -> list[int]:
    right = max(area.bounds()[2] for area in areas)
    bottom = max(area.bounds()[3] for area in areas)
    return [right + 1, bottom + 1]
