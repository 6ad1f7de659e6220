"""Answers on which two ways of scoring an item are compared: right, wrong, partial, all that is possible.

Small items are tried with every answer there is; larger ones with each part alone, each change of the key by
one part, and whole answers that are wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations
from typing import Any

from question_bank.answer_keys import MatchKey, NumericKey, PointKey, TextKey, right_answers
from question_bank.areas import Area
from question_bank.decimals import write_decimal
from question_bank.interactions import (
    ChoiceInteraction,
    GapMatchInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    MatchInteraction,
    OrderInteraction,
    SliderInteraction,
    list_offers,
)
from question_bank.items import Item
from question_bank.responses import ResponseError, check_response
from question_bank.truth_table import truth_table

MOST_PROBES = 600
_ALL_SUBSETS = 7
_ALL_ORDERS = 4
_NEAR = Decimal("0.000001")


def list_probes(item: Item, texts: Iterable[str] = (), numbers: Iterable[Decimal] = ()) -> list[Any]:
    """Return answers in the bank's ids that can be given; `texts` and `numbers` stand in the rules."""
    probes: list[Any] = []
    for answer in [*(row.response for row in truth_table(item)), *_extra(item, texts, numbers)]:
        try:
            check_response(item.interaction, answer)
        except ResponseError:
            continue
        if answer not in probes:
            probes.append(answer)
        if len(probes) == MOST_PROBES:
            break
    return probes


def _extra(item: Item, texts: Iterable[str], numbers: Iterable[Decimal]) -> Iterator[Any]:
    match item.answer_key:
        case TextKey(variants):
            return _texts(variants, texts)
        case NumericKey() as key:
            return _numbers(item, key, numbers)
        case PointKey(areas):
            return _points(areas)
    return _extra_of_ids(item)


def _extra_of_ids(item: Item) -> Iterator[Any]:
    (right, *_) = right_answers(item.answer_key)
    match item.interaction:
        case ChoiceInteraction() | HotspotInteraction():
            (offered,) = list_offers(item.interaction).values()
            return _subsets(offered, right)
        case OrderInteraction(choices=choices):
            return _orders(choices, right)
        case InlineChoiceInteraction(gaps=gaps):
            return _fillings(gaps, right)
    return _pairs(item)


def _subsets(offered: Sequence[str], right: list[str]) -> Iterator[list[str]]:
    sizes = range(1, len(offered) + 1) if len(offered) <= _ALL_SUBSETS else (1, 2)
    yield from (list(chosen) for size in sizes for chosen in combinations(offered, size))
    for choice in offered:
        yield [other for other in right if other != choice] if choice in right else [*right, choice]
        yield [other for other in offered if other != choice]


def _orders(choices: Sequence[str], right: list[str]) -> Iterator[list[str]]:
    if len(choices) <= _ALL_ORDERS:
        yield from (
            list(order) for size in range(1, len(choices) + 1) for order in permutations(choices, size)
        )
        return
    for place in range(len(right)):
        yield right[: place + 1]
        yield [*right[place:], *right[:place]]
        for other in range(place + 1, len(right)):
            changed = list(right)
            changed[place], changed[other] = changed[other], changed[place]
            yield changed


def _fillings(gaps: Any, right: dict[str, str]) -> Iterator[dict[str, str]]:
    for gap, choices in gaps.items():
        for choice in choices:
            yield {gap: choice}
            yield {**right, gap: choice}
    yield from ({gap: right[gap] for gap in part} for size in (1, 2, 3) for part in combinations(right, size))
    for place in range(max(map(len, gaps.values()))):
        yield {gap: choices[min(place, len(choices) - 1)] for gap, choices in gaps.items()}


def _pairs(item: Item) -> Iterator[list[list[str]]]:
    assert isinstance(item.answer_key, MatchKey)
    right = [list(pair) for pair in item.answer_key.pairs]
    for size in range(1, min(len(right), 4)):
        yield from (list(part) for part in combinations(right, size))
    offers = list_offers(item.interaction)
    if isinstance(item.interaction, MatchInteraction):
        firsts, seconds, fixed = offers["sources"], offers["targets"], 0
    else:
        assert isinstance(item.interaction, GapMatchInteraction)
        firsts, seconds, fixed = offers["choices"], item.interaction.gaps, 1
    for first in firsts:
        for second in seconds:
            pair = [first, second]
            yield [pair]
            yield [pair, *(other for other in right if other[fixed] != pair[fixed])]
            yield [pair, *(other for other in right if other[0] != first and other[1] != second)]


def _texts(variants: Sequence[str], texts: Iterable[str]) -> Iterator[str]:
    for text in (*variants, *texts):
        yield from (text, text.upper(), text.lower(), f"x{text}x", f"{text} {text}", text[1:] or "?")
    yield "42"


def _numbers(item: Item, key: NumericKey, numbers: Iterable[Decimal]) -> Iterator[str]:
    interaction = item.interaction
    if isinstance(interaction, SliderInteraction):
        count = int((interaction.upper - interaction.lower) / interaction.step)
        steps = range(count + 1) if count < MOST_PROBES // 2 else range(0, count + 1, max(1, count // 200))
        yield from (write_decimal(interaction.lower + step * interaction.step) for step in steps)
        return
    edges = [key.value, key.value - key.tolerance, key.value + key.tolerance, *numbers, Decimal(0)]
    for edge in edges:
        for off in (Decimal(0), _NEAR, Decimal("0.004"), Decimal("0.1"), Decimal("0.5"), Decimal(1)):
            yield from (write_decimal(edge + off), write_decimal(edge - off))
    yield write_decimal(-key.value)
    yield write_decimal(key.value * 10)
    yield "x"


def _points(areas: Sequence[Area]) -> Iterator[list[list[int]]]:
    centres = [list(area.centre()) for area in areas]
    edges = [list(point) for area in areas for point in _around(area)]
    yield from ([point] for point in [*centres, *edges])
    for size in range(2, len(centres) + 1):
        yield from (list(part) for part in combinations(centres, size))
        yield [centres[0]] * size
    for place in range(len(centres)):
        yield from ([*centres[:place], edge, *centres[place + 1 :]] for edge in edges)


def _around(area: Area) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = area.bounds()
    x, y = area.centre()
    corners = [(left, top), (right, bottom), (left, y), (right, y), (x, top), (x, bottom)]
    outside = [(left - 1, y), (right + 1, y), (x, top - 1), (x, bottom + 1)]
    yield from ((across, down) for across, down in [*corners, *outside] if across >= 0 and down >= 0)
