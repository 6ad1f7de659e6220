"""Proposed sittings: asked for, computed by a job, looked at by a person, accepted or discarded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.authoring.models import QuestionList
from examapp.authoring.queries import is_in_force
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.models import Candidate
from examapp.centres.models import Room
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.jobs import enqueue
from examapp.sittings.errors import ListNotInForce, SampleList
from examapp.sittings.placing.planner import place_people
from examapp.sittings.placing.records import Plan, PlannedSitting
from examapp.sittings.placing_question import Question, read_question
from examapp.sittings.proposal_errors import DaysWrong, NothingToMake, ProposalNotReady
from examapp.sittings.proposal_models import ProposalState, ProposedSitting, SittingProposal
from examapp.sittings.to_place import Asked

PLANNING_JOB: Final = "sittings.plan"
MAKING_JOB: Final = "sittings.make"
CODE_LENGTH: Final = 8


@dataclass(frozen=True)
class Wish:
    """What the operator asks for: days (both included), region or all, rehearsal, and two rules."""

    first_day: date
    last_day: date
    region_code: str | None = None
    rehearsal: bool = False
    share_percent: int = 50
    gap_minutes: int = 30


def ask_for_proposal(
    db: Session, question_list: QuestionList, wish: Wish, *, actor: str, at: datetime
) -> SittingProposal:
    """Ask for a proposal, which a job makes. Raises DaysWrong, SampleList and ListNotInForce."""
    today = at.astimezone(TASHKENT).date()
    if not today <= wish.first_day <= wish.last_day or wish.first_day.year != wish.last_day.year:
        raise DaysWrong
    _check_list(question_list, wish.last_day, rehearsal=wish.rehearsal)
    proposal = SittingProposal(
        code=new_code(CODE_LENGTH),
        question_list=question_list,
        first_day=wish.first_day,
        last_day=wish.last_day,
        region_code=wish.region_code,
        rehearsal=wish.rehearsal,
        rules={"share_percent": wish.share_percent, "gap_minutes": wish.gap_minutes},
        unplaced=[],
        asked_by=actor,
        asked_at=at,
    )
    db.add(proposal)
    db.flush()
    enqueue(
        db, PLANNING_JOB, {"proposal": proposal.code}, at=at, unique_key=f"{PLANNING_JOB}:{proposal.code}"
    )
    _note(db, "proposal.asked", proposal, actor, at, **proposal.rules)
    return proposal


def _check_list(question_list: QuestionList, last_day: date, *, rehearsal: bool) -> None:
    if question_list.sample and not rehearsal:
        raise SampleList(code=question_list.code)
    if not is_in_force(question_list, last_day):
        raise ListNotInForce(list=question_list.code)


def compute_plan(
    db: Session, proposal: SittingProposal, read_past: ReadPast, at: datetime
) -> tuple[Question, Plan]:
    """Return the question as the tables have it now, and the plan that answers it; writes nothing."""
    asked = Asked(
        programme_id=proposal.question_list.programme_id,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
        region_code=proposal.region_code,
        share_percent=proposal.rules["share_percent"],
        gap_minutes=proposal.rules["gap_minutes"],
        rehearsal=proposal.rehearsal,
    )
    question = read_question(db, asked, read_past, at)
    return question, place_people(question.people, question.ground)


def keep_plan(db: Session, proposal: SittingProposal, question: Question, plan: Plan, at: datetime) -> None:
    """Write a plan once: a second one of the same proposal changes nothing."""
    ready = {"state": ProposalState.READY, "people": len(question.people)}
    if not _move(db, proposal, ProposalState.WAITING, **ready):
        return
    ids = {row.code: row.id for row in db.execute(select(Candidate.code, Candidate.id))}
    bodies = {person.key: person.organisation for person in question.people}
    proposal.unplaced = [
        {
            "candidate": ids[one.person],
            "organisation": bodies[one.person],
            "cause": one.cause.value,
            "remedies": [remedy.value for remedy in one.remedies],
        }
        for one in plan.unplaced
    ]
    rooms = {str(room.id): room for room in db.scalars(select(Room))}
    for number, sitting in enumerate(plan.sittings, start=1):
        db.add(_proposed(proposal, number, sitting, rooms[sitting.hall], ids))
    facts = {"sittings": len(plan.sittings), "placed": plan.placed, "unplaced": len(plan.unplaced)}
    _note(db, "proposal.ready", proposal, "system", at, **facts)


def _proposed(
    proposal: SittingProposal, number: int, sitting: PlannedSitting, room: Room, ids: dict[str, int]
) -> ProposedSitting:
    seats = {seat.number: seat.id for seat in room.workstations}
    midnight = datetime.combine(sitting.day, time.min, TASHKENT)
    return ProposedSitting(
        proposal=proposal,
        number=number,
        room_id=room.id,
        starts_at=(midnight + timedelta(minutes=sitting.begins)).astimezone(UTC),
        minutes=sitting.minutes,
        seats=[[seats[one.seat], ids[one.person]] for one in sitting.seats],
        missed=[],
    )


def accept_proposal(db: Session, proposal: SittingProposal, *, actor: str, at: datetime) -> None:
    """Have the sittings and bookings made by a job; accepted already, nothing changes.

    Raises ProposalNotReady, NothingToMake, and what the question list may refuse by now.
    """
    if proposal.state in {ProposalState.ACCEPTED, ProposalState.DONE}:
        return
    if proposal.state is ProposalState.READY and not proposal.sittings:
        raise NothingToMake
    _check_list(proposal.question_list, proposal.last_day, rehearsal=proposal.rehearsal)
    accepted = {"state": ProposalState.ACCEPTED, "accepted_by": actor, "accepted_at": at}
    if not _move(db, proposal, ProposalState.READY, **accepted):
        raise ProposalNotReady
    enqueue(db, MAKING_JOB, {"proposal": proposal.code}, at=at, unique_key=f"{MAKING_JOB}:{proposal.code}")
    _note(db, "proposal.accepted", proposal, actor, at, sittings=len(proposal.sittings))


def discard_proposal(db: Session, proposal: SittingProposal, *, actor: str, at: datetime) -> None:
    """Lay a proposal aside. Raises ProposalNotReady once it is accepted."""
    if proposal.state is ProposalState.DISCARDED:
        return
    if not _move(db, proposal, ProposalState.READY, state=ProposalState.DISCARDED):
        raise ProposalNotReady
    _note(db, "proposal.discarded", proposal, actor, at)


def finish_proposal(db: Session, proposal: SittingProposal, at: datetime) -> None:
    """Say that all of an accepted proposal is made."""
    if _move(db, proposal, ProposalState.ACCEPTED, state=ProposalState.DONE):
        _note(db, "proposal.done", proposal, "system", at)


def _move(db: Session, proposal: SittingProposal, old: ProposalState, **values: Any) -> bool:
    swapped = changed_rows(
        db,
        update(SittingProposal)
        .where(SittingProposal.id == proposal.id, SittingProposal.state == old)
        .values(**values),
    )
    db.refresh(proposal)
    return swapped == 1


def _note(db: Session, act: str, proposal: SittingProposal, actor: str, at: datetime, **facts: int) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="sitting_proposal",
        subject_code=proposal.code,
        at=at,
        facts=dict(facts),
    )
