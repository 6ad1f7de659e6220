"""The first day of each organisation: of its period in the approved schedule, or of its first sitting.

The deadlines of lists and orders count back from it (P 14), in a room below that cannot look here itself.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from examapp.candidates.deadlines import DaySource, FirstDay
from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.schedule_models import ScheduleRow, YearSchedule
from examapp.sittings.schedule_rows import BINDING


def read_first_days(
    db: Session, year: int, body: SQLColumnExpression[int] = Candidate.organisation_id
) -> Sequence[FirstDay]:
    """Return one first day by organisation, programme and year, of that year and of later ones.

    A draft of the schedule binds nobody; rehearsals and cancelled sittings do not count. `body` is whose
    people those of a sitting are: today's body, unless whoever looks back knows that of the day.
    """
    first: dict[tuple[int, int, int], FirstDay] = {}
    for one in (*_of_schedule(db, year), *_of_sittings(db, year, body)):
        key = (one.organisation_id, one.programme_id, one.day.year)
        if key not in first or one.day < first[key].day:
            first[key] = one
    return list(first.values())


def _of_schedule(db: Session, year: int) -> Iterator[FirstDay]:
    rows = db.execute(
        select(ScheduleRow.organisation_id, ScheduleRow.programme_id, func.min(ScheduleRow.first_day))
        .join(YearSchedule, YearSchedule.id == ScheduleRow.schedule_id)
        .where(YearSchedule.state.in_(BINDING), YearSchedule.year >= year)
        .group_by(ScheduleRow.organisation_id, ScheduleRow.programme_id, YearSchedule.year)
    )
    for organisation_id, programme_id, day in rows:
        yield FirstDay(organisation_id, programme_id, day, DaySource.SCHEDULE)


def _of_sittings(db: Session, year: int, body: SQLColumnExpression[int]) -> Iterator[FirstDay]:
    rows = db.execute(
        select(body, Sitting.programme_id, Sitting.starts_at)
        .select_from(Booking)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .where(
            Sitting.state != SittingState.CANCELLED,
            Sitting.rehearsal.is_(False),
            Sitting.starts_at >= datetime.combine(date(year, 1, 1), time.min, TASHKENT),
        )
        .distinct()
    )
    for organisation_id, programme_id, starts_at in rows:
        day = starts_at.astimezone(TASHKENT).date()
        yield FirstDay(organisation_id, programme_id, day, DaySource.SITTING)
