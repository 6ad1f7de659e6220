"""The two long works of this room: planning sittings, and making those that were accepted."""

from collections.abc import Mapping
from typing import Any

from examapp.candidates.eligibility import ReadPast
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


def _plan(arguments: Mapping[str, Any], read_past: ReadPast) -> None:
    """Plan a proposal that waits; the computing holds no lock."""
    with reading() as db:
        proposal = find_proposal(db, str(arguments["proposal"]))
        if proposal is None or proposal.state is not ProposalState.WAITING:
            return
        question, found = compute_plan(db, proposal, read_past, now())
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


def make_sitting_jobs(read_past: ReadPast) -> Mapping[str, JobFunction]:
    """Return the jobs by name; earlier results come from a room above, so they are handed in."""

    def plan(arguments: Mapping[str, Any]) -> None:
        _plan(arguments, read_past)

    return {PLANNING_JOB: plan, MAKING_JOB: make}
