"""Cancelling a sitting that has not been opened: a way back for nobody, and a way on for everybody booked."""

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.sittings.errors import CancelReasonMissing, TooLateToCancel
from examapp.sittings.models import Sitting, SittingState
from question_bank.scripts import ScriptError, normalise_name

CANCELLABLE: Final = (SittingState.PLANNED, SittingState.PUBLISHED)
LONGEST_REASON: Final = 500
# Under this name the room of notices, which lies above, hangs what says how people would hear of it.
FORETELL_CANCELLING: Final = "foretell_cancelling"


def cancel_sitting(db: Session, sitting: Sitting, reason: str, *, actor: str, at: datetime) -> None:
    """Cancel a planned or published sitting; asked again it is cancelled, for the reason given first.

    Its codes and PINs admit nobody from now on, and whoever was booked can be booked elsewhere. What was
    recorded stays. Raises CancelReasonMissing, and TooLateToCancel once the room was opened.
    """
    words, before = _read_reason(reason), sitting.state
    swapped = changed_rows(
        db,
        update(Sitting)
        .where(Sitting.id == sitting.id, Sitting.state.in_(CANCELLABLE))
        .values(state=SittingState.CANCELLED, cancelled_at=at, cancel_reason=words),
    )
    db.refresh(sitting)
    if swapped != 1:
        if sitting.state is SittingState.CANCELLED:
            return
        raise TooLateToCancel(code=sitting.code)
    record(
        db,
        act="sitting.cancelled",
        actor=actor,
        subject_kind="sitting",
        subject_code=sitting.code,
        at=at,
        facts={"reason": words, "from": before.value, "candidates": len(sitting.bookings)},
    )


def _read_reason(typed: str) -> str:
    try:
        words, _repairs = normalise_name(" ".join(typed.split()))
    except ScriptError as error:
        raise CancelReasonMissing(most=LONGEST_REASON) from error
    if not words or len(words) > LONGEST_REASON:
        raise CancelReasonMissing(most=LONGEST_REASON)
    return words
