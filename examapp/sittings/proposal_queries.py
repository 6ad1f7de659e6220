"""Reading proposals of sittings, as a page shows them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.models import Candidate
from examapp.centres.models import Room
from examapp.core.clock import TASHKENT
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor
from examapp.sittings.placing.records import Cause, Remedy
from examapp.sittings.proposal_models import ProposedSitting, SittingProposal

MOST_NAMED = 200


@dataclass(frozen=True)
class DayOfProposal:
    """One day of a proposal."""

    day: date
    sittings: Sequence[ProposedSitting]

    @property
    def people(self) -> int:
        """How many people sit on this day."""
        return sum(len(one.seats) for one in self.sittings)


@dataclass(frozen=True)
class LeftOver:
    """The people whom one cause left over: how many, the first of them, and what would help."""

    cause: Cause
    remedies: Sequence[Remedy]
    count: int
    people: Sequence[Candidate]


@dataclass(frozen=True)
class Progress:
    """How many of a proposal's sittings are made."""

    made: int
    total: int


def find_proposal(db: Session, code: str) -> SittingProposal | None:
    """Return the proposal of a code, or None."""
    return db.scalars(select(SittingProposal).where(SittingProposal.code == code)).first()


def get_proposal(db: Session, code: str, actor: Actor) -> SittingProposal:
    """Return a proposal; a regional person sees those of the own region. Raises NotFound."""
    found = find_proposal(db, code)
    if found is None or actor.region_code not in {None, found.region_code}:
        raise NotFound
    return found


def list_proposals(db: Session, actor: Actor, *, most: int = 30) -> Sequence[SittingProposal]:
    """Return the latest proposals that the actor may see, the newest first."""
    query = select(SittingProposal).order_by(SittingProposal.id.desc()).limit(most)
    if actor.region_code is not None:
        query = query.where(SittingProposal.region_code == actor.region_code)
    return db.scalars(query).all()


def list_days(db: Session, proposal: SittingProposal) -> Sequence[DayOfProposal]:
    """Return the proposed sittings by day, each day by hour and centre."""
    rows = db.scalars(
        select(ProposedSitting)
        .where(ProposedSitting.proposal_id == proposal.id)
        .options(
            joinedload(ProposedSitting.room).joinedload(Room.centre), joinedload(ProposedSitting.sitting)
        )
        .order_by(ProposedSitting.starts_at, ProposedSitting.number)
    ).all()
    days: dict[date, list[ProposedSitting]] = {}
    for row in rows:
        days.setdefault(row.starts_at.astimezone(TASHKENT).date(), []).append(row)
    return [DayOfProposal(day, sittings) for day, sittings in sorted(days.items())]


def list_left_over(db: Session, proposal: SittingProposal) -> Sequence[LeftOver]:
    """Return who could not be placed by cause, the commonest first; at most 200 are named for each."""
    counts = Counter(row["cause"] for row in proposal.unplaced)
    return [
        LeftOver(
            Cause(cause),
            [
                Remedy(one)
                for one in next(row for row in proposal.unplaced if row["cause"] == cause)["remedies"]
            ],
            count,
            _people(db, [row["candidate"] for row in proposal.unplaced if row["cause"] == cause]),
        )
        for cause, count in counts.most_common()
    ]


def _people(db: Session, ids: Sequence[int]) -> Sequence[Candidate]:
    return db.scalars(
        select(Candidate)
        .where(Candidate.id.in_(ids[:MOST_NAMED]))
        .options(joinedload(Candidate.organisation))
        .order_by(Candidate.search_key, Candidate.id)
    ).all()


def read_progress(db: Session, proposal: SittingProposal) -> Progress:
    """Return how far the making is."""
    rows = select(func.count()).select_from(ProposedSitting).where(ProposedSitting.proposal_id == proposal.id)
    made = db.scalar(rows.where(ProposedSitting.made.is_(True))) or 0
    return Progress(made, db.scalar(rows) or 0)
