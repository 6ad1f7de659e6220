"""The two long works of this room: planning sittings, and making those that were accepted."""

from collections.abc import Mapping
from typing import Any, Final

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.jobs import JobFunction
from examapp.core.signing import key_ring
from examapp.sittings.making import list_unmade, make_sitting
from examapp.sittings.proposal_models import ProposalState, ProposedSitting
from examapp.sittings.proposal_queries import find_proposal
from examapp.sittings.proposals import (
    MAKING_JOB,
    PLANNING_JOB,
    compute_plan,
    finish_proposal,
    keep_plan,
)


def plan(arguments: Mapping[str, Any]) -> None:
    """Plan a proposal that waits; the computing holds no lock."""
    with reading() as db:
        proposal = find_proposal(db, str(arguments["proposal"]))
        if proposal is None or proposal.state is not ProposalState.WAITING:
            return
        question, found = compute_plan(db, proposal, now())
    with transaction() as db:
        proposal = find_proposal(db, str(arguments["proposal"]))
        if proposal is not None:
            keep_plan(db, proposal, question, found, now())


def make(arguments: Mapping[str, Any]) -> None:
    """Make what is left of an accepted proposal; run again, it goes on where it stopped."""
    with reading() as db:
        proposal = find_proposal(db, str(arguments["proposal"]))
        if proposal is None or proposal.state is not ProposalState.ACCEPTED:
            return
        unmade, actor = list_unmade(db, proposal), proposal.accepted_by or "system"
    for proposed_id in unmade:
        with transaction() as db:
            proposed = db.get_one(ProposedSitting, proposed_id)
            make_sitting(db, key_ring(), proposed, actor=actor, at=now())
    with transaction() as db:
        proposal = find_proposal(db, str(arguments["proposal"]))
        if proposal is not None:
            finish_proposal(db, proposal, now())


JOBS: Final[Mapping[str, JobFunction]] = {PLANNING_JOB: plan, MAKING_JOB: make}
