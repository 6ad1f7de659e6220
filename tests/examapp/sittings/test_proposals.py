"""Proposed sittings: from accepted lists and the schedule to sittings and bookings, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.candidates.list_models import CandidateListEntry
from examapp.candidates.list_states import ListState
from examapp.centres.models import WorkstationState
from examapp.core.clock import TASHKENT
from examapp.core.jobs import Job
from examapp.sittings.booking import book
from examapp.sittings.errors import SampleList
from examapp.sittings.making import list_unmade, make_sitting
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.placing_question import Asked, list_to_place
from examapp.sittings.proposal_errors import DaysWrong, ProposalNotReady
from examapp.sittings.proposal_models import ProposalState, ProposedSitting, SittingProposal
from examapp.sittings.proposals import (
    Wish,
    accept_proposal,
    ask_for_proposal,
    compute_plan,
    discard_proposal,
    keep_plan,
)
from tests.examapp.sittings.conftest import AT, WHO, Ground
from tests.examapp.sittings.schedule_ground import FRIDAY, MONDAY, accepted_list, approved
from tests.examapp.sittings.test_sittings import plan as plan_by_hand

# What a plan is made of is read alike from either database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def propose(db: Session, ground: Ground, first: date = MONDAY, last: date = FRIDAY) -> SittingProposal:
    wish = Wish(first, last, rehearsal=True)
    proposal = ask_for_proposal(db, ground.question_list(db), wish, **WHO)
    question, plan = compute_plan(db, proposal, AT)
    for _twice in range(2):
        keep_plan(db, proposal, question, plan, AT)
    return proposal


def make_all(db: Session, ground: Ground, proposal: SittingProposal) -> None:
    for proposed_id in list_unmade(db, proposal):
        proposed = db.get_one(ProposedSitting, proposed_id)
        for _twice in range(2):
            make_sitting(db, ground.keys, proposed, **WHO)


def test_people_of_accepted_lists_are_placed_on_half_of_the_body_a_day_and_booked_once(
    ground: Ground,
) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        made = accepted_list(db, ground)
        made.state = ListState.SUBMITTED
        db.flush()
        assert propose(db, ground).people == 0
        made.state = ListState.ACCEPTED
        db.flush()
        proposal = propose(db, ground)
        assert (proposal.state, proposal.people, proposal.unplaced) == (ProposalState.READY, 6, [])
        assert [len(one.seats) for one in proposal.sittings] == [3, 3]
        for _twice in range(2):
            accept_proposal(db, proposal, **WHO)
        with pytest.raises(ProposalNotReady):
            discard_proposal(db, proposal, **WHO)
        make_all(db, ground, proposal)
        sittings = db.scalars(select(Sitting).order_by(Sitting.starts_at)).all()
        days = [one.starts_at.astimezone(TASHKENT) for one in sittings]
        assert [day.date() for day in days] == [MONDAY, MONDAY + timedelta(days=1)]
        assert {(day.hour, one.planned_minutes) for day, one in zip(days, sittings, strict=True)} == {(9, 60)}
        assert db.scalar(select(func.count()).select_from(Booking)) == 6
        assert propose(db, ground).people == 0
        keys = db.scalars(select(Job.unique_key).where(Job.name == "sittings.make")).all()
        assert keys == [f"sittings.make:{proposal.code}"]


def test_who_was_taken_off_or_must_not_come_or_has_a_place_is_not_asked_for(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        made = accepted_list(db, ground)
        people = ground.candidates(db)
        entries = {entry.candidate_id: entry for entry in _entries(db, made.id)}
        entries[people[0].id].withdrawn_at = AT
        entries[people[1].id].unfit = True
        book(db, ground.keys, plan_by_hand(db, ground), people[2:3], **WHO)
        db.flush()
        proposal = propose(db, ground)
        assert proposal.people == 3
        assert not list_to_place_ids(db, ground) & {one.id for one in people[:3]}


def _entries(db: Session, list_id: int):
    from_table = select(CandidateListEntry).where(CandidateListEntry.list_id == list_id)
    return db.scalars(from_table).all()


def list_to_place_ids(db: Session, ground: Ground) -> set[int]:
    asked = Asked(ground.programme_id, MONDAY, FRIDAY, None, 50, 30)
    return {one.id for one in list_to_place(db, asked)}


@on_sqlite
def test_needs_of_the_day_lengthen_the_sitting_or_give_a_room_alone(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        slow, alone = ground.candidates(db)[:2]
        for person, kind, percent in (
            (slow, AccommodationKind.EXTRA_TIME, 50),
            (alone, AccommodationKind.SEPARATE_ROOM, None),
        ):
            db.add(
                Accommodation(
                    code=f"A{person.id}",
                    candidate=person,
                    organisation_id=person.organisation_id,
                    kind=kind,
                    percent=percent,
                    state=AccommodationState.APPROVED,
                    evidence="V-1",
                    valid_until=FRIDAY,
                    requested_by="staff:HR",
                    requested_at=AT,
                )
            )
        db.flush()
        proposal = propose(db, ground)
        by_people = {tuple(seat[1] for seat in one.seats): one.minutes for one in proposal.sittings}
        assert by_people[alone.id,] == 60
        assert [minutes for people, minutes in by_people.items() if slow.id in people] == [90]


@on_sqlite
def test_who_is_granted_an_accessible_seat_gets_one_or_is_told_that_there_is_none(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        person = ground.candidates(db)[3]
        kinds = [AccommodationKind.ACCESSIBLE_SEAT]
        [asked] = request_accommodations(db, person, kinds, evidence="№ 5", **WHO)
        approve_accommodation(db, asked, valid_until=FRIDAY, **WHO)
        [row] = propose(db, ground).unplaced
        assert (row["candidate"], row["cause"]) == (person.id, "no_accessible_seat")
        seat = ground.room(db).workstations[4]
        seat.accessible = True
        db.flush()
        proposal = propose(db, ground)
        assert proposal.unplaced == []
        assert [seat.id, person.id] in [pair for one in proposal.sittings for pair in one.seats]
        seat.accessible = False
        accept_proposal(db, proposal, **WHO)
        make_all(db, ground, proposal)
        missed = [row for one in proposal.sittings for row in one.missed]
        assert missed == [{"candidate": person.id, "cause": "needs_changed"}]


@on_sqlite
def test_a_body_that_the_schedule_does_not_name_is_told_so(ground: Ground) -> None:
    with ground.database.transaction() as db:
        accepted_list(db, ground)
        proposal = propose(db, ground)
        assert {row["cause"] for row in proposal.unplaced} == {"no_period"}
        assert proposal.sittings == []
        discard_proposal(db, proposal, **WHO)
        with pytest.raises(ProposalNotReady):
            accept_proposal(db, proposal, **WHO)


def test_what_happens_between_proposal_and_making_is_respected_and_told(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        proposal = propose(db, ground)
        accept_proposal(db, proposal, **WHO)
        first, second = proposal.sittings
        seat = ground.room(db).workstations[0]
        seat.state = WorkstationState.OUT_OF_SERVICE
        elsewhere = plan_by_hand(db, ground)
        elsewhere.starts_at = second.starts_at
        book(db, ground.keys, elsewhere, [_candidate(db, ground, first.seats[1][1])], **WHO)
        make_all(db, ground, proposal)
        assert sorted(row["cause"] for row in first.missed) == ["booked_meanwhile", "seat_gone"]
        assert first.sitting is not None
        assert len(first.sitting.bookings) == 1
        assert second.sitting is None
        assert {row["cause"] for row in second.missed} == {"room_taken"}


def _candidate(db: Session, ground: Ground, candidate_id: int):
    return next(one for one in ground.candidates(db) if one.id == candidate_id)


@on_sqlite
def test_a_wish_is_refused_for_days_that_passed_or_for_a_sample_list(ground: Ground) -> None:
    with ground.database.transaction() as db:
        with pytest.raises(DaysWrong):
            ask_for_proposal(db, ground.question_list(db), Wish(FRIDAY, MONDAY, rehearsal=True), **WHO)
        with pytest.raises(SampleList):
            ask_for_proposal(db, ground.question_list(db), Wish(MONDAY, FRIDAY), **WHO)
