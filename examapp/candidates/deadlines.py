"""When lists and orders are due, and which bodies are late: 14 and 7 days before the first day (P 14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_models import AttendanceOrder, CandidateList, ListCall
from examapp.candidates.list_sight import ListSight
from examapp.candidates.list_states import OPEN
from examapp.core.clock import TASHKENT
from examapp.organisations.models import Organisation
from examapp.organisations.queries import list_organisations
from examapp.programmes.policy import read_policy

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


@dataclass(frozen=True)
class BodyDue:
    """What one organisation owes to a call: its list as it stands, if there is one, and both deadlines."""

    organisation: Organisation
    call: ListCall
    found: CandidateList | None
    list_due: Deadline
    order_due: Deadline
    has_order: bool

    @property
    def owes_list(self) -> bool:
        """Whether the list is not submitted."""
        return self.found is None or self.found.state in OPEN

    @property
    def owes_order(self) -> bool:
        """Whether no order on attendance is uploaded."""
        return not self.has_order

    @property
    def overdue(self) -> bool:
        """Whether a deadline has passed and what it was for is not here."""
        late_list = self.owes_list and self.list_due.urgency is Urgency.OVERDUE
        return late_list or (self.owes_order and self.order_due.urgency is Urgency.OVERDUE)


def count_back(first_day: date, days: int, today: date) -> Deadline:
    """Return the deadline so many days before a first day."""
    day = first_day - timedelta(days=days)
    return Deadline(day, (day - today).days)


def list_due(db: Session, sight: ListSight, at: datetime) -> Sequence[BodyDue]:
    """Return what every organisation in sight owes to the calls of this and coming years, late ones first."""
    today = at.astimezone(TASHKENT).date()
    calls = db.scalars(
        select(ListCall).where(ListCall.year >= today.year).options(joinedload(ListCall.programme))
    ).all()
    bodies = [body for body in list_organisations(db) if sight.sees(body)]
    found = [item for call in calls for item in _due_of_call(db, call, bodies, at)]
    return sorted(found, key=lambda one: (not one.overdue, one.list_due.day, one.organisation.code))


def _due_of_call(db: Session, call: ListCall, bodies: Sequence[Organisation], at: datetime) -> list[BodyDue]:
    policy, today = read_policy(db, call.programme_id, at), at.astimezone(TASHKENT).date()
    rows = db.execute(
        select(CandidateList, exists().where(AttendanceOrder.list_id == CandidateList.id))
        .where(CandidateList.programme_id == call.programme_id, CandidateList.year == call.year)
        .options(joinedload(CandidateList.organisation), joinedload(CandidateList.programme))
    )
    lists = {found.organisation_id: (found, has_order) for found, has_order in rows}
    due = []
    for body in bodies:
        found, has_order = lists.get(body.id, (None, False))
        first_day = (found.first_day if found else None) or call.first_day
        due.append(
            BodyDue(
                organisation=body,
                call=call,
                found=found,
                list_due=count_back(first_day, policy.list_deadline_days, today),
                order_due=count_back(first_day, policy.order_deadline_days, today),
                has_order=has_order,
            )
        )
    return due
