"""What a thing is that has been kept long enough, and why it may have to stay all the same."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Held(StrEnum):
    """Why a thing is not due although its years are over."""

    COURT = "court"
    APPEAL = "appeal"
    ITEM = "item"
    UNDECIDED = "undecided"
    CERTIFICATE = "certificate"
    NEEDED = "needed"


@dataclass(frozen=True)
class Thing:
    """One record, or one piece of the log, whose years are over.

    `code` names it, `of` the sitting, list or body that it belongs to, `day` is the day that its years count
    from; `count` is how many records it is. With `held` it is not due.
    """

    code: str
    of: str
    day: date
    held: Held | None = None
    count: int = 1


@dataclass(frozen=True)
class Group:
    """The things of one sitting, list or body: how many are due since when, and how many are held why."""

    of: str
    due: int
    oldest: date
    held: tuple[tuple[Held, int], ...]


@dataclass(frozen=True)
class Tally:
    """The things of a kind together."""

    due: int
    things: int
    oldest: date | None
    held: tuple[tuple[Held, int], ...]


def tally(things: Iterable[Thing]) -> Tally:
    """Return the numbers of a kind."""
    listed = list(things)
    due = [thing for thing in listed if thing.held is None]
    oldest = min((thing.day for thing in due), default=None)
    return Tally(sum(thing.count for thing in due), len(due), oldest, _count_held(listed))


def group_things(things: Iterable[Thing]) -> list[Group]:
    """Return the things by what they belong to, the oldest first."""
    by_home: dict[str, list[Thing]] = {}
    for thing in things:
        by_home.setdefault(thing.of, []).append(thing)
    groups = [
        Group(
            of,
            sum(thing.count for thing in some if thing.held is None),
            min(thing.day for thing in some),
            _count_held(some),
        )
        for of, some in by_home.items()
    ]
    return sorted(groups, key=lambda group: (group.oldest, group.of))


def _count_held(things: Iterable[Thing]) -> tuple[tuple[Held, int], ...]:
    counted: Counter[Held] = Counter()
    for thing in things:
        if thing.held is not None:
            counted[thing.held] += thing.count
    return tuple((held, counted[held]) for held in Held if counted[held])
