from dataclasses import fields
from datetime import timedelta

import pytest

from examapp.programmes.errors import PolicyValueWrong, ProposalPassed
from examapp.programmes.policy import Policy, policy_from_snapshot, policy_snapshot, read_policy
from examapp.programmes.policy_keys import KEYS, POLICY_KEYS
from examapp.programmes.proposals import approve_value, propose_value
from tests.cast import BEGINNING
from tests.examapp.programmes.making import PAPER, make_programme

LATER = BEGINNING + timedelta(days=1)
LATEST = BEGINNING + timedelta(days=2)


def test_a_new_programme_has_the_defaults_and_all_of_them_are_provisional(database):
    with database.transaction() as db:
        programme = make_programme(db)
        policy = read_policy(db, programme.id, BEGINNING)
    assert (policy.question_count, policy.duration_minutes, policy.pass_percent) == (50, 60, 60)
    assert sum(policy.blueprint.values()) == 50
    assert policy.languages == ("uz-Latn", "uz-Cyrl", "ru", "kaa", "en")
    assert policy.provisional_keys == tuple(key.key for key in POLICY_KEYS if key.sitting)


def test_an_approved_value_governs_from_its_approval_on(database):
    with database.transaction() as db:
        programme = make_programme(db)
        row = propose_value(
            db, programme, "exam.duration_minutes", 90, document=PAPER, actor="staff:O", at=BEGINNING
        )
        approve_value(db, row, actor="staff:C", at=LATER)
        shorter = propose_value(
            db, programme, "exam.duration_minutes", 45, document=PAPER, actor="staff:O", at=LATER
        )
        approve_value(db, shorter, actor="staff:C", at=LATEST)
        assert read_policy(db, programme.id, LATER).duration_minutes == 90
        assert read_policy(db, programme.id, LATEST).duration_minutes == 45
        assert "exam.duration_minutes" in read_policy(db, programme.id, BEGINNING).provisional_keys
        assert "exam.duration_minutes" not in read_policy(db, programme.id, LATER).provisional_keys


def test_a_proposal_does_not_govern_over_an_approved_value(database):
    with database.transaction() as db:
        programme = make_programme(db)
        row = propose_value(
            db, programme, "exam.grace_seconds", 60, document=PAPER, actor="staff:O", at=BEGINNING
        )
        approve_value(db, row, actor="staff:C", at=BEGINNING)
        propose_value(db, programme, "exam.grace_seconds", 10, document=PAPER, actor="staff:O", at=LATER)
        policy = read_policy(db, programme.id, LATEST)
    assert policy.grace_seconds == 60
    assert "exam.grace_seconds" not in policy.provisional_keys


def test_where_nothing_is_approved_the_newest_proposal_governs_and_stays_provisional(database):
    with database.transaction() as db:
        programme = make_programme(db)
        propose_value(db, programme, "exam.grace_seconds", 60, document=PAPER, actor="staff:O", at=LATER)
        policy = read_policy(db, programme.id, LATEST)
    assert policy.grace_seconds == 60
    assert "exam.grace_seconds" in policy.provisional_keys


# What the program does in one way only: nothing reads these values, so nothing else may be approved.
FIXED = {
    "exam.multiple_choice_scoring": ("item_rule", ["all_or_nothing", "partial_with_penalty"]),
    "exam.negative_marking": (False, [True]),
    "exam.shuffle": ("items_and_choices", ["items", "none"]),
    "exam.navigation": ("free", ["linear"]),
    "attempt.one_workstation": (True, [False]),
    "attempt.abort_reason": (True, [False]),
    "checkin.identity": (True, [False]),
    "consent": (True, [False]),
    "result.publish": (True, [False]),
}


@pytest.mark.parametrize("key", FIXED)
def test_what_nothing_obeys_cannot_be_proposed(database, key):
    obeyed, others = FIXED[key]
    assert KEYS[key].default == obeyed
    with database.transaction() as db:
        programme = make_programme(db)
        propose_value(db, programme, key, obeyed, document=PAPER, actor="staff:O", at=LATER)
        for other in others:
            with pytest.raises(PolicyValueWrong):
                propose_value(db, programme, key, other, document=PAPER, actor="staff:O", at=LATER)


@pytest.mark.parametrize("approved", [False, True])
def test_a_choice_of_an_earlier_version_that_nothing_obeys_is_to_be_made_anew(database, approved):
    with database.transaction() as db:
        programme = make_programme(db)
        row = propose_value(
            db, programme, "exam.shuffle", "items_and_choices", document=PAPER, actor="staff:O", at=BEGINNING
        )
        if approved:
            approve_value(db, row, actor="staff:C", at=BEGINNING)
        row.value = {"value": "none"}
        db.flush()
        policy = read_policy(db, programme.id, LATER)
        assert policy.shuffle == "items_and_choices"
        assert "exam.shuffle" in policy.provisional_keys
        if not approved:
            with pytest.raises(ProposalPassed):
                approve_value(db, row, actor="staff:C", at=LATER)


def test_two_programmes_have_a_policy_each(database):
    with database.transaction() as db:
        first, second = make_programme(db, "A1"), make_programme(db, "B1")
        propose_value(db, first, "exam.grace_seconds", 60, document=PAPER, actor="staff:O", at=BEGINNING)
        assert read_policy(db, second.id, LATER).grace_seconds == 120


def test_a_snapshot_gives_back_the_policy_of_its_moment(database):
    with database.transaction() as db:
        programme = make_programme(db)
        snapshot = policy_snapshot(db, programme.id, BEGINNING)
        before = read_policy(db, programme.id, BEGINNING)
        propose_value(db, programme, "exam.grace_seconds", 60, document=PAPER, actor="staff:O", at=LATER)
    assert policy_from_snapshot(snapshot) == before
    assert snapshot["exam.question_count"] == {"value": 50, "source": "A", "status": "provisional"}


def test_a_key_younger_than_the_snapshot_has_its_default():
    policy = policy_from_snapshot({})
    assert policy.expiry_hours == KEYS["sitting.expiry_hours"].default
    assert policy.provisional_keys == ()


def test_a_topic_without_questions_is_not_in_the_blueprint():
    counts = {"law": 10, "edoc": 0, "devices": 0, "office": 0, "internet": 0, "networks": 0, "security": 0}
    snapshot = {"exam.blueprint": {"value": counts, "source": "N", "status": "approved"}}
    assert policy_from_snapshot(snapshot).blueprint == {"law": 10}


def test_the_other_rule_of_passing_has_no_percentage():
    snapshot = {"exam.pass_rule": {"value": {"rule": "cut_score"}, "source": "A", "status": "approved"}}
    policy = policy_from_snapshot(snapshot)
    assert (policy.pass_rule, policy.pass_percent) == ("cut_score", None)


def test_the_policy_cannot_be_changed_after_it_was_read():
    assert Policy.__dataclass_params__.frozen
    assert {field.name for field in fields(Policy)} >= {"question_count", "quorum_members", "result_shown"}
