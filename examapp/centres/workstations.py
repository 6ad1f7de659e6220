"""The seats of a room: numbered without gaps as they are added, and taken out of service one by one."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.centres.errors import OutOfServiceReasonMissing, TooManyWorkstations
from examapp.centres.models import Room, Workstation, WorkstationState
from examapp.core.audit import record

MOST_IN_A_ROOM = 10_000


def add_workstations(db: Session, room: Room, count: int, *, actor: str, at: datetime) -> list[Workstation]:
    """Add `count` workstations, numbered after the last one. Raises TooManyWorkstations."""
    last = db.scalar(select(func.max(Workstation.number)).where(Workstation.room_id == room.id)) or 0
    if count < 1 or last + count > MOST_IN_A_ROOM:
        raise TooManyWorkstations(most=MOST_IN_A_ROOM, have=last)
    added = [Workstation(room_id=room.id, number=number) for number in range(last + 1, last + count + 1)]
    db.add_all(added)
    db.flush()
    _note(db, "centre.workstations_added", room, actor, at, first=last + 1, last=last + count)
    return added


def set_in_service(
    db: Session, workstation: Workstation, *, in_service: bool, actor: str, at: datetime, reason: str = ""
) -> None:
    """Put a workstation in service, or take it out for a reason; asked twice it is done once.

    Raises OutOfServiceReasonMissing.
    """
    state = WorkstationState.IN_SERVICE if in_service else WorkstationState.OUT_OF_SERVICE
    if workstation.state is state:
        return
    why = " ".join(reason.split())
    if not in_service and not why:
        raise OutOfServiceReasonMissing
    workstation.state = state
    workstation.out_of_service_reason = None if in_service else why
    facts = {"number": workstation.number} | ({} if in_service else {"reason": why})
    _note(db, f"centre.workstation_{state.value}", workstation.room, actor, at, **facts)


def _note(db: Session, act: str, room: Room, actor: str, at: datetime, **facts: int | str) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="centre",
        subject_code=room.centre.code,
        at=at,
        facts={"room": room.name, **facts},
    )
