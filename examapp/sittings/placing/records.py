"""What the planning of sittings is told and what it answers: frozen records, no row of a database.

Times of day are minutes since midnight in Tashkent, lengths are minutes, keys are the caller's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Person:
    """One candidate who needs a place within the days of the schedule, both included.

    A body that the schedule does not name has a last day before its first. `off` are days between them on
    which the person cannot come, both included: those between two periods of the body, a day that the person
    spends at another sitting, the wait after a failure.
    A `district` that is empty is not known and prefers nothing.
    """

    key: str
    organisation: str
    region: str
    programme: str
    language: str
    first_day: date
    last_day: date
    district: str = ""
    extra_percent: int = 0
    separate_room: bool = False
    accessible_seat: bool = False
    off: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """One workstation in service."""

    number: int
    accessible: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day: `begins` ≤ t < `ends`."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Hall:
    """A room of a centre: its seats and its hours by weekday (Monday 0).

    `special` holds the days with other hours, none where it is closed; `busy` the sittings that stand there.
    """

    key: str
    region: str
    seats: tuple[Seat, ...]
    hours: Mapping[int, tuple[Span, ...]]
    district: str = ""
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    busy: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exam:
    """What a programme needs: the time for the exam, and the languages in which it can be taken."""

    minutes: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the calendar and of the bodies.

    Of a body with `share_from` people or more, at most `share_percent` are away on one day, but one always
    may. `gap_minutes` lie between two sittings in a room; a sitting begins on a multiple of `grid_minutes`.
    """

    holidays: frozenset[date] = frozenset()
    weekdays: tuple[int, ...] = WEEKDAYS
    share_percent: int = 50
    share_from: int = 4
    gap_minutes: int = 30
    grid_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything but the people: rooms, programmes, rules, and who of which body has a place already.

    `away` counts them by body and day; they count to the size of the body and to its share of a day.
    """

    halls: tuple[Hall, ...]
    exams: Mapping[str, Exam]
    rules: Rules = Rules()
    away: Mapping[tuple[str, date], int] = field(default_factory=dict)


class Cause(StrEnum):
    """Why somebody could not be placed; the first that holds, in this order."""

    NO_PERIOD = "no_period"
    LANGUAGE = "language"
    CANNOT_COME = "cannot_come"
    NO_WORKING_DAY = "no_working_day"
    NO_ROOM_IN_REGION = "no_room_in_region"
    CLOSED = "closed"
    HOURS_TOO_SHORT = "hours_too_short"
    NO_ACCESSIBLE_SEAT = "no_accessible_seat"
    BODY_SHARE = "body_share"
    ACCESSIBLE_SEATS_TAKEN = "accessible_seats_taken"
    NO_ROOM_ALONE = "no_room_alone"
    NO_LONG_SLOT = "no_long_slot"
    FULL = "full"


class Remedy(StrEnum):
    """What would help."""

    SCHEDULE_ROW = "schedule_row"
    OTHER_LANGUAGE = "other_language"
    LONGER_PERIOD = "longer_period"
    MORE_ROOMS = "more_rooms"
    LONGER_HOURS = "longer_hours"
    ACCESSIBLE_SEAT = "accessible_seat"
    MORE_SEATS = "more_seats"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody without a place, why, and what would help."""

    person: str
    cause: Cause
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """Who sits where."""

    seat: int
    person: str


@dataclass(frozen=True, slots=True)
class PlannedSitting:
    """One sitting: where, when, for how long, what, and who sits where."""

    hall: str
    day: date
    begins: int
    minutes: int
    programme: str
    seats: tuple[PlannedSeat, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole answer, in a fixed order: the same question gives the same plan."""

    sittings: tuple[PlannedSitting, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def placed(self) -> int:
        """How many people have a place."""
        return sum(len(sitting.seats) for sitting in self.sittings)


def minutes_for(person: Person, exam: Exam) -> int:
    """Return how long the exam lasts for a person; a begun minute is given."""
    return -(-exam.minutes * (100 + person.extra_percent) // 100)


def most_away(size: int, rules: Rules) -> int:
    """Return how many of a body of that size may be away on one day."""
    if size < rules.share_from:
        return size
    return max(1, size * rules.share_percent // 100)
