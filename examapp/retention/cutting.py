"""Before the first piece of the log goes: what is still read is carried over, then the cut is signed."""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from examapp.authoring.models import QuestionList
from examapp.certificates.ending import NUMBER_DROPPED
from examapp.core.audit import AuditCut, AuditEntry, AuditLink, seal_new_entries
from examapp.core.audit_cuts import add_cut
from examapp.core.signing import PrivateSigner
from examapp.retention.contents import read_contents
from examapp.retention.due import read_due
from examapp.retention.due_audit import read_piece
from examapp.retention.models import Kind, Proposal

# What the register and the check of question lists read in the log for as long as they exist.
_LISTS: Final = select(QuestionList.code)


def cut_log(db: Session, proposal: Proposal, signer: PrivateSigner, at: datetime) -> bool:
    """Sign the cut of an approved proposal unless it is signed already; tell whether there is one.

    False where a piece is not what it was, or something has come to need it since.
    """
    if db.scalars(select(AuditCut).where(AuditCut.proposal == proposal.code)).first() is not None:
        return True
    last = read_piece(proposal.items[-1].code)[1]
    if last > _last_due(db, at):
        return False
    for thing in proposal.items:
        if read_contents(db, Kind.AUDIT, thing.code).digest != thing.digest:
            return False
    _carry_over(db, last)
    # The approval must stand in the chain before anything rests on it.
    while seal_new_entries(db, signer, at):
        db.flush()
    add_cut(db, signer, position=last, proposal=proposal.code, root=proposal.root, at=at)
    return True


def _last_due(db: Session, at: datetime) -> int:
    due = (thing for thing in read_due(db, Kind.AUDIT, at).things if thing.held is None)
    return max((read_piece(thing.code)[1] for thing in due), default=-1)


def _carry_over(db: Session, last: int) -> None:
    """Write again, as it was and with its own time, what is still read; from the end it is cut next time."""
    wanted = or_(
        AuditEntry.act == NUMBER_DROPPED,
        and_(AuditEntry.subject_kind == "question_list", AuditEntry.subject_code.in_(_LISTS)),
    )
    rows = db.scalars(
        select(AuditEntry)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position <= last, wanted)
        .order_by(AuditLink.position)
    ).all()
    for row in rows:
        db.add(
            AuditEntry(
                at=row.at,
                actor=row.actor,
                act=row.act,
                subject_kind=row.subject_kind,
                subject_code=row.subject_code,
                facts=row.facts,
            )
        )
    db.flush()
