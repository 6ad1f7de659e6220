"""Accommodations in attempts: extra time is settled until the start, the rest is what pages obey and show."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import Needs, extra_time_ms
from examapp.core.clock import TASHKENT, Instant
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.models import Attempt
from examapp.delivery.states import STARTED
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking


def needs_of(db: Session, candidate_id: int, starts_at: datetime) -> Needs:
    """Return what is granted to a candidate on the day of a sitting."""
    return needs_of_candidates(db, [candidate_id], starts_at.astimezone(TASHKENT).date())[candidate_id]


def read_needs(db: Session, attempt: Attempt) -> Needs:
    """Return what is granted to an attempt's candidate on the sitting's day."""
    return needs_of(db, attempt.booking.candidate_id, attempt.sitting.starts_at)


def follow_accommodations(db: Session, attempt: Attempt, now: Instant) -> Needs:
    """Bring a locked attempt's extra time in line with what is granted; once it has begun, its time stands.

    The version rises with a change, so that whoever remembers the attempt asks anew. Returns what is granted.
    """
    needs = read_needs(db, attempt)
    if attempt.state in STARTED:
        return needs
    allowed = policy_from_snapshot(attempt.sitting.policy or {}).extra_time_percents
    extra = extra_time_ms(attempt.duration_ms, needs, allowed)
    if extra != attempt.accommodation_ms:
        before = attempt.accommodation_ms
        attempt.accommodation_ms, attempt.version = extra, attempt.version + 1
        note(db, attempt, "extra_time", "system", now.wall, before_ms=before, after_ms=extra)
        db.flush()
    return needs


def follow_candidate(db: Session, candidate_id: int, now: Instant) -> int:
    """Bring all prepared attempts of a candidate in line, and return how many there are."""
    found = db.scalars(
        select(Attempt.id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .where(Booking.candidate_id == candidate_id, Attempt.state.not_in(STARTED))
    ).all()
    for attempt_id in found:
        attempt = lock_attempt(db, attempt_id)
        follow_accommodations(db, attempt, now)
        attempt.version += 1  # what the page obeys may be other, too
    return len(found)
