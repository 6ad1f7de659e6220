"""The silences of seats that are over, as the heartbeats have told them; what they cost others reckon."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.models import SeatSilence

Silence = tuple[datetime, datetime]


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
