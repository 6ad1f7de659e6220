"""A list on its way: who acts when, what each act asks for, what a late change costs."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.accommodation_queries import find_own_candidates
from examapp.candidates.doubled import list_doubled
from examapp.candidates.eligibility import PastResults
from examapp.candidates.entry_keeping import restore_person, withdraw_person
from examapp.candidates.list_errors import (
    AlreadyOnList,
    ListEmpty,
    ListExists,
    ListHasUnfit,
    ListMoved,
    ListNotOpen,
    RemarkNeeded,
)
from examapp.candidates.list_history import list_history
from examapp.candidates.list_models import CandidateList
from examapp.candidates.list_moving import accept_list, acts_of, agree_list, return_list, submit_list
from examapp.candidates.list_states import ListAct, ListState
from examapp.candidates.models import Candidate
from examapp.core.audit import AuditEntry
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from examapp.programmes.proposals import propose_value
from tests.examapp.candidates.list_ground import AT, NO_PAST, entries_of, lay_ground, make_list, put
from tests.examapp.programmes.making import PAPER


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        return lay_ground(db)


@pytest.fixture
def operator(ground):
    return ground.who(Role.OPERATOR)


def test_the_list_of_a_local_authority_goes_from_its_head_to_the_operator_and_locks(
    database, ground, operator
):
    with database.transaction() as db:
        found = make_list(db, ground, people=2)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        assert acts_of(found, Role.WORKING_BODY) == frozenset()
        accept_list(db, found, by=operator, at=AT)
    with database.reading() as db:
        kept = db.scalars(select(CandidateList)).one()
        acts = [event.act for event in list_history(db, kept)]
        audited = db.scalars(select(AuditEntry.act).where(AuditEntry.subject_kind == "candidate_list")).all()
    assert kept.state is ListState.LOCKED
    assert acts[:3] == ["lock", "accept", "submit"]
    assert "candidate_list.accept" in audited


def test_the_list_of_a_subordinate_body_is_agreed_before_it_is_accepted(database, ground, operator):
    with database.transaction() as db:
        found = make_list(db, ground, "other", people=1)
        submit_list(db, found, NO_PAST, by=ground.who(Role.ORGANISATION_HEAD, "other"), at=AT)
        assert acts_of(found, Role.OPERATOR) == frozenset()
        assert acts_of(found, Role.WORKING_BODY) == {ListAct.AGREE, ListAct.RETURN}
        with pytest.raises(ListMoved):
            accept_list(db, found, by=operator, at=AT)
        agree_list(db, found, by=ground.who(Role.WORKING_BODY), at=AT)
        accept_list(db, found, by=operator, at=AT)
        assert found.state is ListState.LOCKED


def test_a_return_needs_remarks_and_opens_the_list_again(database, ground, operator):
    with database.transaction() as db:
        found = make_list(db, ground, people=1)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        with pytest.raises(ListNotOpen):
            put(db, found, ground.hr, 5)
        with pytest.raises(RemarkNeeded):
            return_list(db, found, "  ", by=operator, at=AT)
        return_list(db, found, "Add the deputies.", by=operator, at=AT)
        assert found.state is ListState.RETURNED
        put(db, found, ground.hr, 5)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)


def test_an_empty_list_and_one_with_somebody_unfit_are_not_submitted(database, ground):
    with database.transaction() as db:
        found = make_list(db, ground)
        with pytest.raises(ListEmpty):
            submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        entry = put(db, found, ground.hr, 1)
        valid = PastResults(valid_until=date(2029, 3, 14))
        with pytest.raises(ListHasUnfit):
            submit_list(db, found, lambda *_: {entry.candidate_id: valid}, by=ground.head, at=AT)
        assert [note["kind"] for note in entry.notes] == ["certificate_valid"]


def test_of_two_who_act_at_once_one_is_told(database, ground, operator):
    with database.transaction() as db:
        submit_list(db, make_list(db, ground, people=1), NO_PAST, by=ground.head, at=AT)
    with database.reading() as stale, database.transaction() as db:
        seen = stale.scalars(select(CandidateList)).one()
        stale.expunge_all()
        accept_list(db, db.scalars(select(CandidateList)).one(), by=operator, at=AT)
        with pytest.raises(ListMoved):
            return_list(db, seen, "Too late.", by=operator, at=AT)


def test_a_change_of_a_locked_list_needs_a_reason_and_stands_in_the_history(database, ground, operator):
    with database.transaction() as db:
        found = make_list(db, ground, people=2)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        accept_list(db, found, by=operator, at=AT)
        entry = entries_of(db, found)[0]
        with pytest.raises(RemarkNeeded):
            withdraw_person(db, found, entry, by=ground.hr, at=AT)
        withdraw_person(db, found, entry, by=ground.hr, at=AT, reason="Left the service.")
        restore_person(db, found, entry, by=ground.hr, at=AT, reason="Came back.")
        assert found.state is ListState.LOCKED
        assert [event.remark for event in list_history(db, found)][:2] == ["Came back.", "Left the service."]


def test_a_body_has_one_list_of_a_programme_and_year_and_a_person_stands_on_it_once(database, ground):
    with database.transaction() as db:
        found = make_list(db, ground, people=1)
        with pytest.raises(ListExists):
            make_list(db, ground)
        with pytest.raises(AlreadyOnList):
            put(db, found, ground.hr, 1)


def test_a_person_on_two_bodies_lists_is_told_without_the_other_body_and_shown_in_full_above(
    database, ground, operator
):
    with database.transaction() as db:
        first = make_list(db, ground, "other", people=1)
        second = make_list(db, ground)
        entry = put(db, second, ground.hr, 1, family_name="Karimov", position="Hokim yordamchisi")
        assert [note["kind"] for note in entry.notes] == ["registered_elsewhere", "listed_elsewhere"]
        assert ground.other.code not in str(entry.notes)
        assert db.get_one(Candidate, entry.candidate_id).positions == {"uz-Latn": "Bosh mutaxassis"}
        (doubled,) = list_doubled(db)
        assert {one.list_id for one in doubled.entries} == {first.id, second.id}
        assert doubled.why == "pinfl"
        withdraw_person(db, first, entries_of(db, first)[0], by=operator, at=AT, reason="Works elsewhere.")
        assert list_doubled(db) == []


def test_an_accepted_list_says_where_its_people_serve_now_and_there_they_are_found(
    database, ground, operator
):
    with database.transaction() as db:
        old = make_list(db, ground, "other", people=1)
        found = make_list(db, ground)
        entry = put(db, found, ground.hr, 1)
        withdraw_person(db, old, entries_of(db, old)[0], by=ground.who(Role.HR_OFFICER, "other"), at=AT)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        old_hr = ground.who(Role.HR_OFFICER, "other")
        assert [len(find_own_candidates(db, "Каримов", who)) for who in (ground.hr, old_hr)] == [0, 1]
        accept_list(db, found, by=operator, at=AT)
        db.expire_all()
        assert db.get_one(Candidate, entry.candidate_id).organisation_id == ground.own.id
        assert [len(find_own_candidates(db, "Каримов", who)) for who in (ground.hr, old_hr)] == [1, 0]


def test_where_the_policy_leaves_the_working_body_out_no_list_waits_for_it(database, ground, operator):
    with database.transaction() as db:
        programme = db.get_one(Programme, ground.programme.id)
        found = make_list(db, ground, "other", people=1)
        assert found.agreement
        propose_value(db, programme, "list.approval", "head_operator", document=PAPER, actor="t", at=AT)
        submit_list(db, found, NO_PAST, by=ground.who(Role.ORGANISATION_HEAD, "other"), at=AT)
        assert acts_of(found, Role.WORKING_BODY) == frozenset()
        accept_list(db, found, by=operator, at=AT)
