from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from examapp.programmes.errors import (
    BlueprintMismatch,
    DocumentMissing,
    PolicyValueWrong,
    ProgrammeCodeTaken,
    ProposalPassed,
    ProposerCannotApprove,
)
from examapp.programmes.models import PolicyStatus, PolicyValue
from examapp.programmes.policy import read_policy
from examapp.programmes.policy_keys import KEYS, POLICY_KEYS
from examapp.programmes.proposals import approve_value, approve_values, propose_as_they_stand, propose_value
from tests.cast import BEGINNING
from tests.examapp.programmes.making import PAPER, make_programme

OPERATOR, CHAIR = "staff:OPERATOR", "staff:CHAIR"
FORTY = {"law": 8, "edoc": 5, "devices": 8, "office": 9, "internet": 5, "networks": 2, "security": 3}


def propose(db, programme, key, value, **more):
    return propose_value(
        db, programme, key, value, **{"document": PAPER, "actor": OPERATOR, "at": BEGINNING, **more}
    )


def test_a_programmes_code_is_its_own(database):
    with database.transaction() as db:
        make_programme(db)
        with pytest.raises(ProgrammeCodeTaken):
            make_programme(db)


def test_the_chair_approves_what_the_operator_proposed(database):
    with database.transaction() as db:
        row = propose(db, make_programme(db), "exam.grace_seconds", 90)
        approve_value(db, row, actor=CHAIR, at=BEGINNING)
    assert (row.status, row.approved_by, row.document_number) == (PolicyStatus.APPROVED, CHAIR, "12-F")


def test_nobody_approves_their_own_proposal(database):
    with database.transaction() as db:
        row = propose(db, make_programme(db), "exam.grace_seconds", 90)
        with pytest.raises(ProposerCannotApprove):
            approve_value(db, row, actor=OPERATOR, at=BEGINNING)
        assert row.status is PolicyStatus.PROVISIONAL


def test_a_default_without_document_cannot_be_approved(database):
    with database.transaction() as db:
        programme = make_programme(db)
        row = db.scalars(select(PolicyValue).where(PolicyValue.key == "exam.grace_seconds")).one()
        with pytest.raises(DocumentMissing):
            approve_value(db, row, actor=CHAIR, at=BEGINNING)
        assert "exam.grace_seconds" in read_policy(db, programme.id, BEGINNING).provisional_keys


def test_a_proposal_that_was_replaced_cannot_be_approved(database):
    with database.transaction() as db:
        programme = make_programme(db)
        old = propose(db, programme, "exam.grace_seconds", 90)
        propose(db, programme, "exam.grace_seconds", 30)
    with pytest.raises(ProposalPassed), database.transaction() as db:
        approve_value(db, db.get_one(PolicyValue, old.id), actor=CHAIR, at=BEGINNING)


def test_an_approval_asked_twice_is_refused_the_second_time(database):
    with database.transaction() as db:
        row = propose(db, make_programme(db), "exam.grace_seconds", 90)
        approve_value(db, row, actor=CHAIR, at=BEGINNING)
        with pytest.raises(ProposalPassed):
            approve_value(db, row, actor=CHAIR, at=BEGINNING)


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"title": "  "}, "document"),
        ({"number": ""}, "document_number"),
        ({"dated": date(2026, 11, 3)}, "document_date"),
    ],
)
def test_a_document_needs_title_number_and_a_date_that_has_come(database, change, member):
    with database.transaction() as db:
        with pytest.raises(PolicyValueWrong) as refusal:
            propose(db, make_programme(db), "exam.grace_seconds", 90, document=replace(PAPER, **change))
        assert refusal.value.member == member


def test_a_document_of_today_in_tashkent_will_do(database):
    evening_in_utc = BEGINNING.replace(hour=20)  # 3 November, 1 a.m. in Tashkent
    with database.transaction() as db:
        paper = replace(PAPER, dated=date(2026, 11, 3))
        propose(db, make_programme(db), "exam.grace_seconds", 90, document=paper, at=evening_in_utc)


def test_an_unknown_key_is_not_found(database):
    with database.transaction() as db, pytest.raises(NotFound):
        propose(db, make_programme(db), "exam.colour", "blue")


def test_counts_that_do_not_add_up_are_refused(database):
    with database.transaction() as db, pytest.raises(BlueprintMismatch) as refusal:
        propose(db, make_programme(db), "exam.blueprint", FORTY)
    assert refusal.value.parameters == {"sum": 40, "count": 50}


def test_counts_are_checked_against_the_number_that_is_proposed_beside_them(database):
    with database.transaction() as db:
        programme = make_programme(db)
        number = propose(db, programme, "exam.question_count", 40)
        counts = propose(db, programme, "exam.blueprint", FORTY)
        approve_values(db, [number, counts], actor=CHAIR, at=BEGINNING)
        policy = read_policy(db, programme.id, BEGINNING)
    assert (policy.question_count, sum(policy.blueprint.values())) == (40, 40)


def test_number_and_counts_cannot_be_approved_apart(database):
    with database.transaction() as db:
        programme = make_programme(db)
        number = propose(db, programme, "exam.question_count", 40)
        propose(db, programme, "exam.blueprint", FORTY)
        # The counts are only proposed, but nothing of them is approved, so they stand: this agrees.
        approve_value(db, number, actor=CHAIR, at=BEGINNING)
        later = propose(db, programme, "exam.question_count", 60)
        with pytest.raises(BlueprintMismatch):
            approve_value(db, later, actor=CHAIR, at=BEGINNING + timedelta(seconds=1))


def test_one_document_can_adopt_the_whole_policy(database):
    with database.transaction() as db:
        programme = make_programme(db)
        keys = [key.key for key in POLICY_KEYS]
        rows = propose_as_they_stand(db, programme, keys, document=PAPER, actor=OPERATOR, at=BEGINNING)
        approve_values(db, rows, actor=CHAIR, at=BEGINNING)
        policy = read_policy(db, programme.id, BEGINNING)
    assert len(rows) == len(KEYS)
    assert policy.provisional_keys == ()


def test_every_step_stands_in_the_audit_log(database):
    with database.transaction() as db:
        row = propose(db, make_programme(db), "exam.pass_rule", {"rule": "percent", "percent": 75})
        approve_value(db, row, actor=CHAIR, at=BEGINNING)
        entries = db.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.actor) for entry in entries] == [
        ("programme.created", "staff:T"),
        ("policy.proposed", OPERATOR),
        ("policy.approved", CHAIR),
    ]
    assert '"percent":75' in entries[2].facts
    assert "12-F" in entries[2].facts
