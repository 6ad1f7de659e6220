"""The job of an approved deletion: a few things at a time, until each is deleted or kept with a reason.

A worker that is killed leaves the things of its last transaction untouched, and the next one goes on. A thing
goes only if it stands in the proposal, holds what it held then, and nothing has come to need it since.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import now
from examapp.core.db import database, transaction
from examapp.core.jobs import JobFunction, extend_lease
from examapp.core.signing import PrivateSigner, key_ring
from examapp.retention.contents import erase, read_contents
from examapp.retention.cutting import cut_log
from examapp.retention.due import read_due
from examapp.retention.models import Kind, Outcome, Proposal, ProposalState, ProposedThing
from examapp.retention.proofs import sign_proof
from examapp.retention.proposing import ERASING_JOB, erasing_key, get_proposal

A_TRANSACTION: Final = 20
CHANGED: Final = "changed"
logger = structlog.get_logger(__name__)


def erase_approved(arguments: Mapping[str, Any]) -> None:
    """Carry out the proposal that `arguments` name; run again it does what is left."""
    code = str(arguments["proposal"])
    while True:
        with transaction() as db:
            done = carry_on(db, get_proposal(db, code), key_ring().signer("audit"), now())
        if done:
            logger.info("retention_done", proposal=code)
            return
        extend_lease(database(), erasing_key(code), now())


def carry_on(db: Session, proposal: Proposal, signer: PrivateSigner, at: datetime) -> bool:
    """Settle the next things and return whether all is done; with the last comes the proof."""
    # A second worker, if the first one's lease ran out, waits here and then sees what is settled.
    db.refresh(proposal, with_for_update=True)
    if proposal.state is not ProposalState.APPROVED:
        return True
    waiting = db.scalars(
        select(ProposedThing)
        .where(ProposedThing.proposal_id == proposal.id, ProposedThing.outcome.is_(None))
        .order_by(ProposedThing.position)
        .limit(A_TRANSACTION)
    ).all()
    if not waiting:
        sign_proof(db, proposal, signer, at)
        return True
    if proposal.kind is Kind.AUDIT:
        _erase_pieces(db, proposal, waiting, signer, at)
    else:
        _erase_things(db, proposal, waiting, at)
    db.flush()
    return False


def _erase_things(db: Session, proposal: Proposal, waiting: Sequence[ProposedThing], at: datetime) -> None:
    still = {thing.code: thing.held for thing in read_due(db, proposal.kind, at).things}
    for thing in waiting:
        reason = _why_kept(db, proposal.kind, thing, still)
        if reason is None:
            erase(db, proposal.kind, thing.code)
        thing.outcome, thing.kept_because = Outcome.KEPT if reason else Outcome.DELETED, reason


def _why_kept(db: Session, kind: Kind, thing: ProposedThing, still: Mapping[str, str | None]) -> str | None:
    if thing.code not in still:
        return CHANGED
    held = still[thing.code]
    if held is not None:
        return str(held)
    return None if read_contents(db, kind, thing.code).digest == thing.digest else CHANGED


def _erase_pieces(
    db: Session, proposal: Proposal, waiting: Sequence[ProposedThing], signer: PrivateSigner, at: datetime
) -> None:
    """Delete the next pieces of the log, oldest first, once its cut is signed; without a cut all stay."""
    if not cut_log(db, proposal, signer, at):
        for thing in proposal.items:
            thing.outcome, thing.kept_because = Outcome.KEPT, CHANGED
        return
    for thing in waiting:
        erase(db, Kind.AUDIT, thing.code)
        thing.outcome = Outcome.DELETED


JOBS: Final[Mapping[str, JobFunction]] = {ERASING_JOB: erase_approved}
