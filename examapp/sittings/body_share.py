"""What to think of before people come on a day: the body's period, and how many of it are away then."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_, say_in, show_date
from examapp.organisations.models import Organisation
from examapp.sittings.consequences import Line
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.placing.records import Rules, most_away
from examapp.sittings.schedule_models import ScheduleRow, YearSchedule
from examapp.sittings.schedule_rows import BINDING


def list_body_warnings(db: Session, candidate: Candidate, target: Sitting) -> Iterator[Line]:
    """Yield what the body's head would object to if a candidate came to a sitting; none of it forbids it."""
    body = candidate.organisation
    yield from _list_period(db, body, target, target.starts_at)
    if target.room.centre.region_code != body.region_code:
        yield Line(N_("The centre lies in another region than %(body)s."), {"body": say_in(body.names)})
    yield from _list_share(db, [candidate], target, target.starts_at)


def list_new_day_warnings(db: Session, sitting: Sitting, starts_at: datetime) -> Iterator[Line]:
    """Yield what the bodies' heads would object to if a sitting were held on another day; nothing on its own.

    None of it forbids the move.
    """
    if starts_at.astimezone(TASHKENT).date() == sitting.starts_at.astimezone(TASHKENT).date():
        return
    people: dict[int, list[Candidate]] = defaultdict(list)
    for booking in sitting.bookings:
        people[booking.candidate.organisation_id].append(booking.candidate)
    for own in people.values():
        yield from _list_period(db, own[0].organisation, sitting, starts_at)
        yield from _list_share(db, own, sitting, starts_at)


def _list_period(db: Session, body: Organisation, sitting: Sitting, starts_at: datetime) -> Iterator[Line]:
    day = starts_at.astimezone(TASHKENT).date()
    periods = select(ScheduleRow).join(YearSchedule, YearSchedule.id == ScheduleRow.schedule_id)
    rows = db.scalars(
        periods.where(
            YearSchedule.state.in_(BINDING),
            YearSchedule.year == day.year,
            ScheduleRow.organisation_id == body.id,
            ScheduleRow.programme_id == sitting.programme_id,
        )
    ).all()
    if rows and not any(row.first_day <= day <= row.last_day for row in rows):
        yield Line(
            N_("The schedule gives %(body)s other days than %(day)s."),
            {"body": say_in(body.names), "day": show_date(starts_at)},
        )


def _list_share(
    db: Session, people: Sequence[Candidate], sitting: Sitting, starts_at: datetime
) -> Iterator[Line]:
    """Yield a line where too many of a body would be away; `people` of it come to the sitting."""
    body = people[0].organisation
    away = len(people) + _count_others(db, people, starts_at.astimezone(TASHKENT).date())
    size = _count_all(db, body, sitting)
    if away > most_away(size, Rules()):
        yield Line(
            N_("On %(day)s %(away)s of %(size)s people of %(body)s would be away."),
            {"day": show_date(starts_at), "away": away, "size": size, "body": say_in(body.names)},
        )


def _count_others(db: Session, people: Sequence[Candidate], day: date) -> int:
    """Return how many others of these people's body are away on a day."""
    start = datetime.combine(day, time.min, TASHKENT)
    others = (
        select(func.count(func.distinct(Booking.candidate_id)))
        .join(Booking.sitting)
        .join(Booking.candidate)
        .where(
            Candidate.organisation_id == people[0].organisation_id,
            Candidate.id.not_in([one.id for one in people]),
            Sitting.state != SittingState.CANCELLED,
            Sitting.starts_at >= start,
            Sitting.starts_at < start + timedelta(days=1),
        )
    )
    return db.scalar(others) or 0


def _count_all(db: Session, body: Organisation, sitting: Sitting) -> int:
    """Return how many of a body are booked for the sitting's programme at all."""
    query = (
        select(func.count(func.distinct(Booking.candidate_id)))
        .join(Booking.sitting)
        .join(Booking.candidate)
        .where(
            Candidate.organisation_id == body.id,
            Sitting.programme_id == sitting.programme_id,
            Sitting.state != SittingState.CANCELLED,
        )
    )
    return db.scalar(query) or 0
