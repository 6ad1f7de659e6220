"""Who was planned, notified, came: counted over bookings, one person at one sitting each.

planned    a place at a sitting that is not cancelled
notified   a message on the place went out or a paper was handed over, and nobody refused it
confirmed  the candidate said that they will come, at the hour and to the place that stand now
attended   the result sheet says something else than absent; before there is one, the test was begun
excused    the result sheet says so, or the working body has agreed to the reason, and nobody came: also ahead
           of the sitting. The sheet stays when the papers of an excuse are deleted after their years
absent     as the result sheet says, or, before there is one, as a closed sitting without a begun test says,
           and not excused

Who stands on a sheet counts for the body where they served at the time of the test, everybody else for the
body of today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.delivery.models import Attempt
from examapp.delivery.states import STARTED
from examapp.notices.confirming import still_stands
from examapp.notices.models import AttendanceConfirmation, Notice, NoticeKind, NoticeState
from examapp.organisations.models import Organisation
from examapp.reporting.quarters import Quarter
from examapp.reporting.sight import Sight
from examapp.results.models import Result, ResultSheet
from examapp.results.outcomes import NOT_THERE, Outcome
from examapp.sittings.excuse_queries import is_excused
from examapp.sittings.models import Booking, Sitting, SittingState

_REACHED = (NoticeState.SENT, NoticeState.DELIVERED)
# News of a result or of a certificate tells nobody when to come.
_OF_THE_PLACE = (NoticeKind.BOOKED, NoticeKind.AHEAD, NoticeKind.MOVED)


@dataclass(frozen=True)
class Counts:
    """The figures of one row."""

    planned: int = 0
    notified: int = 0
    confirmed: int = 0
    attended: int = 0
    excused: int = 0
    absent: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return the sum."""
        return Counts(
            self.planned + other.planned,
            self.notified + other.notified,
            self.confirmed + other.confirmed,
            self.attended + other.attended,
            self.excused + other.excused,
            self.absent + other.absent,
        )

    @property
    def attended_percent(self) -> int | None:
        """Who came of those who came or stayed away without excuse, in whole percent; None for nobody."""
        due = self.attended + self.absent
        return 100 * self.attended // due if due else None


@dataclass(frozen=True)
class BodyRow:
    """One organisation's figures."""

    organisation: Organisation
    counts: Counts


@dataclass(frozen=True)
class Asked:
    """Which sittings count: those of a year in Tashkent, or of one quarter; official ones or rehearsals."""

    year: int
    rehearsal: bool = False
    quarter: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """Return the condition over Sitting."""
        first, last = Quarter(self.year, self.quarter or 1), Quarter(self.year, self.quarter or 4)
        return and_(
            Sitting.starts_at >= first.starts_at,
            Sitting.starts_at < last.ends_at,
            Sitting.rehearsal.is_(self.rehearsal),
            Sitting.state != SittingState.CANCELLED,
        )


def count_participation(db: Session, asked: Asked, sight: Sight) -> list[BodyRow]:
    """Return the figures of each organisation in sight that has somebody planned, by region and code."""
    counted = {row.organisation_id: row for row in db.execute(sight.bound(_counting(asked)))}
    bodies = db.scalars(
        sight.bound(select(Organisation).where(Organisation.id.in_(counted.keys()))).order_by(
            Organisation.region_code, Organisation.code
        )
    )
    return [BodyRow(body, _counts(counted[body.id])) for body in bodies]


def list_years(db: Session) -> Sequence[int]:
    """Return the years that have sittings, the newest first."""
    first, last = (
        db.scalar(select(func.min(Sitting.starts_at))),
        db.scalar(select(func.max(Sitting.starts_at))),
    )
    if first is None or last is None:
        return []
    return range(last.astimezone(TASHKENT).year, first.astimezone(TASHKENT).year - 1, -1)


def sum_counts(counts: Iterable[Counts]) -> Counts:
    """Return the sum of several rows."""
    total = Counts()
    for one in counts:
        total = total.plus(one)
    return total


def by_region(rows: Iterable[BodyRow]) -> dict[str, Counts]:
    """Return the sum over each region's organisations."""
    found: dict[str, Counts] = {}
    for row in rows:
        region = row.organisation.region_code
        found[region] = found.get(region, Counts()).plus(row.counts)
    return found


def _counts(row: Any) -> Counts:
    return Counts(row.planned, row.notified, row.confirmed, row.attended, row.excused, row.absent)


def _counting(asked: Asked) -> Any:
    last = _last_results()
    begun = Attempt.state.in_(STARTED)
    never_begun = or_(Attempt.id.is_(None), ~begun)
    told_absent = last.c.outcome.in_(NOT_THERE)
    stayed_away = and_(last.c.outcome.is_(None), Sitting.state == SittingState.CLOSED, never_begun)
    came = or_(and_(last.c.outcome.is_not(None), ~told_absent), and_(last.c.outcome.is_(None), begun))
    not_there = or_(told_absent, and_(last.c.outcome.is_(None), never_begun))
    excused = or_(and_(last.c.outcome.is_not(None), last.c.outcome == Outcome.EXCUSED), is_excused())
    served = func.coalesce(last.c.organisation_id, Candidate.organisation_id)
    return (
        select(
            Organisation.id.label("organisation_id"),
            func.count().label("planned"),
            _number(_notified()).label("notified"),
            _number(_confirmed()).label("confirmed"),
            _number(came).label("attended"),
            _number(and_(not_there, excused)).label("excused"),
            _number(and_(or_(told_absent, stayed_away), ~excused)).label("absent"),
        )
        .select_from(Booking)
        .join(Booking.sitting)
        .join(Booking.candidate)
        .outerjoin(Attempt, Attempt.booking_id == Booking.id)
        .outerjoin(last, last.c.booking_id == Booking.id)
        .join(Organisation, Organisation.id == served)
        .where(asked.condition())
        .group_by(Organisation.id)
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _notified() -> ColumnElement[bool]:
    return exists().where(
        Notice.booking_code == Booking.candidate_code,
        Notice.kind.in_(_OF_THE_PLACE),
        Notice.state.in_(_REACHED),
    )


def _confirmed() -> ColumnElement[bool]:
    return exists().where(
        AttendanceConfirmation.booking_code == Booking.candidate_code,
        AttendanceConfirmation.starts_at == Sitting.starts_at,
        still_stands(),
    )


def _last_results() -> Subquery:
    """Return each booking's outcome, and body then, on the newest revision of its sheet."""
    other = aliased(ResultSheet)
    newest = select(func.max(other.revision)).where(other.sitting_id == ResultSheet.sitting_id)
    return (
        select(Result.booking_id, Result.outcome, Result.organisation_id)
        .join(Result.sheet)
        .where(ResultSheet.revision == newest.scalar_subquery())
        .subquery()
    )
