"""When rooms, people and proctors are taken: the sittings that stand, from when until when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_rules import AccommodationKind, Needs, extra_time_ms
from examapp.candidates.models import Candidate
from examapp.core.clock import TASHKENT
from examapp.programmes.policy import Policy, read_policy
from examapp.sittings.models import Booking, Sitting, SittingProctor, SittingState
from examapp.sittings.queries import needs_at

_MS_A_MINUTE: Final = 60_000

# A sitting that is closed or cancelled takes nobody's time any more.
LIVE: Final = (SittingState.PLANNED, SittingState.PUBLISHED, SittingState.OPEN)


def minutes_of(db: Session, sitting: Sitting, at: datetime, *others: Candidate) -> int:
    """Return how long a sitting takes its room: as planned, and as its slowest person needs.

    `others` are people who may come to those booked.
    """
    policy = read_policy(db, sitting.programme_id, at)
    needs = needs_at(db, sitting, *others).values()
    own = max((_minutes_for(one, policy) for one in needs), default=policy.duration_minutes)
    return max(own, sitting.planned_minutes or 0)


def _minutes_for(needs: Needs, policy: Policy) -> int:
    duration_ms = policy.duration_minutes * _MS_A_MINUTE
    return (duration_ms + extra_time_ms(duration_ms, needs, policy.extra_time_percents)) // _MS_A_MINUTE


def ends_at(db: Session, sitting: Sitting, at: datetime) -> datetime:
    """Return when a sitting is over."""
    return sitting.starts_at + timedelta(minutes=minutes_of(db, sitting, at))


def list_live_between(db: Session, start: datetime, end: datetime) -> Sequence[Sitting]:
    """Return the sittings that stand and begin from one moment to another."""
    between = (Sitting.starts_at >= start, Sitting.starts_at < end, Sitting.state.in_(LIVE))
    return db.scalars(
        select(Sitting).where(*between).options(joinedload(Sitting.room)).order_by(Sitting.id)
    ).all()


def find_in_room(
    db: Session, room_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Sitting | None:
    """Return a sitting that takes the room within so many minutes from a moment, or None."""
    return next(list_in_room(db, room_id, start, minutes, at, but=but), None)


def list_in_room(
    db: Session, room_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Iterator[Sitting]:
    """Yield the sittings that take the room within so many minutes from a moment."""
    return _overlapping(db, select(Sitting).where(Sitting.room_id == room_id), start, minutes, at, but)


def find_of_candidate(
    db: Session, candidate_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Sitting | None:
    """Return a sitting for which a candidate is booked within that time, or None."""
    query = select(Sitting).join(Sitting.bookings).where(Booking.candidate_id == candidate_id)
    return next(_overlapping(db, query, start, minutes, at, but), None)


def find_of_proctor(
    db: Session, staff_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Sitting | None:
    """Return a sitting that a proctor watches within that time, or None."""
    query = select(Sitting).join(Sitting.proctors).where(SittingProctor.staff_id == staff_id)
    return next(_overlapping(db, query, start, minutes, at, but), None)


def durations(db: Session, sittings: Sequence[Sitting], at: datetime) -> Mapping[int, int]:
    """Return the minutes of many sittings as `minutes_of` does; policies and extra time are read once."""
    policies = {one: read_policy(db, one, at) for one in {sitting.programme_id for sitting in sittings}}
    percents = _read_percents(db, sittings)
    return {
        sitting.id: max(
            _minutes_for(Needs(percents[sitting.id]), policies[sitting.programme_id]),
            sitting.planned_minutes or 0,
        )
        for sitting in sittings
    }


def _read_percents(db: Session, sittings: Sequence[Sitting]) -> Mapping[int, int]:
    """Return, by sitting, the largest extra time that is granted to somebody there on its day."""
    days = {sitting.id: sitting.starts_at.astimezone(TASHKENT).date() for sitting in sittings}
    percents: dict[int, int] = defaultdict(int)
    granted = select(Booking.sitting_id, Accommodation.percent, Accommodation.valid_until).join(
        Accommodation, Accommodation.candidate_id == Booking.candidate_id
    )
    rows = db.execute(
        granted.where(
            Accommodation.kind == AccommodationKind.EXTRA_TIME,
            Accommodation.state == AccommodationState.APPROVED,
        )
    )
    for row in rows:
        if row.sitting_id in days and days[row.sitting_id] <= row.valid_until:
            percents[row.sitting_id] = max(percents[row.sitting_id], row.percent or 0)
    return percents


def _overlapping(
    db: Session, query: Select[Sitting], start: datetime, minutes: int, at: datetime, but: int
) -> Iterator[Sitting]:
    """No sitting is longer than a day, so a day around the time holds all that can overlap."""
    day, end = timedelta(days=1), start + timedelta(minutes=minutes)
    near = query.where(
        Sitting.state.in_(LIVE),
        Sitting.id != but,
        Sitting.starts_at > start - day,
        Sitting.starts_at < end,
    ).order_by(Sitting.starts_at, Sitting.id)
    return (one for one in db.scalars(near).all() if ends_at(db, one, at) > start)
