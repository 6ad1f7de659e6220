"""What the pages of retention show: what is due by kind, one kind, one proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.jobs import JobState
from examapp.core.permissions import Actor
from examapp.retention.due import DueOfKind, read_due
from examapp.retention.errors import OfWholeRepublic
from examapp.retention.models import Kind, Outcome, Proof, Proposal, ProposalState, ProposedThing
from examapp.retention.sweeping import find_job
from examapp.retention.terms import Term
from examapp.retention.things import Tally, tally

OPEN = (ProposalState.WAITING, ProposalState.APPROVED)
THINGS_SHOWN = 100


@dataclass(frozen=True)
class KindRow:
    """One kind on the overview: its terms, its numbers, and the proposal that is open, if there is one."""

    kind: Kind
    terms: tuple[Term, ...]
    approved: bool
    tally: Tally
    proposal: Proposal | None

    @property
    def years(self) -> str:
        """The years of keeping, such as 6, or 5–6 where programmes differ."""
        known = sorted({term.years for term in self.terms})
        return "–".join(str(one) for one in (known[0], known[-1])[: len(known)]) if known else "–"


@dataclass(frozen=True)
class ProposalPage:
    """A proposal with its first things, how far it is, and its proof; `stopped` where its job has failed."""

    found: Proposal
    things: Sequence[ProposedThing]
    oldest: date
    deleted: int
    kept: int
    settled: int
    total: int
    proof: Proof | None
    stopped: bool


def require_republic(actor: Actor) -> None:
    """Raise OfWholeRepublic for a regional person: what is kept how long is not a region's matter."""
    if actor.region_code is not None:
        raise OfWholeRepublic


def list_kinds(db: Session, at: datetime) -> list[KindRow]:
    """Return all kinds as they stand at a moment."""
    waiting = {one.kind: one for one in db.scalars(select(Proposal).where(Proposal.state.in_(OPEN)))}
    return [_row(read_due(db, kind, at), waiting.get(kind)) for kind in Kind]


def _row(due: DueOfKind, proposal: Proposal | None) -> KindRow:
    return KindRow(due.kind, due.terms, due.approved, tally(due.things), proposal)


def list_ended(db: Session, most: int = 20) -> Sequence[Proposal]:
    """Return the proposals that were refused or withdrawn, the newest first."""
    ended = (ProposalState.REFUSED, ProposalState.WITHDRAWN)
    query = select(Proposal).where(Proposal.state.in_(ended)).order_by(Proposal.id.desc())
    return db.scalars(query.limit(most)).all()


def open_proposal(db: Session, found: Proposal) -> ProposalPage:
    """Return the page of a proposal."""
    of_it = ProposedThing.proposal_id == found.id
    counted = {
        row.outcome: (row.records, row.things)
        for row in db.execute(
            select(
                ProposedThing.outcome,
                func.sum(ProposedThing.count).label("records"),
                func.count().label("things"),
            )
            .where(of_it)
            .group_by(ProposedThing.outcome)
        )
    }
    # What was kept is told first: whoever reads a proof looks for it.
    order = (ProposedThing.kept_because.is_(None), ProposedThing.position)
    things = db.scalars(select(ProposedThing).where(of_it).order_by(*order).limit(THINGS_SHOWN)).all()
    oldest = db.scalar(select(func.min(ProposedThing.day)).where(of_it)) or found.last_day
    proof = db.scalars(select(Proof).where(Proof.proposal_id == found.id)).first()
    deleted, kept = (counted.get(outcome, (0, 0)) for outcome in (Outcome.DELETED, Outcome.KEPT))
    total = sum(number for _records, number in counted.values())
    job = find_job(db, found.code) if found.state is ProposalState.APPROVED else None
    stopped = job is not None and job.state is JobState.FAILED
    settled = deleted[1] + kept[1]
    return ProposalPage(found, things, oldest, deleted[0], kept[0], settled, total, proof, stopped)
