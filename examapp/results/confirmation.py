"""A sheet is confirmed by its signatures: secretary, chair, and more than half of the members present.

The last signature that is needed confirms it, in one transaction with the job that issues the certificates,
so that neither is without the other. What was valid before is superseded in the same moment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.core.jobs import enqueue
from examapp.core.permissions import Role
from examapp.results.commission import VOTING, count_quorum
from examapp.results.models import Decision, ResultSheet, SheetState
from examapp.results.turns import note_sheet_act, turn_draft

# Certificates lie above this room: the job is known here by its name only.
ISSUING_JOB: Final = "certificates.issue"


def issuing_key(sheet_number: str) -> str:
    """Return the unique key of a sheet's issuing job: one job a sheet, however often it is asked for."""
    return f"{ISSUING_JOB}:{sheet_number}"


@dataclass(frozen=True, slots=True)
class SignaturesNeeded:
    """How many voting members have signed and must, and whether chair and secretary have."""

    signed: int
    needed: int
    chair: bool
    secretary: bool

    @property
    def is_complete(self) -> bool:
        """Whether the sheet can be confirmed."""
        return self.chair and self.secretary and self.signed >= self.needed

    @property
    def members_missing(self) -> int:
        """How many more members must sign, the chair among them."""
        return max(0, self.needed - self.signed)


def count_signatures(sheet: ResultSheet) -> SignaturesNeeded:
    """Return what a sheet has and needs: more than half of those who are present and vote must sign."""
    present = sum(member.present for member in sheet.members if member.office in VOTING)
    offices = [signature.office for signature in sheet.signatures]
    return SignaturesNeeded(
        signed=sum(office in VOTING for office in offices),
        needed=present // 2 + 1,
        chair=Role.COMMISSION_CHAIR in offices,
        secretary=Role.SECRETARY in offices,
    )


def confirm_if_complete(db: Session, sheet: ResultSheet, *, at: datetime) -> Decision | None:
    """Confirm a draft that has its quorum and its signatures; otherwise it waits for the next one.

    The caller holds the draft.
    """
    quorum = count_quorum(sheet, sheet.members)
    if not (quorum.is_reached and count_signatures(sheet).is_complete):
        return None
    _supersede(db, sheet)
    if not turn_draft(db, sheet, SheetState.CONFIRMED):
        return None
    chair = next(one for one in sheet.signatures if one.office is Role.COMMISSION_CHAIR)
    decision = Decision(
        sheet_id=sheet.id,
        digest=sheet.digest,
        chair_id=chair.staff_id,
        chair_name=chair.name,
        members=quorum.members,
        present=quorum.present,
        at=at,
    )
    db.add(decision)
    db.flush()
    db.refresh(sheet)
    enqueue(db, ISSUING_JOB, {"sheet": sheet.number}, at=at, unique_key=issuing_key(sheet.number))
    facts = {
        "digest": sheet.digest,
        "present": sorted(one.name for one in sheet.members if one.present and one.office in VOTING),
        "signed": sorted(one.name for one in sheet.signatures),
    }
    note_sheet_act(db, "confirmed", sheet, f"staff:{chair.staff_code}", at, facts)
    return decision


def _supersede(db: Session, sheet: ResultSheet) -> None:
    db.execute(
        update(ResultSheet)
        .where(ResultSheet.sitting_id == sheet.sitting_id, ResultSheet.state == SheetState.CONFIRMED)
        .values(state=SheetState.SUPERSEDED)
    )
