"""Returning a sheet with remarks: to whom, what must change; it comes back as the next revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from examapp.accounts.signed_in import SignedInStaff
from examapp.core.permissions import Role
from examapp.results.errors import (
    NotADraft,
    NotPresent,
    NotReturned,
    PresenceMissing,
    SheetChanged,
)
from examapp.results.impartiality import require_impartial
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
from examapp.sittings.models import SittingProctor

_ADDRESSED: Final[Mapping[Role, Addressee]] = {
    Role.SECRETARY: Addressee.SECRETARY,
    Role.PROCTOR: Addressee.PROCTOR,
    Role.OPERATOR: Addressee.OPERATOR,
}


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

    Raises WordsMissing, SheetChanged, PresenceMissing, NotPresent, RanTheSitting, SatTheSitting, NotADraft.
    """
    words = read_words(remarks)
    if digest_seen != sheet.digest:
        raise SheetChanged
    if not sheet.members:
        raise PresenceMissing
    if not any(one.staff_id == chair.id and one.present for one in sheet.members):
        raise NotPresent
    require_impartial(db, sheet.sitting_id, [(chair.id, chair.display_name)])
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


def list_returned_to(db: Session, person: SignedInStaff) -> Sequence[ResultSheet]:
    """Return the sheets whose remarks a person must act on: a proctor's own sittings, others' region."""
    addressee = _ADDRESSED.get(person.role)
    if addressee is None:
        return ()
    newer = aliased(ResultSheet)
    last = select(func.max(newer.revision)).where(newer.sitting_id == ResultSheet.sitting_id)
    query = (
        select(ResultSheet)
        .join(SheetReturn, SheetReturn.sheet_id == ResultSheet.id)
        .where(
            ResultSheet.state == SheetState.RETURNED,
            ResultSheet.revision == last.scalar_subquery(),
            SheetReturn.addressee == addressee,
        )
        .order_by(ResultSheet.id)
    )
    if addressee is Addressee.PROCTOR:
        own = select(SittingProctor.sitting_id).where(SittingProctor.staff_id == person.id)
        query = query.where(ResultSheet.sitting_id.in_(own))
    elif person.region_code is not None:
        query = query.where(ResultSheet.region_code == person.region_code)
    return db.scalars(query).all()
