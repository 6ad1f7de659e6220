"""Finding and locking an attempt, and moving it along the one transition table."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Table, Update, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import Needs, extra_time_ms
from examapp.core.audit import AuditEntry, record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.delivery.errors import NotHere, TransitionRefused
from examapp.delivery.models import Attempt
from examapp.delivery.states import Act, next_state
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting

CODE_LENGTH: Final = 12
MOST_NOTES_AN_HOUR: Final = 60
_MS_A_MINUTE: Final = 60_000

_TABLE = cast("Table", Attempt.__table__)
_LOCKED = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_attempt(db: Session, attempt_id: int) -> Attempt:
    """Return an attempt as it is now, locked until the transaction ends; raises NotHere."""
    attempt = db.scalars(_LOCKED, {"attempt_id": attempt_id}).first()
    if attempt is None:
        raise NotHere
    return attempt


def move(db: Session, attempt: Attempt, act: Act, **values: Any) -> bool:
    """Move an attempt by compare-and-swap; False where the act was done already.

    Raises TransitionRefused where the table does not allow the act, or another transaction was faster.
    """
    target = next_state(attempt.state, act)
    if target is None:
        return False
    db.flush()
    written = {"state": target, "version": attempt.version + 1} | values
    seen = {"seen_id": attempt.id, "seen_state": attempt.state, "seen_version": attempt.version}
    new = {f"new_{name}": value for name, value in written.items()}
    if changed_rows(db, _swap(tuple(written)), seen | new) != 1:
        db.refresh(attempt)
        raise TransitionRefused(state=attempt.state.value, act=act.value)
    for name, value in written.items():  # what was written is known: no need to read it back
        set_committed_value(attempt, name, value)
    return True


@cache
def _swap(names: tuple[str, ...]) -> Update:
    """Return the compare-and-swap that writes these columns; built once for each act."""
    return (
        update(_TABLE)
        .where(
            _TABLE.c.id == bindparam("seen_id"),
            _TABLE.c.state == bindparam("seen_state", type_=_TABLE.c.state.type),
            _TABLE.c.version == bindparam("seen_version"),
        )
        .values({name: bindparam(f"new_{name}", type_=_TABLE.c[name].type) for name in names})
    )


def note(db: Session, attempt: Attempt, act: str, actor: str, at: datetime, **facts: Any) -> None:
    """Append an act on an attempt to the audit log; answers never enter it."""
    record(
        db,
        act=f"attempt.{act}",
        actor=actor,
        subject_kind="attempt",
        subject_code=attempt.code,
        at=at,
        facts=facts,
    )


def may_note_again(db: Session, attempt: Attempt, act: str, at: datetime) -> bool:
    """Tell whether an act that a candidate's machine may repeat without end is noted: sixty times an hour.

    Each entry of the log is chained, signed and kept for years: a seat must not fill it.
    """
    lately = select(func.count()).where(
        AuditEntry.subject_code == attempt.code,
        AuditEntry.act == f"attempt.{act}",
        AuditEntry.at > at - timedelta(hours=1),
    )
    return (db.scalar(lately) or 0) < MOST_NOTES_AN_HOUR


def find_attempt(db: Session, booking_id: int) -> Attempt | None:
    """Return the attempt of a booking, or None if none has been prepared."""
    return db.scalars(select(Attempt).where(Attempt.booking_id == booking_id)).first()


def get_attempt(db: Session, code: str) -> Attempt:
    """Return the attempt of a code; raises NotHere."""
    attempt = db.scalars(select(Attempt).where(Attempt.code == code)).first()
    if attempt is None:
        raise NotHere
    return attempt


def prepare_attempt(db: Session, booking: Booking, at: datetime) -> Attempt:
    """Return the booking's attempt, made with the time granted if there is none; two at once make one."""
    found = find_attempt(db, booking.id)
    if found is not None:
        return found
    day = booking.sitting.starts_at.astimezone(TASHKENT).date()
    needs = needs_of_candidates(db, [booking.candidate_id], day)[booking.candidate_id]
    return _make_attempt(db, booking, needs, at)


def _make_attempt(db: Session, booking: Booking, needs: Needs, at: datetime) -> Attempt:
    policy = policy_from_snapshot(booking.sitting.policy or {})
    duration = policy.duration_minutes * _MS_A_MINUTE
    attempt = Attempt(
        code=new_code(CODE_LENGTH),
        booking_id=booking.id,
        sitting_id=booking.sitting_id,
        duration_ms=duration,
        accommodation_ms=extra_time_ms(duration, needs, policy.extra_time_percents),
        grace_ms=policy.grace_seconds * 1000,
        created_at=at,
    )
    try:
        with db.begin_nested():
            db.add(attempt)
    except IntegrityError:  # another process was first
        return db.scalars(select(Attempt).where(Attempt.booking_id == booking.id)).one()
    return attempt


def prepare_attempts(db: Session, sitting: Sitting, at: datetime) -> list[Attempt]:
    """Make the attempts of all bookings of a published sitting, before the day; asked again it adds none."""
    return [prepare_attempt(db, booking, at) for booking in sitting.bookings]


def milliseconds(length: timedelta) -> int:
    """Return a length in whole milliseconds."""
    return round(length / timedelta(milliseconds=1))
