"""Fills a demo's database with attempts of earlier sittings, to see that a save does not grow dearer."""

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from examapp.candidates.models import Candidate
from examapp.core.db import Database, make_engine
from examapp.delivery.models import Attempt, Lease, ResponseEvent
from examapp.delivery.states import AttemptState
from examapp.delivery.statuses import EventStatus
from examapp.sittings.models import Booking, Sitting, SittingState

EVENTS_AN_ATTEMPT = 10
AT_ONCE = 250
PAUSE_SECONDS = 0.2  # SQLite hands the lock to whoever tries next, and the application tries with pauses
AT = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)


def fill_attempts(data: Path, address: str | None, count: int) -> int:
    """Add so many finished attempts with answers, one sitting each, and return how many.

    By small transactions: the served application must never wait so long that its heartbeat is late.
    """
    database = Database(make_engine(address or f"sqlite:///{data / 'examapp.sqlite3'}"))
    for done in range(0, count, AT_ONCE):
        _fill(database, min(AT_ONCE, count - done))
        time.sleep(PAUSE_SECONDS)
    database.engine.dispose()
    return count


def _fill(database: Database, count: int) -> None:
    with database.transaction() as db:
        base = db.scalars(select(Sitting).limit(1)).one()
        candidate = db.scalars(select(Candidate.id).limit(1)).one()
        seat, form = db.execute(select(Booking.workstation_id, Booking.form_id).limit(1)).one()
        sitting = (db.scalar(select(func.max(Sitting.id))) or 0) + 1
        booking = (db.scalar(select(func.max(Booking.id))) or 0) + 1
        attempt = (db.scalar(select(func.max(Attempt.id))) or 0) + 1
        numbers = range(count)
        db.execute(
            insert(Sitting),
            [
                {
                    "id": sitting + n,
                    "code": f"XX-{sitting + n}",
                    "entry_code": f"XX{sitting + n}",
                    "programme_id": base.programme_id,
                    "list_id": base.list_id,
                    "room_id": base.room_id,
                    "rehearsal": True,
                    "state": SittingState.CANCELLED,
                    "starts_at": AT,
                    "created_at": AT,
                }
                for n in numbers
            ],
        )
        db.execute(
            insert(Booking),
            [
                {
                    "id": booking + n,
                    "sitting_id": sitting + n,
                    "candidate_id": candidate,
                    "workstation_id": seat,
                    "candidate_code": f"FILL{attempt + n}",
                    "pin_mac": "",
                }
                for n in numbers
            ],
        )
        db.execute(
            insert(Attempt),
            [
                {
                    "id": attempt + n,
                    "code": f"FILL{attempt + n}",
                    "booking_id": booking + n,
                    "sitting_id": sitting + n,
                    "state": AttemptState.SUBMITTED,
                    "lease": 1,
                    "form_id": form,
                    "created_at": AT,
                }
                for n in numbers
            ],
        )
        lease = {"number": 1, "taken_at": AT, "taken_by": "load", "reason": ""}
        db.execute(insert(Lease), [{"attempt_id": attempt + n, **lease} for n in numbers])
        event = {
            "lease": 1,
            "item": "OFF-001",
            "response": '["a"]',
            "status": EventStatus.LIVE,
            "after_gap": False,
            "received_at": AT,
            "used_ms": 0,
        }
        db.execute(
            insert(ResponseEvent),
            [
                {"attempt_id": attempt + n, "seq": seq, "event_id": f"{attempt + n:032x}{seq:032x}", **event}
                for n in numbers
                for seq in range(EVENTS_AN_ATTEMPT)
            ],
        )
