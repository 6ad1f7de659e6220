"""When lists and orders are due, and which bodies are late: 14 and 7 days before the first day (P 14).

The first day is nobody's guess: it is the beginning of the organisation's period in the approved schedule,
or its first planned sitting where that is earlier or the schedule does not name it. Only until either is
known the operator's call for lists counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import AttendanceOrder, CandidateList, ListCall
from examapp.candidates.list_sight import ListSight
from examapp.candidates.list_states import OPEN
from examapp.core.clock import TASHKENT
from examapp.organisations.models import Organisation
from examapp.organisations.queries import list_organisations
from examapp.programmes.models import Programme
from examapp.programmes.policy import Policy, read_policy

SOON_DAYS = 7


class Urgency(StrEnum):
    """How near a deadline is."""

    FAR = "far"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Deadline:
    """The last day for something, and how many days are left; fewer than none means late."""

    day: date
    days_left: int

    @property
    def urgency(self) -> Urgency:
        """How near it is."""
        if self.days_left < 0:
            return Urgency.OVERDUE
        return Urgency.SOON if self.days_left <= SOON_DAYS else Urgency.FAR


class DaySource(StrEnum):
    """From what a first day is known."""

    SCHEDULE = "schedule"
    SITTING = "sitting"
    CALL = "call"


@dataclass(frozen=True)
class FirstDay:
    """The first day on which people of one organisation are examined in a programme, and who says so."""

    organisation_id: int
    programme_id: int
    day: date
    source: DaySource


# (db, year) → the first days of that year and of later ones, as the approved schedule and the planned
# sittings have them; the room of sittings provides it, for it lies above.
ReadFirstDays = Callable[[Session, int], Sequence[FirstDay]]


@dataclass(frozen=True)
class BodyDue:
    """What one organisation owes for a programme and year: its list as it stands, and both deadlines.

    `list_at` and `order_at` are the days on which list and order came, None while they are owed.
    """

    organisation: Organisation
    programme: Programme
    year: int
    first_day: date
    source: DaySource
    found: CandidateList | None
    list_due: Deadline
    order_due: Deadline
    list_at: date | None = None
    order_at: date | None = None

    @property
    def owes_list(self) -> bool:
        """Whether the list is not submitted."""
        return self.found is None or self.found.state in OPEN

    @property
    def owes_order(self) -> bool:
        """Whether no order on attendance is uploaded."""
        return self.order_at is None

    @property
    def overdue(self) -> bool:
        """Whether a deadline has passed and what it was for is not here."""
        late_list = self.owes_list and self.list_due.urgency is Urgency.OVERDUE
        return late_list or (self.owes_order and self.order_due.urgency is Urgency.OVERDUE)

    @property
    def list_days_late(self) -> int:
        """How many days after its deadline the list came; 0 in time, and while it is owed."""
        return max(0, (self.list_at - self.list_due.day).days) if self.list_at else 0

    @property
    def order_days_late(self) -> int:
        """How many days after its deadline the order came; 0 in time, and while it is owed."""
        return max(0, (self.order_at - self.order_due.day).days) if self.order_at else 0


def count_back(first_day: date, days: int, today: date) -> Deadline:
    """Return the deadline so many days before a first day."""
    day = first_day - timedelta(days=days)
    return Deadline(day, (day - today).days)


def list_due(
    db: Session, sight: ListSight, read_first_days: ReadFirstDays, at: datetime, *, since: int | None = None
) -> Sequence[BodyDue]:
    """Return what every organisation in sight owes for this and coming years, late ones first.

    With `since` it is also what they owed from that year on, for whoever looks back. The day of the
    organisation's own period, or of its first sitting, counts before that of the call.
    """
    bodies = {body.id: body for body in list_organisations(db) if sight.sees(body)}
    today = at.astimezone(TASHKENT).date()
    days = _first_days_of(db, bodies, read_first_days, since or today.year)
    found = [
        item
        for programme_id, year in sorted({key[1:] for key in days})
        for item in _due_of(db, programme_id, year, days, bodies, at)
    ]
    return sorted(found, key=lambda one: (not one.overdue, one.list_due.day, one.organisation.code))


# By organisation, programme and year.
_Days = Mapping[tuple[int, int, int], FirstDay]


def _first_days_of(
    db: Session, bodies: Mapping[int, Organisation], read_first_days: ReadFirstDays, year: int
) -> _Days:
    days: dict[tuple[int, int, int], FirstDay] = {}
    for call in db.scalars(select(ListCall).where(ListCall.year >= year)):
        for body_id in bodies:
            one = FirstDay(body_id, call.programme_id, call.first_day, DaySource.CALL)
            days[body_id, call.programme_id, call.year] = one
    for one in read_first_days(db, year):
        if one.organisation_id in bodies:
            days[one.organisation_id, one.programme_id, one.day.year] = one
    return days


def _due_of(
    db: Session,
    programme_id: int,
    year: int,
    days: _Days,
    bodies: Mapping[int, Organisation],
    at: datetime,
) -> Iterator[BodyDue]:
    today, policies = at.astimezone(TASHKENT).date(), dict[date, Policy]()
    programme, lists = db.get_one(Programme, programme_id), _read_lists(db, programme_id, year)
    for body in bodies.values():
        one = days.get((body.id, programme_id, year))
        if one is None:
            continue
        if one.day not in policies:
            policies[one.day] = _policy_of(db, programme_id, one.day, at)
        policy = policies[one.day]
        found, order_at = lists.get(body.id, (None, None))
        submitted = found.submitted_at if found and found.state not in OPEN else None
        yield BodyDue(
            organisation=body,
            programme=programme,
            year=year,
            first_day=one.day,
            source=one.source,
            found=found,
            list_due=count_back(one.day, policy.list_deadline_days, today),
            order_due=count_back(one.day, policy.order_deadline_days, today),
            list_at=_day(submitted),
            order_at=_day(order_at),
        )


def _policy_of(db: Session, programme_id: int, first_day: date, at: datetime) -> Policy:
    """Return the policy of a first day: a change of later years makes nothing late that was in time."""
    return read_policy(db, programme_id, min(at, datetime.combine(first_day, time.max, TASHKENT)))


def _read_lists(
    db: Session, programme_id: int, year: int
) -> Mapping[int, tuple[CandidateList, datetime | None]]:
    """Return, by organisation, each list with the moment of its first order."""
    rows = db.execute(
        select(CandidateList, func.min(AttendanceOrder.uploaded_at))
        .outerjoin(AttendanceOrder, AttendanceOrder.list_id == CandidateList.id)
        .where(CandidateList.programme_id == programme_id, CandidateList.year == year)
        .group_by(CandidateList.id)
    )
    return {found.organisation_id: (found, uploaded_at) for found, uploaded_at in rows}


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(TASHKENT).date() if moment else None
