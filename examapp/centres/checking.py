"""A workstation's check becomes its state: ready until a day, or not ready with the cause."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from examapp.centres.models import ReadinessCheck, Workstation
from examapp.centres.readiness import Readings, find_cause, judge, keep_lines
from examapp.core.audit import record

READY_FOR: Final = timedelta(days=30)


def record_check(db: Session, workstation: Workstation, readings: Readings, at: datetime) -> ReadinessCheck:
    """Judge what a workstation says of itself and keep it; the last check is its state."""
    lines = judge(readings)
    cause = find_cause(lines)
    workstation.checked_at = at
    workstation.ready_until = at + READY_FOR if cause is None else None
    workstation.not_ready_cause = cause
    check = ReadinessCheck(
        workstation_id=workstation.id, at=at, ready=cause is None, lights=keep_lines(lines, readings)
    )
    db.add(check)
    db.flush()
    room = workstation.room
    record(
        db,
        act="centre.workstation_checked",
        actor=f"workstation:{workstation.number}",
        subject_kind="centre",
        subject_code=room.centre.code,
        at=at,
        facts={"room": room.name, "number": workstation.number, "ready": cause is None, "cause": cause},
    )
    return check
