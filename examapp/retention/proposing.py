"""Two people delete: one proposes what is due with the digest of each thing, another approves or refuses.

The proposal names everything that may go. What changes or comes to be needed afterwards stays, and the proof
says so; what is not named stays whatever happens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.jobs import enqueue
from examapp.retention.contents import read_contents
from examapp.retention.due import read_due
from examapp.retention.errors import (
    NoSuchProposal,
    NothingDue,
    NotOurProposal,
    OwnProposal,
    ProposalDecided,
    ProposalOpen,
    TermProvisional,
    WordsMissing,
)
from examapp.retention.merkle import merkle_root
from examapp.retention.models import Kind, Proposal, ProposalState, ProposedThing
from examapp.retention.things import Thing

ERASING_JOB: Final = "retention.erase"
CODE_LENGTH: Final = 8
SHORTEST_WORDS: Final = 10
# The oldest go first; what is left is due for the next proposal.
MOST_THINGS: Final = 500
# Pieces of the log hold hundreds of entries each, and every one is read for the digest.
MOST_PIECES: Final = 40


@dataclass(frozen=True)
class Hand:
    """Who acts: as the audit log names the person, and as people do."""

    actor: str
    name: str


def get_proposal(db: Session, code: str) -> Proposal:
    """Return a proposal; raises NoSuchProposal."""
    found = db.scalars(select(Proposal).where(Proposal.code == code)).first()
    if found is None:
        raise NoSuchProposal
    return found


def erasing_key(code: str) -> str:
    """Return the key under which a proposal's job is one job."""
    return f"{ERASING_JOB} {code}"


def leaf_of(thing: ProposedThing) -> dict[str, Any]:
    """Return the line of one thing, over which the root of a proposal is drawn."""
    return {
        "code": thing.code,
        "of": thing.of,
        "day": thing.day.isoformat(),
        "count": thing.count,
        "rows": thing.rows,
        "digest": thing.digest,
    }


def propose(db: Session, kind: Kind, *, by: Hand, at: datetime) -> Proposal:
    """Propose that what is due of a kind be deleted, the oldest first.

    Raises TermProvisional, NothingDue, ProposalOpen.
    """
    due = read_due(db, kind, at)
    if not due.approved:
        raise TermProvisional
    most = MOST_PIECES if kind is Kind.AUDIT else MOST_THINGS
    things = [thing for thing in due.things if thing.held is None][:most]
    if not things:
        raise NothingDue
    items = [_item(db, kind, place, thing) for place, thing in enumerate(things)]
    proposal = Proposal(
        code=new_code(CODE_LENGTH),
        kind=kind,
        state=ProposalState.WAITING,
        policy=[term.describe() for term in due.terms],
        last_day=max(thing.day for thing in things),
        root=merkle_root([leaf_of(item) for item in items]),
        number=sum(item.count for item in items),
        proposed_by=by.actor,
        proposed_by_name=by.name,
        proposed_at=at,
        items=items,
    )
    try:
        with db.begin_nested():
            db.add(proposal)
    except IntegrityError as error:
        raise ProposalOpen from error
    _note(db, "retention.proposed", proposal, by, at)
    return proposal


def _item(db: Session, kind: Kind, place: int, thing: Thing) -> ProposedThing:
    contents = read_contents(db, kind, thing.code)
    return ProposedThing(
        position=place,
        code=thing.code,
        of=thing.of,
        day=thing.day,
        count=thing.count,
        rows=dict(contents.rows),
        digest=contents.digest,
    )


def approve(db: Session, proposal: Proposal, *, by: Hand, at: datetime) -> None:
    """Let a proposal be carried out. Raises OwnProposal, ProposalDecided."""
    if is_one_of(db, by.actor, [proposal.proposed_by]):
        raise OwnProposal
    _decide(db, proposal, ProposalState.APPROVED, "", by, at)
    _note(db, "retention.approved", proposal, by, at)
    enqueue(db, ERASING_JOB, {"proposal": proposal.code}, at=at, unique_key=erasing_key(proposal.code))


def refuse(db: Session, proposal: Proposal, remark: str, *, by: Hand, at: datetime) -> None:
    """Refuse a proposal with a remark. Raises WordsMissing, OwnProposal, ProposalDecided."""
    if is_one_of(db, by.actor, [proposal.proposed_by]):
        raise OwnProposal
    _decide(db, proposal, ProposalState.REFUSED, read_words(remark), by, at)
    _note(db, "retention.refused", proposal, by, at)


def withdraw(db: Session, proposal: Proposal, *, by: Hand, at: datetime) -> None:
    """Take one's own proposal back. Raises NotOurProposal, ProposalDecided."""
    if proposal.proposed_by != by.actor:
        raise NotOurProposal
    _decide(db, proposal, ProposalState.WITHDRAWN, "", by, at)
    _note(db, "retention.withdrawn", proposal, by, at)


def read_words(typed: str) -> str:
    """Return a reason without needless spaces; raises WordsMissing where it is too short."""
    written = " ".join(typed.split())
    if len(written) < SHORTEST_WORDS:
        raise WordsMissing
    return written


def _decide(
    db: Session, proposal: Proposal, state: ProposalState, remark: str, by: Hand, at: datetime
) -> None:
    swapped = changed_rows(
        db,
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == ProposalState.WAITING)
        .values(state=state, remark=remark, decided_by=by.actor, decided_by_name=by.name, decided_at=at),
    )
    db.refresh(proposal)
    if swapped != 1:
        raise ProposalDecided


def _note(db: Session, act: str, proposal: Proposal, by: Hand, at: datetime) -> None:
    facts = {"kind": proposal.kind.value, "number": proposal.number, "root": proposal.root}
    record(
        db,
        act=act,
        actor=by.actor,
        subject_kind="retention",
        subject_code=proposal.code,
        at=at,
        facts=facts | ({"remark": proposal.remark} if proposal.remark else {}),
    )
