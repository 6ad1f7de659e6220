"""How much places and lengths of options tell of the key, against what chance would (chi-square, Pearson).

Whoever knows nothing may pick the first option, the longest, or the shortest. `often` is how many marks that
would bring over a list, one of several options of equal length being picked at random; `expected` is what
picking blindly brings.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from question_bank.answer_keys import ChoiceKey
from question_bank.interactions import ChoiceInteraction, list_offers
from question_bank.items import Item, Text, text_of
from question_bank.markup import plain_text


class Sign(StrEnum):
    """What a candidate who knows nothing may go by."""

    PLACE = "place"
    LONGEST = "longest"
    SHORTEST = "shortest"
    LONG_ONES = "long_ones"  # several answers: the longer options of each item


@dataclass(frozen=True, slots=True)
class KeySpread:
    """How a sign stands to the keys of `count` items; `place` is the most frequent place of a key, from 1."""

    sign: Sign
    count: int
    often: float
    expected: float
    distance: float
    freedom: int
    place: int | None = None

    @property
    def likelihood(self) -> float:
        """Return how likely chance makes at least this much difference: the p of the chi-square test."""
        return chance_beyond(self.distance, self.freedom)


def chance_beyond(distance: float, freedom: int) -> float:
    """Return how often chance alone goes beyond a chi-square distance.

    The upper incomplete gamma function, by its recurrence from one or two degrees of freedom. SciPy has it,
    but importing SciPy takes longer than judging a list.
    """
    half = distance / 2
    if half <= 0 or freedom < 1:
        return 1.0
    shape = 1.0 if freedom % 2 == 0 else 0.5
    chance = math.exp(-half) if freedom % 2 == 0 else math.erfc(math.sqrt(half))
    while shape * 2 < freedom:
        chance += math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
        shape += 1
    return chance


def measure_keys(items: Iterable[Item], language: str | None = None, fewest: int = 1) -> list[KeySpread]:
    """Return what each sign tells in a language, or in the first one of each item where none is named.

    Signs of which fewer than `fewest` items tell anything are left out.
    """
    asked = [item for item in items if isinstance(item.interaction, ChoiceInteraction)]
    single = [item for item in asked if _most(item) == 1]
    several = [item for item in asked if _most(item) != 1]
    found = (
        _measure_places(single),
        _measure_extreme(single, language, Sign.LONGEST, max),
        _measure_extreme(single, language, Sign.SHORTEST, min),
        _measure_ranks(several, language),
    )
    return [spread for spread in found if spread is not None and spread.count >= fewest]


def _most(item: Item) -> int:
    return item.interaction.max_choices if isinstance(item.interaction, ChoiceInteraction) else 0


def _right(item: Item) -> tuple[str, ...]:
    return item.answer_key.choices if isinstance(item.answer_key, ChoiceKey) else ()


def _offered(item: Item) -> tuple[str, ...]:
    (offered,) = list_offers(item.interaction).values()
    return offered


def _measure_places(single: Sequence[Item]) -> KeySpread | None:
    """Compare the places of the keys with an even spread, items with one number of options at a time."""
    by_size: dict[int, Counter[int]] = defaultdict(Counter)
    for item in single:
        offered = _offered(item)
        by_size[len(offered)][offered.index(_right(item)[0])] += 1
    distance = sum(
        (places[place] - places.total() / size) ** 2 / (places.total() / size)
        for size, places in by_size.items()
        for place in range(size)
    )
    freedom = sum(size - 1 for size in by_size)
    if not freedom:
        return None
    place, often = sum(by_size.values(), Counter()).most_common(1)[0]
    expected = sum(places.total() / size for size, places in by_size.items() if place < size)
    return KeySpread(Sign.PLACE, len(single), often, expected, distance, freedom, place + 1)


def _measure_extreme(
    single: Sequence[Item], language: str | None, sign: Sign, extreme: Callable[[Iterable[int]], int]
) -> KeySpread | None:
    """Measure what picking the longest or the shortest option brings; equal lengths tell nothing."""
    often = expected = variance = Fraction(0)
    count = 0
    for item in single:
        lengths = _lengths(item, language)
        wanted = extreme(lengths.values())
        alike, offered = list(lengths.values()).count(wanted), len(lengths)
        if alike == offered:
            continue
        count += 1
        often += Fraction(lengths[_right(item)[0]] == wanted, alike)
        expected += Fraction(1, offered)
        variance += Fraction(1, alike * offered) - Fraction(1, offered**2)
    return _one_sided(sign, count, often, expected, variance)


def _measure_ranks(several: Sequence[Item], language: str | None) -> KeySpread | None:
    """Measure how long the right options are among all of an item, by the sum of their ranks."""
    often = expected = variance = Fraction(0)
    count = 0
    for item in several:
        ranks, right = _ranks(_lengths(item, language)), _right(item)
        mean = Fraction(len(ranks) + 1, 2)
        spread = sum((rank - mean) ** 2 for rank in ranks.values())
        if not spread or len(right) == len(ranks):
            continue
        count += 1
        often += sum(ranks[choice] for choice in right)
        expected += len(right) * mean
        wrong, offered = len(ranks) - len(right), len(ranks)
        variance += Fraction(len(right) * wrong, offered * (offered - 1)) * spread
    return _one_sided(Sign.LONG_ONES, count, often, expected, variance)


def _one_sided(
    sign: Sign, count: int, often: Fraction, expected: Fraction, variance: Fraction
) -> KeySpread | None:
    if not variance:
        return None
    distance = float((often - expected) ** 2 / variance)
    return KeySpread(sign, count, float(often), float(expected), distance, 1)


def _ranks(lengths: Mapping[str, int]) -> dict[str, Fraction]:
    """Return the rank of each option from the shortest on, equal ones sharing the middle of theirs."""
    ordered = sorted(lengths.values())
    return {
        choice: Fraction(2 * ordered.index(length) + ordered.count(length) + 1, 2)
        for choice, length in lengths.items()
    }


def _lengths(item: Item, language: str | None) -> dict[str, int]:
    return dict(_list_lengths(_text(item, language), _offered(item)))


def _text(item: Item, language: str | None) -> Text:
    return next(iter(item.texts.values())) if language is None else text_of(item, language)


def _list_lengths(text: Text, offered: Iterable[str]) -> Iterator[tuple[str, int]]:
    for choice in offered:
        yield choice, len(plain_text(text.choices[choice]))
