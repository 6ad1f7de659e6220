"""Proofs in the database: signed when a deletion is done, each naming the one before, and checked."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditCut, AuditEntry, AuditLink, record
from examapp.core.audit_cuts import find_cut, is_approved
from examapp.core.signing import PrivateSigner, PublicVerifier
from examapp.delivery.sealed_check import SEALED_ACT
from examapp.retention.errors import NoSuchProposal
from examapp.retention.merkle import merkle_root
from examapp.retention.models import Kind, Outcome, Proof, Proposal, ProposalState
from examapp.retention.proof_text import FIRST, FORMAT, count_outcomes, find_fault
from examapp.retention.proposing import leaf_of
from examapp.retention.terms import PART, RULE, day_of, end_of, read_terms, years_before
from question_bank.sealing import canonical_json

DONE_ACT = "retention.done"
# The years count from the sitting; an attempt is sealed when it ends, at the latest when its sitting expires.
SEALED_WITHIN = timedelta(days=31)
# A checkpoint is made a little after the entries that it covers.
CLOCKS_DIFFER = timedelta(days=1)
# The policy knows no shorter keeping.
FEWEST_YEARS = 1


def list_proofs(db: Session) -> Sequence[Proof]:
    """Return the proofs, the newest first."""
    return db.scalars(select(Proof).order_by(Proof.number.desc())).all()


def get_proof(db: Session, number: int) -> Proof:
    """Return a proof; raises NoSuchProposal."""
    found = db.get(Proof, number)
    if found is None:
        raise NoSuchProposal
    return found


def sign_proof(db: Session, proposal: Proposal, signer: PrivateSigner, at: datetime) -> Proof:
    """Write and sign the proof of a deletion whose things are all settled, and name it in the log."""
    last = db.scalars(select(Proof).order_by(Proof.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
    body = canonical_json(_write(db, proposal, number, previous, at))
    proof = Proof(
        number=number,
        proposal_id=proposal.id,
        body=body.decode(),
        digest=hashlib.sha256(body).hexdigest(),
        signature=signer.sign(body),
        signed_at=at,
    )
    db.add(proof)
    proposal.state = ProposalState.DONE
    record(
        db,
        act=DONE_ACT,
        actor="system",
        subject_kind="retention",
        subject_code=proposal.code,
        at=at,
        facts={"proof": number, "digest": proof.digest, "root": proposal.root},
    )
    return proof


def _write(db: Session, proposal: Proposal, number: int, previous: str, at: datetime) -> dict[str, Any]:
    items = [
        leaf_of(thing) | {"outcome": str(thing.outcome), "kept_because": thing.kept_because or ""}
        for thing in proposal.items
    ]
    cut = db.scalars(select(AuditCut).where(AuditCut.proposal == proposal.code)).first()
    return {
        "format": FORMAT,
        "number": number,
        "previous": previous,
        "proposal": proposal.code,
        "kind": proposal.kind.value,
        "rule": f"{RULE}.{PART[proposal.kind]}",
        "policy": proposal.policy,
        "last_day": proposal.last_day.isoformat(),
        "proposed_by": proposal.proposed_by,
        "proposed_by_name": proposal.proposed_by_name,
        "proposed_at": _iso(proposal.proposed_at),
        "approved_by": proposal.decided_by,
        "approved_by_name": proposal.decided_by_name,
        "approved_at": _iso(proposal.decided_at),
        "finished_at": _iso(at),
        "root": proposal.root,
        "audit_cut": {"position": cut.position, "digest": cut.digest} if cut else None,
        "items": items,
        **count_outcomes(items),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="microseconds") if moment else ""


def find_broken_proof(db: Session, verifier: PublicVerifier) -> tuple[int, str] | None:
    """Return the first proof that does not hold and why; None if all do and the log names no other."""
    previous, named = FIRST, _named_in_log(db)
    for number, proof in enumerate(db.scalars(select(Proof).order_by(Proof.number)), start=1):
        if proof.number != number:
            return number, "a proof is missing"
        body = _read(proof.body)
        if (
            hashlib.sha256(proof.body.encode()).hexdigest() != proof.digest
            or body.get("previous") != previous
        ):
            return number, "it does not follow the proof before"
        reason = find_fault(body, proof.signature, verifier)
        if reason:
            return number, reason
        if named.pop(number, proof.digest) != proof.digest:
            return number, "the log names another one"
        previous = proof.digest
    return (min(named), "a proof is missing") if named else None


def _named_in_log(db: Session) -> dict[int, str]:
    """Return number and digest of each proof that the log still tells of."""
    told = [_read(facts) for facts in db.scalars(select(AuditEntry.facts).where(AuditEntry.act == DONE_ACT))]
    return {one["proof"]: str(one.get("digest")) for one in told if isinstance(one.get("proof"), int)}


def _read(text: str) -> dict[str, Any]:
    """Return a record, empty where somebody changed it from outside: then no signature is right for it."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def read_erased(db: Session, verifier: PublicVerifier, at: datetime) -> frozenset[str]:
    """Return the attempts that are gone by deletions that hold: proved, or approved and under way.

    What the tables say is not believed: the things must give the root that log or signature name, and what
    the log calls sealed must have been old enough then, and by `at`, which is now. Whoever has the key can
    write two people's names under anything; the log, of which a witness has a copy, knows how old it is.
    """
    return frozenset(
        code
        for proposal in _erasing(db)
        for code in _old_enough(db, proposal, list(_erased_by(db, proposal, verifier)), at)
    )


def _old_enough(db: Session, proposal: Proposal, codes: Sequence[str], at: datetime) -> Iterator[str]:
    if not codes:
        return
    limit = _limit(db, Kind.ATTEMPTS, min(proposal.decided_at or at, at)) + SEALED_WITHIN
    rows = db.execute(
        select(AuditEntry.subject_code, func.min(AuditEntry.at).label("sealed_at"))
        .where(AuditEntry.act == SEALED_ACT, AuditEntry.subject_code.in_(codes))
        .group_by(AuditEntry.subject_code)
    )
    young = {row.subject_code for row in rows if row.sealed_at >= limit}
    yield from (code for code in codes if code not in young)


def read_cut_limit(db: Session, at: datetime) -> datetime | None:
    """Return the moment from which on the newest cut could take no entry, by the years; None without one.

    `at` is now: what is to come makes nothing older.
    """
    cut = find_cut(db)
    return _limit(db, Kind.AUDIT, min(cut.at, at)) + CLOCKS_DIFFER if cut else None


def _limit(db: Session, kind: Kind, at: datetime) -> datetime:
    years = min((term.years for term in read_terms(db, kind, at)), default=FEWEST_YEARS)
    return end_of(years_before(day_of(at), max(FEWEST_YEARS, years)))


def _erasing(db: Session) -> Sequence[Proposal]:
    states = (ProposalState.APPROVED, ProposalState.DONE)
    query = select(Proposal).where(Proposal.kind == Kind.ATTEMPTS, Proposal.state.in_(states))
    return db.scalars(query).all()


def _erased_by(db: Session, proposal: Proposal, verifier: PublicVerifier) -> Iterator[str]:
    if merkle_root([leaf_of(thing) for thing in proposal.items]) != proposal.root:
        return
    approved = is_approved(db, proposal.code, proposal.root)
    if proposal.state is ProposalState.APPROVED:
        # Not signed yet: only the log speaks for it.
        yield from (thing.code for thing in proposal.items if approved and thing.outcome is Outcome.DELETED)
        return
    if not approved and not _is_told_of_in_a_cut(db, proposal):
        return
    proof = db.scalars(select(Proof).where(Proof.proposal_id == proposal.id)).first()
    if proof is None:
        return
    body = _read(proof.body)
    if body.get("root") == proposal.root and not find_fault(body, proof.signature, verifier):
        yield from (item["code"] for item in body["items"] if item["outcome"] == Outcome.DELETED)


def _is_told_of_in_a_cut(db: Session, proposal: Proposal) -> bool:
    """Tell whether the acts of a proposal are so old that they have gone with the beginning of the log."""
    cut = find_cut(db)
    if cut is None or proposal.decided_at is None:
        return False
    first = db.scalar(
        select(AuditEntry.at)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.position > cut.position)
        .order_by(AuditLink.position)
        .limit(1)
    )
    return first is not None and proposal.decided_at <= first
