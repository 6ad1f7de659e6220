"""Proposed sittings: from accepted lists and the schedule to sittings and bookings, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.candidates.eligibility import PastResults
from examapp.candidates.list_models import CandidateListEntry
from examapp.candidates.list_states import ListState
from examapp.centres.models import WorkstationState
from examapp.core.clock import TASHKENT
from examapp.core.jobs import Job
from examapp.sittings.booking import book
from examapp.sittings.errors import SampleList
from examapp.sittings.excuse_models import ExcuseKind, ExcuseState
from examapp.sittings.excusing import record_excuse
from examapp.sittings.making import list_unmade, make_sitting
from examapp.sittings.models import Booking, Sitting, SittingState
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
from examapp.sittings.schedule_rows import add_row
from examapp.sittings.scheduling import approve_schedule, begin_schedule, submit_schedule
from examapp.sittings.to_place import Asked, list_to_place
from examapp.sittings.too_early import list_too_early
from tests.examapp.sittings.conftest import AT, WHO, Ground
from tests.examapp.sittings.schedule_ground import (
    FRIDAY,
    MONDAY,
    WORKING_BODY,
    accepted_list,
    approved,
    body_of,
    period,
)
from tests.examapp.sittings.test_sittings import plan as plan_by_hand

# What a plan is made of is read alike from either database.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def propose(
    db: Session,
    ground: Ground,
    first: date = MONDAY,
    last: date = FRIDAY,
    past: dict[int, PastResults] | None = None,
) -> SittingProposal:
    wish = Wish(first, last, rehearsal=past is None)
    listed = ground.question_list(db)
    listed.sample = past is None
    proposal = ask_for_proposal(db, listed, wish, **WHO)
    question, plan = compute_plan(db, proposal, lambda *_asked: past or {}, AT)
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


def plan_one(db: Session, ground: Ground, *, rehearsal: bool = True) -> Sitting:
    sitting = plan_by_hand(db, ground)
    sitting.rehearsal = rehearsal
    db.flush()
    return sitting


def days_of(proposal: SittingProposal, candidate_id: int) -> list[date]:
    return [
        one.starts_at.astimezone(TASHKENT).date()
        for one in proposal.sittings
        if candidate_id in {seat[1] for seat in one.seats}
    ]


@on_sqlite
def test_a_place_at_another_kind_of_sitting_is_none_and_takes_that_day_alone(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        person = ground.candidates(db)[0]
        other = plan_one(db, ground, rehearsal=False)
        book(db, ground.keys, other, [person], **WHO)
        proposal = propose(db, ground)
        taken = other.starts_at.astimezone(TASHKENT).date()
        assert (proposal.people, proposal.unplaced) == (6, [])
        [day] = days_of(proposal, person.id)
        assert day != taken
        late = plan_one(db, ground, rehearsal=False)
        late.starts_at = proposal.sittings[0].starts_at + timedelta(hours=5)
        someone = proposal.sittings[0].seats[0][1]
        book(db, ground.keys, late, [_candidate(db, ground, someone)], **WHO)
        accept_proposal(db, proposal, **WHO)
        make_all(db, ground, proposal)
        assert {"candidate": someone, "cause": "booked_meanwhile"} in proposal.sittings[0].missed


@on_sqlite
def test_nobody_is_placed_before_the_wait_after_a_failure_is_over(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        first, second, third = ground.candidates(db)[:3]
        past = {
            first.id: PastResults(failed_on=date(2026, 9, 26)),  # free from the Thursday on
            second.id: PastResults(failed_on=date(2026, 10, 15)),
            third.id: PastResults(failed_on=date(2026, 9, 23)),  # free on the Monday itself
        }
        proposal = propose(db, ground, past=past)
        [left_over] = proposal.unplaced
        assert (left_over["candidate"], left_over["cause"]) == (second.id, "cannot_come")
        assert min(days_of(proposal, first.id)) == date(2026, 11, 26)
        assert days_of(proposal, third.id)
        sitting = plan_one(db, ground, rehearsal=False)
        book(db, ground.keys, sitting, [second, third], **WHO)
        read_past = {second.id: past[second.id], third.id: PastResults(date(2026, 12, 1), None)}
        assert [line.sentence() for line in list_too_early(db, sitting, lambda *_asked: read_past, AT)] == [
            f"{second.name_latn} may take the test again only from 15.12.2026.",
            f"{third.name_latn} has a certificate that is valid until 01.12.2026.",
        ]
        sitting.rehearsal = True
        assert list_too_early(db, sitting, lambda *_asked: read_past, AT) == []


@on_sqlite
def test_who_failed_or_was_excused_is_placed_again_once_that_is_certain(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        accepted_list(db, ground)
        failed, passed, unconfirmed, failed_before, excused = people = ground.candidates(db)[:5]
        sitting = plan_one(db, ground, rehearsal=False)
        book(db, ground.keys, sitting, people, **WHO)
        day = sitting.starts_at.astimezone(TASHKENT).date()
        past = {
            failed.id: PastResults(failed_on=day),
            passed.id: PastResults(valid_until=date(2031, 11, 24)),
            failed_before.id: PastResults(failed_on=day - timedelta(days=1)),
        }
        asked = Asked(ground.programme_id, MONDAY, FRIDAY, None, 50, 30, rehearsal=False)

        def placed_again() -> set[int]:
            db.flush()
            found = list_to_place(db, asked, lambda *_asked: past, AT)
            return {one.id for one in found} & {one.id for one in people}

        assert placed_again() == set()
        sitting.state = SittingState.CLOSED
        assert placed_again() == {failed.id}
        place = next(one for one in sitting.bookings if one.candidate_id == excused.id)
        paper = {"file_name": "x.pdf", **WHO}
        excuse = record_excuse(db, place, ExcuseKind.ILLNESS, "", b"%PDF-1.7", **paper)
        assert placed_again() == {failed.id}
        excuse.state = ExcuseState.APPROVED
        assert placed_again() == {failed.id, excused.id}
        assert unconfirmed.id not in placed_again()


@on_sqlite
def test_a_body_with_two_periods_is_placed_in_both_and_not_between(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = begin_schedule(db, 2026, **WHO)
        body = body_of(db, ground)
        for day in (MONDAY, FRIDAY):
            add_row(db, schedule, body, period(db, ground, day, day, 3), **WHO)
        submit_schedule(db, schedule, **WHO)
        approve_schedule(db, schedule, "№ 12", **WORKING_BODY)
        accepted_list(db, ground)
        proposal = propose(db, ground)
        assert proposal.unplaced == []
        days = [one.starts_at.astimezone(TASHKENT).date() for one in proposal.sittings]
        assert days == [MONDAY, FRIDAY]


def _entries(db: Session, list_id: int):
    from_table = select(CandidateListEntry).where(CandidateListEntry.list_id == list_id)
    return db.scalars(from_table).all()


def list_to_place_ids(db: Session, ground: Ground) -> set[int]:
    asked = Asked(ground.programme_id, MONDAY, FRIDAY, None, 50, 30, rehearsal=True)
    return {one.id for one in list_to_place(db, asked, lambda *_asked: {}, AT)}


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
        approve_accommodation(db, asked, valid_until=FRIDAY, **(WHO | {"actor": "staff:WB"}))
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
