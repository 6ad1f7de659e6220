"""What to think of before somebody comes on a day: the body's period, and how many of it are away then."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_, say_in, show_date
from examapp.sittings.consequences import Line
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.placing.records import Rules, most_away
from examapp.sittings.schedule_models import ScheduleRow, YearSchedule
from examapp.sittings.schedule_rows import BINDING


def list_body_warnings(db: Session, candidate: Candidate, target: Sitting) -> Iterator[Line]:
    """Yield what the body's head would object to; none of it forbids the move."""
    body, day = candidate.organisation, target.starts_at.astimezone(TASHKENT).date()
    periods = select(ScheduleRow).join(YearSchedule, YearSchedule.id == ScheduleRow.schedule_id)
    rows = db.scalars(
        periods.where(
            YearSchedule.state.in_(BINDING),
            YearSchedule.year == day.year,
            ScheduleRow.organisation_id == body.id,
            ScheduleRow.programme_id == target.programme_id,
        )
    ).all()
    if rows and not any(row.first_day <= day <= row.last_day for row in rows):
        yield Line(
            N_("The schedule gives %(body)s other days than %(day)s."),
            {"body": say_in(body.names), "day": show_date(target.starts_at)},
        )
    if target.room.centre.region_code != body.region_code:
        yield Line(N_("The centre lies in another region than %(body)s."), {"body": say_in(body.names)})
    away, size = _count_away(db, candidate, target), _count_all(db, candidate, target)
    if away > most_away(size, Rules()):
        yield Line(
            N_("On %(day)s %(away)s of %(size)s people of %(body)s would be away."),
            {"day": show_date(target.starts_at), "away": away, "size": size, "body": say_in(body.names)},
        )


def _count_away(db: Session, candidate: Candidate, target: Sitting) -> int:
    """Return how many of the body would be away that day, the candidate included."""
    day = target.starts_at.astimezone(TASHKENT).date()
    start = datetime.combine(day, time.min, TASHKENT)
    others = (
        select(func.count(func.distinct(Booking.candidate_id)))
        .join(Booking.sitting)
        .join(Booking.candidate)
        .where(
            Candidate.organisation_id == candidate.organisation_id,
            Candidate.id != candidate.id,
            Sitting.state != SittingState.CANCELLED,
            Sitting.starts_at >= start,
            Sitting.starts_at < start + timedelta(days=1),
        )
    )
    return 1 + (db.scalar(others) or 0)


def _count_all(db: Session, candidate: Candidate, target: Sitting) -> int:
    """Return how many of the body are booked for the programme at all."""
    query = (
        select(func.count(func.distinct(Booking.candidate_id)))
        .join(Booking.sitting)
        .join(Booking.candidate)
        .where(
            Candidate.organisation_id == candidate.organisation_id,
            Sitting.programme_id == target.programme_id,
            Sitting.state != SittingState.CANCELLED,
        )
    )
    return db.scalar(query) or 0
