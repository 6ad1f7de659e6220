"""What every form must keep: cells of the blueprint, exposure and overlap limits, and the goal they share."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.parameters import ParameterBank, Whole

# Even use of a cell leaves the search no choice; with this share of it, there is some.
EXPOSURE_PERCENT = 140


@dataclass(frozen=True, slots=True)
class Limits:
    """How often items come back; None leaves a limit out.

    No item stands in more than `exposure` forms. Without that number, the limit of each cell is
    `exposure_percent` of the even use of its items, rounded up: 100 would be every item equally often. Two
    forms share at most `overlap` items.
    """

    exposure: int | None = None
    overlap: int | None = None
    exposure_percent: int = EXPOSURE_PERCENT

    def __post_init__(self) -> None:
        if self.exposure is not None and self.exposure < 1:
            raise ValueError("an exposure limit is a number of forms from 1 on")
        if self.overlap is not None and self.overlap < 0:
            raise ValueError("an overlap limit is a number of items from 0 on")
        if self.exposure_percent < 100:
            raise ValueError("an exposure limit below 100 % of the even use leaves too few items")


@dataclass(frozen=True, eq=False)
class Cell:
    """One cell of the blueprint in a bank.

    `members` are the places of its items in the bank, `slots` its part of a form's row; no item may stand in
    more than `limit` forms.
    """

    topic: str
    level: str
    needed: int
    members: Whole
    slots: slice
    limit: int

    @property
    def name(self) -> str:
        """What people call the cell: law, or law/know."""
        return f"{self.topic}/{self.level}" if self.level else self.topic


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules of one assembly over a bank.

    `limit` is each item's exposure limit (0 outside the blueprint), `goal` the expected score and the
    information at the cut, in millionths, that every form should have: those of an average form of the bank.
    """

    bank: ParameterBank
    cells: tuple[Cell, ...]
    count: int
    total: int
    limit: Whole
    overlap: int | None
    goal: tuple[int, int]


def make_rules(bank: ParameterBank, blueprint: Blueprint, count: int, limits: Limits) -> Rules:
    """Lay a blueprint over a bank for `count` forms."""
    cells, at = [], 0
    for cell in blueprint.finest_cells():
        members = [
            place
            for place, item in enumerate(bank.items)
            if item.topic == cell.topic and (not cell.level or item.level == cell.level)
        ]
        limit = _limit_of(cell.count, len(members), count, limits)
        slots = slice(at, at + cell.count)
        places = np.array(members, dtype=np.int64)
        cells.append(Cell(cell.topic, cell.level, cell.count, places, slots, limit))
        at += cell.count
    limit_of_item = np.zeros(len(bank), dtype=np.int64)
    for made in cells:
        limit_of_item[made.members] = made.limit
    overlap = limits.overlap if limits.overlap is not None and limits.overlap < at else None
    goal = (_average(bank.expected, cells), _average(bank.information, cells))
    return Rules(bank, tuple(cells), count, at, limit_of_item, overlap, goal)


def blueprint_in_proportion(bank: ParameterBank, total: int) -> Blueprint:
    """Divide a form of `total` items over the bank's topics as its items are divided (largest remainders).

    ValueError where that leaves a topic without an item, or the bank has too few.
    """
    sizes = Counter(item.topic for item in bank.items)
    if not len(sizes) <= total <= len(bank):
        raise ValueError(f"{total} items cannot be divided over {len(sizes)} topics of {len(bank)} items")
    shares = {topic: divmod(total * size, len(bank)) for topic, size in sizes.items()}
    counts = {topic: max(1, whole) for topic, (whole, _rest) in shares.items()}
    order = sorted(shares, key=lambda topic: (-shares[topic][1], topic))
    for step in range(total):
        left = total - sum(counts.values())
        if not left:
            break
        topic = order[step % len(order)]
        counts[topic] = max(1, counts[topic] + (1 if left > 0 else -1))
    return Blueprint(counts)


def _limit_of(needed: int, members: int, count: int, limits: Limits) -> int:
    if limits.exposure is not None:
        return min(limits.exposure, count)
    share = -(-count * needed * limits.exposure_percent // (100 * members)) if members else count
    return min(max(share, 1), count)


def _average(values: Whole, cells: list[Cell]) -> int:
    return sum(
        cell.needed * int(values[cell.members].sum()) // len(cell.members)
        for cell in cells
        if len(cell.members)
    )
