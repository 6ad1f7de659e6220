"""Leave to go on without the locked browser: one person asks with a reason, another decides with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.models import Attempt
from examapp.lockdown.errors import DecidedAlready, ReasonTooShort, SecondPersonNeeded
from examapp.lockdown.models import LockdownException
from examapp.sittings.models import Sitting

SHORTEST_REASON: Final = 10
CODE_LENGTH: Final = 8


def _read_reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort
    return reason


def ask_exception(
    db: Session, attempt: Attempt, reason: str, *, actor: str, at: datetime
) -> LockdownException:
    """Ask for an exception; while one is open or granted, that one is returned. Raises ReasonTooShort."""
    written = _read_reason(reason)
    locked = lock_attempt(db, attempt.id)
    for standing in db.scalars(select(LockdownException).where(LockdownException.attempt_id == attempt.id)):
        if standing.granted is not False:
            return standing
    asked = LockdownException(
        code=new_code(CODE_LENGTH), attempt_id=attempt.id, ask_reason=written, asked_by=actor, asked_at=at
    )
    db.add(asked)
    db.flush()
    note(db, locked, "exception_asked", actor, at, exception=asked.code, reason=written)
    return asked


def decide_exception(
    db: Session, sitting: Sitting, code: str, reason: str, *, grants: bool, actor: str, at: datetime
) -> LockdownException:
    """Grant or refuse; raises NotFound, SecondPersonNeeded, ReasonTooShort, DecidedAlready."""
    asked = db.scalars(select(LockdownException).where(LockdownException.code == code)).first()
    if asked is None or asked.attempt.sitting_id != sitting.id:
        raise NotFound
    require_second(asked, actor)
    written = _read_reason(reason)
    swapped = changed_rows(
        db,
        update(LockdownException)
        .where(LockdownException.id == asked.id, LockdownException.granted.is_(None))
        .values(granted=grants, decide_reason=written, decided_by=actor, decided_at=at),
    )
    db.refresh(asked)
    if swapped != 1:
        raise DecidedAlready
    act = "exception_granted" if grants else "exception_refused"
    note(db, asked.attempt, act, actor, at, exception=code, reason=written)
    return asked


def require_second(asked: LockdownException | None, actor: str) -> LockdownException:
    """Return an exception that waits for this person; raises DecidedAlready or SecondPersonNeeded."""
    if asked is None or asked.granted is not None:
        raise DecidedAlready
    if asked.asked_by == actor:
        raise SecondPersonNeeded
    return asked


def is_excepted(db: Session, attempt_id: int) -> bool:
    """Tell whether two people have let an attempt go on without the locked browser."""
    granted = select(LockdownException.id).where(
        LockdownException.attempt_id == attempt_id, LockdownException.granted.is_(True)
    )
    return db.scalars(granted).first() is not None


def list_exceptions(db: Session, sitting_id: int) -> Mapping[int, LockdownException]:
    """Return the newest exception of each attempt of a sitting, by attempt."""
    rows = db.scalars(
        select(LockdownException)
        .join(Attempt, Attempt.id == LockdownException.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(LockdownException.id)
    )
    return {one.attempt_id: one for one in rows}
