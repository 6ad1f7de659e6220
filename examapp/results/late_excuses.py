"""An excuse that the sheet does not know: it leads to another revision, proposed by itself.

What counts is what the newest revision says, not when it was drawn up: one that an annulment or an appeal led
to takes the absences over from the one before, however long ago the reason was agreed to.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from examapp.core.i18n import N_
from examapp.delivery.models import Attempt
from examapp.results.content import CandidateChange
from examapp.results.drawing_up import SYSTEM
from examapp.results.models import Result, ResultSheet, RevisionCause, SheetSignature, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.revising import Proposal, propose_revision
from examapp.sittings.excuse_queries import is_excused
from examapp.sittings.models import Booking

_Row = TypeVar("_Row", int, str)
AGREED_LATE: Final = N_(
    "The working body has agreed to the reason of an absence after the sheet was drawn up."
)
# A returned sheet is drawn up again by people, and takes the excuse with it.
_OPEN_TO_CHANGE: Final = (SheetState.DRAFT, SheetState.CONFIRMED, SheetState.UNCHANGED)


def list_with_late_excuses(db: Session) -> Sequence[int]:
    """Return the ids of newest revisions that call somebody absent to whose reason the working body agreed.

    A draft that somebody has signed is let be: it is confirmed first, and then followed by another revision.
    """
    newer = aliased(ResultSheet)
    signed = exists().where(SheetSignature.sheet_id == ResultSheet.id)
    last = select(func.max(newer.revision)).where(newer.sitting_id == ResultSheet.sitting_id)
    return db.scalars(
        _late(select(ResultSheet.id))
        .where(
            ResultSheet.revision == last.scalar_subquery(),
            ResultSheet.state.in_(_OPEN_TO_CHANGE),
            (ResultSheet.state == SheetState.CONFIRMED) | ~signed,
        )
        .distinct()
        .order_by(ResultSheet.id)
    ).all()


def propose_excused(db: Session, sheet: ResultSheet, *, at: datetime) -> ResultSheet:
    """Propose the revision in which those whose reason was agreed to are excused."""
    codes = db.scalars(
        _late(select(Booking.candidate_code)).where(ResultSheet.id == sheet.id).order_by(Result.position)
    )
    changes = tuple(CandidateChange(code, AGREED_LATE, outcome=Outcome.EXCUSED) for code in codes)
    proposal = Proposal(RevisionCause.EXCUSE, AGREED_LATE, changes)
    return propose_revision(db, sheet, proposal, actor=SYSTEM, at=at)


def _late(query: Select[_Row]) -> Select[_Row]:
    """Join lines without a valid reason to excuses that were agreed to.

    Whoever came and refused the terms is absent by their own word: no paper changes that.
    """
    refused = exists().where(Attempt.booking_id == Booking.id, Attempt.consent.is_(False))
    return (
        query.select_from(ResultSheet)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .where(Result.outcome == Outcome.ABSENT, is_excused(), ~refused)
    )
