"""Where the audit log begins: at its first entry, or at a cut that two people agreed on and that is signed.

A cut takes the place of the oldest links. It is good only if the installation signed it, if the rest of the
log joins it, and if that rest tells of the proposal and of another person's approval, each naming the root of
what was to be deleted. A beginning that is gone without that is tampering, as before.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.audit import GENESIS, AuditCut, AuditEntry, AuditLink
from examapp.core.signing import PrivateSigner, PublicVerifier
from question_bank.sealing import canonical_json

PROPOSED_ACT: Final = "retention.proposed"
APPROVED_ACT: Final = "retention.approved"


@dataclass(frozen=True)
class Beginning:
    """The index of the first link, what its `previous` must be, and the cut that it must pass or follow."""

    index: int
    previous: str
    cut: AuditCut | None


@dataclass(frozen=True)
class BadBeginning:
    """Why the log does not begin as it may, and the first index that does not hold."""

    position: int
    reason: str


def cut_statement(cut: AuditCut) -> bytes:
    """Return the bytes that the signature of a cut covers."""
    return canonical_json(
        {
            "audit_cut": cut.number,
            "position": cut.position,
            "digest": cut.digest,
            "proposal": cut.proposal,
            "root": cut.root,
            "at": cut.at.isoformat(timespec="microseconds"),
        }
    )


def find_cut(db: Session) -> AuditCut | None:
    """Return the newest cut, or None where the log was never cut."""
    return db.scalars(select(AuditCut).order_by(AuditCut.number.desc()).limit(1)).first()


def add_cut(
    db: Session, signer: PrivateSigner, *, position: int, proposal: str, root: str, at: datetime
) -> AuditCut:
    """Sign that links 0 to `position` are to go; the caller has what two people agreed on."""
    last = find_cut(db)
    link = db.get_one(AuditLink, position)
    cut = AuditCut(
        number=last.number + 1 if last else 0,
        position=position,
        digest=link.digest,
        proposal=proposal,
        root=root,
        at=at,
        signature="",
    )
    cut.signature = signer.sign(cut_statement(cut))
    db.add(cut)
    db.flush()
    return cut


def first_position(db: Session) -> int | None:
    """Return the index of the oldest link that is there."""
    return db.scalar(select(func.min(AuditLink.position)))


def find_beginning(db: Session, verifier: PublicVerifier) -> Beginning | BadBeginning:
    """Return where the chain has to be followed from, or why it does not begin as it may."""
    first, cut = first_position(db), find_cut(db)
    if cut is None:
        # What is missing before the first link is found by following the chain from 0.
        return Beginning(0, GENESIS, None)
    reason = _fault_of(db, cut, verifier)
    if reason:
        return BadBeginning(0, reason)
    index = cut.position + 1 if first is None else first
    if index > cut.position + 1:
        return BadBeginning(cut.position + 1, "link missing")
    if index == cut.position + 1:
        return Beginning(index, cut.digest, cut)
    # A deletion under way: what is left of the cut part must still lead to the digest that was signed.
    return Beginning(index, _previous_of(db, index), cut)


def _previous_of(db: Session, index: int) -> str:
    if index == 0:
        return GENESIS
    return db.scalars(select(AuditLink.previous).where(AuditLink.position == index)).one()


def _fault_of(db: Session, cut: AuditCut, verifier: PublicVerifier) -> str:
    if not verifier.verify(cut_statement(cut), cut.signature):
        return "cut changed"
    if not is_approved(db, cut.proposal, cut.root, after=cut.position):
        return "cut without an approved proposal"
    return ""


def is_approved(db: Session, proposal: str, root: str, *, after: int = -1) -> bool:
    """Tell whether the chained log tells of a proposal over this root, and of its approval by another."""
    rows = db.execute(
        select(AuditEntry.act, AuditEntry.actor, AuditEntry.facts)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(
            AuditEntry.act.in_((PROPOSED_ACT, APPROVED_ACT)),
            AuditEntry.subject_code == proposal,
            AuditLink.position > after,
        )
    ).all()
    hands = {row.act: row.actor for row in rows if _names(row.facts, root)}
    return len(hands) == 2 and hands[PROPOSED_ACT] != hands[APPROVED_ACT]


def _names(facts: str, root: str) -> bool:
    try:
        told = json.loads(facts)
    except ValueError:  # changed from outside; the chain names it
        return False
    return isinstance(told, dict) and told.get("root") == root
