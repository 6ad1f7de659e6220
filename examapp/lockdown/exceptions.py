"""Leave to do without the locked browser: one person asks with a reason, another decides with a reason.

It is for one attempt or for a whole sitting. One person alone takes it back, because that makes the room
stricter; from the next call on the check is asked for again, and what was answered meanwhile counts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.models import Attempt
from examapp.lockdown.errors import DecidedAlready, NothingToWithdraw, ReasonTooShort, SecondPersonNeeded
from examapp.lockdown.models import LockdownException
from examapp.sittings.models import Sitting

SHORTEST_REASON: Final = 10
CODE_LENGTH: Final = 8
_HOLDS: Final = and_(LockdownException.granted.is_(True), LockdownException.withdrawn_at.is_(None))


def _read_reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort
    return reason


def ask_exception(
    db: Session, subject: Attempt | Sitting, reason: str, *, actor: str, at: datetime
) -> LockdownException:
    """Ask for an exception for an attempt or a sitting; one that waits or holds is returned instead.

    Raises ReasonTooShort.
    """
    written = _read_reason(reason)
    _lock(db, subject)
    for standing in db.scalars(select(LockdownException).where(_is_of(subject))):
        if standing.waits or standing.holds:
            return standing
    asked = LockdownException(
        code=new_code(CODE_LENGTH),
        attempt_id=subject.id if isinstance(subject, Attempt) else None,
        sitting_id=subject.id if isinstance(subject, Sitting) else None,
        ask_reason=written,
        asked_by=actor,
        asked_at=at,
    )
    db.add(asked)
    db.flush()
    _note(db, asked, "asked", actor, at, written)
    return asked


def decide_exception(
    db: Session, sitting: Sitting, code: str, reason: str, *, grants: bool, actor: str, at: datetime
) -> LockdownException:
    """Grant or refuse; raises NotFound, SecondPersonNeeded, ReasonTooShort, DecidedAlready."""
    asked = _get(db, sitting, code)
    require_second(db, asked, actor)
    written = _read_reason(reason)
    decided = {"granted": grants, "decide_reason": written, "decided_by": actor, "decided_at": at}
    if not _swap(db, asked, LockdownException.granted.is_(None), decided):
        raise DecidedAlready
    _note(db, asked, "granted" if grants else "refused", actor, at, written)
    return asked


def withdraw_exception(
    db: Session, sitting: Sitting, code: str, reason: str, *, actor: str, at: datetime
) -> LockdownException:
    """Take a granted exception back, at once; raises NotFound, ReasonTooShort, NothingToWithdraw."""
    held = require_holding(_get(db, sitting, code))
    written = _read_reason(reason)
    withdrawn = {"withdraw_reason": written, "withdrawn_by": actor, "withdrawn_at": at}
    if not _swap(db, held, _HOLDS, withdrawn):
        raise NothingToWithdraw
    _note(db, held, "withdrawn", actor, at, written)
    return held


def require_second(db: Session, asked: LockdownException | None, actor: str) -> LockdownException:
    """Return an exception that waits for this person; raises DecidedAlready or SecondPersonNeeded."""
    if asked is None or not asked.waits:
        raise DecidedAlready
    if is_one_of(db, actor, [asked.asked_by]):
        raise SecondPersonNeeded
    return asked


def require_holding(held: LockdownException | None) -> LockdownException:
    """Return an exception that holds; raises NothingToWithdraw."""
    if held is None or not held.holds:
        raise NothingToWithdraw
    return held


def is_excepted(db: Session, attempt_id: int) -> bool:
    """Tell whether two people have let an attempt, or all of its sitting, do without the locked browser."""
    its_sitting = select(Attempt.sitting_id).where(Attempt.id == attempt_id).scalar_subquery()
    named = or_(LockdownException.attempt_id == attempt_id, LockdownException.sitting_id == its_sitting)
    return db.scalars(select(LockdownException.id).where(_HOLDS, named)).first() is not None


def find_exception_of_all(db: Session, sitting_id: int) -> LockdownException | None:
    """Return the newest exception for a whole sitting, whatever became of it."""
    return db.scalars(
        select(LockdownException)
        .where(LockdownException.sitting_id == sitting_id)
        .order_by(LockdownException.id.desc())
        .limit(1)
    ).first()


def list_exceptions(db: Session, sitting_id: int) -> Mapping[int, LockdownException]:
    """Return the newest exception of each single attempt of a sitting, by attempt."""
    rows = db.scalars(
        select(LockdownException)
        .join(Attempt, Attempt.id == LockdownException.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(LockdownException.id)
    )
    return {one.attempt_id: one for one in rows if one.attempt_id is not None}


def list_every_exception(db: Session, sitting_id: int) -> Sequence[LockdownException]:
    """Return all that was ever asked for in a sitting, for one attempt or for all, in the order of asking."""
    of_attempts = select(Attempt.id).where(Attempt.sitting_id == sitting_id)
    named = or_(LockdownException.sitting_id == sitting_id, LockdownException.attempt_id.in_(of_attempts))
    return db.scalars(select(LockdownException).where(named).order_by(LockdownException.id)).all()


def _lock(db: Session, subject: Attempt | Sitting) -> None:
    if isinstance(subject, Attempt):
        lock_attempt(db, subject.id)
    else:
        db.execute(select(Sitting.id).where(Sitting.id == subject.id).with_for_update())


def _is_of(subject: Attempt | Sitting) -> ColumnElement[bool]:
    if isinstance(subject, Attempt):
        return LockdownException.attempt_id == subject.id
    return LockdownException.sitting_id == subject.id


def _get(db: Session, sitting: Sitting, code: str) -> LockdownException:
    found = db.scalars(select(LockdownException).where(LockdownException.code == code)).first()
    if found is None:
        raise NotFound
    if (found.attempt.sitting_id if found.attempt else found.sitting_id) != sitting.id:
        raise NotFound
    return found


def _swap(
    db: Session, row: LockdownException, as_seen: ColumnElement[bool], values: Mapping[str, Any]
) -> bool:
    """Change a row that is still as it was seen; False where somebody was faster."""
    swapped = changed_rows(
        db, update(LockdownException).where(LockdownException.id == row.id, as_seen).values(**values)
    )
    db.refresh(row)
    return swapped == 1


def _note(db: Session, row: LockdownException, what: str, actor: str, at: datetime, reason: str) -> None:
    """Append an act to the audit log, beside the attempt or the sitting that it is about."""
    act = f"exception_{what}"
    facts = {"exception": row.code, "reason": reason}
    attempt, sitting = row.attempt, row.sitting
    if attempt is not None:
        note(db, attempt, act, actor, at, **facts)
    elif sitting is not None:
        record(
            db,
            act=f"lockdown.{act}",
            actor=actor,
            subject_kind="sitting",
            subject_code=sitting.code,
            at=at,
            facts=facts,
        )
