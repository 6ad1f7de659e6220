"""Thousands of running attempts, written straight into a demo's database beside the one that was started.

They are as attempts are after the first item was shown: thirty a sitting, each at a seat, over the form of a
real one. Their tokens are made with the installation's own key, as an entry would.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.core.clock import Instant, read_instant
from examapp.core.db import Database, make_engine
from examapp.core.settings import load_settings
from examapp.core.signing import KeyRing
from examapp.delivery.models import Attempt, Lease, TimeLedgerRow
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import LedgerKind
from examapp.delivery.tokens import device_tag, issue_token
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.load.seats import Seat
from tests.load.served import Served

SEATS: Final = 30
SITTINGS_AT_ONCE: Final = 10


@dataclass(slots=True)
class Running:
    """One virtual candidate in the middle of an attempt: what to send next."""

    token: str
    item: str
    choices: list[str]
    seq: int = 0
    last_id: str | None = None
    tick: str | None = None


def make_running(served: Served, pattern: Seat, count: int) -> list[Running]:
    """Add running attempts like that of a seat that has started, and return their virtual candidates."""
    keys = KeyRing(served.data / "keys", load_settings({"EXAMAPP_DATA": str(served.data)}).secret_key)
    key = keys.derive("attempt-token")
    device = device_tag(key, "load")
    now = read_instant()
    database = Database(make_engine(served.address))
    made: list[tuple[int, str]] = []
    while len(made) < count:
        with database.transaction() as db:
            for _ in range(SITTINGS_AT_ONCE):
                made += _make_room(db, pattern.attempt, device, now, min(SEATS, count - len(made)))
    database.engine.dispose()
    return [
        Running(
            issue_token(key, attempt_id=attempt_id, code=code, device=device, at=now.wall),
            pattern.item,
            pattern.choices,
        )
        for attempt_id, code in made
    ]


def _copy(row: Any, **changes: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns} | changes


def _make_room(db: Session, pattern: str, device: str, now: Instant, seats: int) -> list[tuple[int, str]]:
    if not seats:
        return []
    like = db.scalars(select(Attempt).where(Attempt.code == pattern)).one()
    name = secrets.token_hex(5).upper()
    sitting = (db.scalar(select(func.max(Sitting.id))) or 0) + 1
    booking = (db.scalar(select(func.max(Booking.id))) or 0) + 1
    attempt = (db.scalar(select(func.max(Attempt.id))) or 0) + 1
    entry = {"id": sitting, "code": f"LD-{name}", "entry_code": name, "state": SittingState.OPEN}
    db.execute(insert(Sitting), [_copy(like.sitting, **entry)])
    people = db.scalars(select(Candidate.id).order_by(Candidate.id).limit(seats)).all()
    places = db.scalars(
        select(Booking.workstation_id)
        .where(Booking.sitting_id == like.sitting_id)
        .order_by(Booking.id)
        .limit(seats)
    ).all()
    seated = list(enumerate(zip(people, places, strict=True)))
    db.execute(
        insert(Booking),
        [
            {
                "id": booking + n,
                "sitting_id": sitting,
                "candidate_id": person,
                "workstation_id": place,
                "candidate_code": f"{name}{n}",
                "pin_mac": "",
            }
            for n, (person, place) in seated
        ],
    )
    state = {
        "sitting_id": sitting,
        "state": AttemptState.IN_PROGRESS,
        "device": device,
        "lease": 1,
        "check_at": now.wall + timedelta(milliseconds=like.duration_ms),
    }
    db.execute(
        insert(Attempt),
        [_copy(like, id=attempt + n, booking_id=booking + n, code=f"{name}{n}", **state) for n, _ in seated],
    )
    lease = {"number": 1, "device": device, "taken_at": now.wall, "taken_by": "load", "reason": "start"}
    db.execute(insert(Lease), [{"attempt_id": attempt + n, **lease} for n, _ in seated])
    _write_ledger(db, [attempt + n for n, _ in seated], now)
    return [(attempt + n, f"{name}{n}") for n, _ in seated]


def _write_ledger(db: Session, attempts: list[int], now: Instant) -> None:
    row = {
        "at_wall": now.wall,
        "at_boot_ms": now.boot_ms,
        "at_boot_id": now.boot_id,
        "added_ms": 0,
        "cause": "start",
        "author": "load",
        "recorded_at": now.wall,
    }
    kinds = (LedgerKind.STARTED, LedgerKind.SHOWN)
    rows = [
        {"attempt_id": attempt_id, "number": number, "kind": kind, **row}
        for attempt_id in attempts
        for number, kind in enumerate(kinds)
    ]
    db.execute(insert(TimeLedgerRow), rows)
