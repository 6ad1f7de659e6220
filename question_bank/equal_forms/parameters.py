"""What is known of each item, and what it gives at the cut score.

A calibrated item has difficulty and discrimination. One that only judges have seen has an Angoff value: the
share of its points that the borderline candidate is expected to get; with a discrimination of 1 it has a
difficulty too. One that nobody has judged counts as the mean of its topic, and is counted as unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt

from question_bank.items import Item
from question_bank.psychometrics.irt import difficulty_of, exact_chance, exact_information

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MILLION = 1_000_000
_NOBODY_KNOWS = Decimal("0.5")
_ONE = Decimal(1)
_MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """One item as assembly sees it.

    Either `difficulty` is given (calibrated, with its discrimination), or `angoff`, or neither (unknown).
    `points` is what a right answer earns.
    """

    id: str
    topic: str
    level: str = ""
    enemies: tuple[str, ...] = ()
    discrimination: Decimal = _ONE
    difficulty: Decimal | None = None
    angoff: Decimal | None = None
    points: Decimal = _ONE

    @property
    def known(self) -> bool:
        """Whether anybody has measured or judged the item."""
        return self.difficulty is not None or self.angoff is not None

    def chance(self, cut: Decimal) -> Decimal | None:
        """Return the expected share of the points at the cut, None for an unknown item."""
        if self.difficulty is not None:
            return exact_chance(cut, self.discrimination, self.difficulty)
        return self.angoff


@dataclass(frozen=True, eq=False)
class ParameterBank:
    """All items of a list, sorted by id, with arrays beside them; `cut` is the cut score on the scale of θ.

    `expected` is the expected score at the cut and `information` Fisher's information there, both in
    millionths; `enemies` gives the places of each item's enemies, both ways; `unknown` counts items without
    any parameter.
    """

    items: tuple[ItemParameters, ...]
    cut: Decimal = Decimal(0)
    expected: Whole = field(init=False, repr=False)
    information: Whole = field(init=False, repr=False)
    enemies: tuple[tuple[int, ...], ...] = field(init=False, repr=False)
    discrimination: npt.NDArray[np.float64] = field(init=False, repr=False)
    difficulty: npt.NDArray[np.float64] = field(init=False, repr=False)
    points: npt.NDArray[np.float64] = field(init=False, repr=False)
    unknown: int = field(init=False)

    def __post_init__(self) -> None:
        items = tuple(sorted(self.items, key=lambda item: item.id))
        if len({item.id for item in items}) != len(items):
            raise ValueError("an id stands twice in the bank")
        chances = _fill_in(items, self.cut)
        spread = [exact_information(item.discrimination, p) for item, p in zip(items, chances, strict=True)]
        earned = [item.points * p for item, p in zip(items, chances, strict=True)]
        difficulties = [_difficulty(item, p, self.cut) for item, p in zip(items, chances, strict=True)]
        for name, value in {
            "items": items,
            "expected": _millionths(earned),
            "information": _millionths(spread),
            "enemies": _enemies(items),
            "discrimination": np.array([float(item.discrimination) for item in items]),
            "difficulty": np.array([float(value) for value in difficulties]),
            "points": np.array([float(item.points) for item in items]),
            "unknown": sum(not item.known for item in items),
        }.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.items)

    def places(self, ids: Iterable[str]) -> list[int]:
        """Return the places of ids in the bank's order; KeyError names one that is not there."""
        at = {item.id: place for place, item in enumerate(self.items)}
        return [at[item_id] for item_id in ids]


def bank_of_items(items: Mapping[str, Item], cut: Decimal = Decimal(0)) -> ParameterBank:
    """Make the bank of a question list from the Angoff values of its items."""
    return ParameterBank(
        tuple(
            ItemParameters(
                id=item.id,
                topic=item.meta.topic,
                level=item.meta.level,
                enemies=item.meta.enemies,
                angoff=item.meta.angoff,
                points=item.max_points,
            )
            for item in items.values()
        ),
        cut,
    )


def _fill_in(items: Sequence[ItemParameters], cut: Decimal) -> list[Decimal]:
    """Return each item's chance at the cut; unknown ones get the mean of their topic, else of all."""
    chances = [item.chance(cut) for item in items]
    by_topic: dict[str, list[Decimal]] = {}
    for item, chance in zip(items, chances, strict=True):
        if chance is not None:
            by_topic.setdefault(item.topic, []).append(chance)
    everything = [chance for chance in chances if chance is not None]
    means = {topic: _mean(known) for topic, known in by_topic.items()}
    whole = _mean(everything) if everything else _NOBODY_KNOWS
    return [
        means.get(item.topic, whole) if chance is None else chance
        for item, chance in zip(items, chances, strict=True)
    ]


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(_MILLIONTH, ROUND_HALF_EVEN)


def _difficulty(item: ItemParameters, chance: Decimal, cut: Decimal) -> Decimal:
    if item.difficulty is not None:
        return item.difficulty
    return difficulty_of(chance, cut, item.discrimination)


def _millionths(values: Iterable[Decimal]) -> Whole:
    whole = [int((value * MILLION).to_integral_value(ROUND_HALF_EVEN)) for value in values]
    return np.array(whole, dtype=np.int64)


def _enemies(items: Sequence[ItemParameters]) -> tuple[tuple[int, ...], ...]:
    at = {item.id: place for place, item in enumerate(items)}
    found: list[set[int]] = [set() for _ in items]
    for place, item in enumerate(items):
        for enemy in item.enemies:
            other = at.get(enemy)
            if other is not None and other != place:
                found[place].add(other)
                found[other].add(place)
    return tuple(tuple(sorted(enemies)) for enemies in found)
