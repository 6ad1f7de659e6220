"""The silences of seats that are over, as the heartbeats have told them; what they cost others reckon."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.models import SeatSilence, ServerIncident

Silence = tuple[datetime, datetime]
# Until when, by the wall clock as it was, before it was set forward; and by how much.
Jump = tuple[datetime, timedelta]


def list_silences(db: Session, attempt_ids: Collection[int]) -> dict[int, tuple[Silence, ...]]:
    """Return the last heartbeat before and the first after each silence, by attempt, the earliest first."""
    rows = db.execute(
        select(SeatSilence.attempt_id, SeatSilence.since, SeatSilence.until)
        .where(SeatSilence.attempt_id.in_(attempt_ids))
        .order_by(SeatSilence.attempt_id, SeatSilence.since)
    )
    silences: dict[int, tuple[Silence, ...]] = {}
    for attempt_id, since, until in rows:
        silences[attempt_id] = (*silences.get(attempt_id, ()), (since, until))
    return silences


def list_jumps(db: Session, after: datetime) -> tuple[Jump, ...]:
    """Return when the server's wall clock was set forward, from a moment on.

    Heartbeats are noted by the wall clock: two around a jump are farther apart than the seat was silent. One
    that was set back makes no silence.
    """
    one = ServerIncident
    rows = db.execute(
        select(one.until, one.length_ms)
        .where(one.kind == "clock_jump", one.by_wall.is_(False), one.length_ms > 0, one.until >= after)
        .order_by(one.id)
    )
    lengths = ((until, timedelta(milliseconds=length_ms)) for until, length_ms in rows)
    return tuple((until - length, length) for until, length in lengths)
