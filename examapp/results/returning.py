"""Returning a sheet with remarks: to whom, what must change; it comes back as the next revision."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.results.commission import list_who_ran
from examapp.results.errors import (
    NotADraft,
    NotPresent,
    NotReturned,
    PresenceMissing,
    RanTheSitting,
    SheetChanged,
)
from examapp.results.models import (
    Addressee,
    ResultSheet,
    RevisionCause,
    SheetReturn,
    SheetState,
)
from examapp.results.revising import Proposal, propose_revision
from examapp.results.turns import note_sheet_act, turn_draft
from examapp.results.words_typed import read_words


def return_sheet(
    db: Session,
    sheet: ResultSheet,
    chair: SignedInStaff,
    *,
    addressee: Addressee,
    remarks: str,
    digest_seen: str,
    at: datetime,
) -> SheetReturn:
    """Send a draft back with remarks, as the chair of those who sit over it; signatures on it count no more.

    Raises WordsMissing, SheetChanged, PresenceMissing, NotPresent, RanTheSitting, NotADraft.
    """
    words = read_words(remarks)
    if digest_seen != sheet.digest:
        raise SheetChanged
    if not sheet.members:
        raise PresenceMissing
    if not any(one.staff_id == chair.id and one.present for one in sheet.members):
        raise NotPresent
    if chair.id in list_who_ran(db, sheet.sitting_id):
        raise RanTheSitting(name=chair.display_name)
    if not turn_draft(db, sheet, SheetState.RETURNED):
        raise NotADraft
    row = SheetReturn(
        sheet_id=sheet.id,
        addressee=addressee,
        remarks=words,
        returned_by=chair.actor,
        returned_by_name=chair.display_name,
        returned_at=at,
    )
    db.add(row)
    db.flush()
    db.expire(sheet, ["returned"])
    facts = {"digest": sheet.digest, "to": addressee.value, "remarks": words}
    note_sheet_act(db, "returned", sheet, chair.actor, at, facts)
    return row


def answer_return(
    db: Session, sheet: ResultSheet, secretary: SignedInStaff, *, answer: str, at: datetime
) -> ResultSheet:
    """Draw a returned sheet up again from the facts as they are now, with the answer to the remarks.

    Raises WordsMissing, NotReturned, and what `propose_revision` raises.
    """
    words = read_words(answer)
    if sheet.state is not SheetState.RETURNED:
        raise NotReturned
    proposal = Proposal(RevisionCause.RETURNED, words, afresh=True)
    return propose_revision(db, sheet, proposal, actor=secretary.actor, at=at)
