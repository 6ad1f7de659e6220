"""When rooms, people and proctors are taken: the sittings that stand, from when until when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.programmes.policy import read_policy
from examapp.sittings.models import Booking, Sitting, SittingProctor, SittingState

# A sitting that is closed or cancelled takes nobody's time any more.
LIVE: Final = (SittingState.PLANNED, SittingState.PUBLISHED, SittingState.OPEN)


def minutes_of(db: Session, sitting: Sitting, at: datetime) -> int:
    """Return how long a sitting takes its room; where nobody has planned it, the programme's own time."""
    return sitting.planned_minutes or read_policy(db, sitting.programme_id, at).duration_minutes


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
    return _first_overlapping(db, select(Sitting).where(Sitting.room_id == room_id), start, minutes, at, but)


def find_of_candidate(
    db: Session, candidate_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Sitting | None:
    """Return a sitting for which a candidate is booked within that time, or None."""
    query = select(Sitting).join(Sitting.bookings).where(Booking.candidate_id == candidate_id)
    return _first_overlapping(db, query, start, minutes, at, but)


def find_of_proctor(
    db: Session, staff_id: int, start: datetime, minutes: int, at: datetime, *, but: int = 0
) -> Sitting | None:
    """Return a sitting that a proctor watches within that time, or None."""
    query = select(Sitting).join(Sitting.proctors).where(SittingProctor.staff_id == staff_id)
    return _first_overlapping(db, query, start, minutes, at, but)


def durations(db: Session, sittings: Iterable[Sitting], at: datetime) -> Mapping[int, int]:
    """Return the minutes of many sittings; each programme's policy is read once."""
    of_programme: dict[int, int] = {}
    found: dict[int, int] = {}
    for sitting in sittings:
        programme = sitting.programme_id
        if programme not in of_programme:
            of_programme[programme] = read_policy(db, programme, at).duration_minutes
        found[sitting.id] = sitting.planned_minutes or of_programme[programme]
    return found


def _first_overlapping(
    db: Session, query: Select[Sitting], start: datetime, minutes: int, at: datetime, but: int
) -> Sitting | None:
    """No sitting is longer than a day, so a day around the time holds all that can overlap."""
    day, end = timedelta(days=1), start + timedelta(minutes=minutes)
    near = query.where(
        Sitting.state.in_(LIVE),
        Sitting.id != but,
        Sitting.starts_at > start - day,
        Sitting.starts_at < end,
    ).order_by(Sitting.starts_at, Sitting.id)
    return next((one for one in db.scalars(near) if ends_at(db, one, at) > start), None)
