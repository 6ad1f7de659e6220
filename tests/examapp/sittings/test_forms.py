"""The forms of a sitting are equal at the cut score, keep the policy's limits, and say how they were made."""

import json

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.vault import ListVault
from examapp.core.audit import AuditEntry
from examapp.programmes.models import PolicyValue
from examapp.sittings.booking import book
from examapp.sittings.errors import FormsCannotBeAssembled
from examapp.sittings.forms import assemble_forms
from examapp.sittings.models import ExamFormRecord, Sitting
from examapp.sittings.planning import create_sitting
from question_bank.assembly import assemble
from question_bank.blueprint import DEFAULT_BLUEPRINT
from question_bank.content import load_shipped_list
from question_bank.equal_forms.balancing import METHOD
from question_bank.equal_forms.checking import find_violations
from question_bank.equal_forms.figures import measure_forms, rows_of
from question_bank.equal_forms.parameters import bank_of_items
from question_bank.exam_form import form_digest, form_from_json, form_to_json
from question_bank.infeasible import ENEMIES, EXPOSURE, NOT_FOUND, OVERLAP, Infeasible, LackingCell
from question_bank.sealing import canonical_json
from tests.examapp.sittings.conftest import STARTS, WHO, Ground


def _assembled(db: Session, ground: Ground) -> Sitting:
    sitting = create_sitting(
        db,
        programme=ground.programme(db),
        question_list=ground.question_list(db),
        room=ground.room(db),
        starts_at=STARTS,
        rehearsal=True,
        **WHO,
    )
    book(db, ground.keys, sitting, ground.candidates(db)[:5], **WHO)
    assemble_forms(db, sitting, ListVault(ground.keys), seed="ab" * 16, **WHO)
    return sitting


def _forms(db: Session, sitting: Sitting) -> list[list[str]]:
    bodies = db.scalars(select(ExamFormRecord.body).where(ExamFormRecord.sitting_id == sitting.id))
    return [list(form_from_json(json.loads(body)).item_ids()) for body in bodies]


def _set(db: Session, key: str, value: object) -> None:
    for row in db.scalars(select(PolicyValue).where(PolicyValue.key == key)):
        row.value = {"value": value}
    db.flush()


def test_candidates_get_forms_that_are_equal_at_the_cut_and_keep_every_rule(ground: Ground) -> None:
    _manifest, items, _media = load_shipped_list()
    bank = bank_of_items(items)
    with ground.database.transaction() as db:
        forms = _forms(db, _assembled(db, ground))
    assert len(forms) == 5
    assert measure_forms(bank, rows_of(bank, forms)).score_spread.range <= 0.02
    assert find_violations(bank.items, forms, DEFAULT_BLUEPRINT, overlap=40) == []


def test_the_method_stands_in_the_form_and_the_limits_in_the_audit_log(ground: Ground) -> None:
    with ground.database.transaction() as db:
        _assembled(db, ground)
        body = db.scalars(select(ExamFormRecord.body)).first()
        sealed = db.scalars(select(AuditEntry.facts).where(AuditEntry.act == "sitting.forms_sealed")).one()
    assert json.loads(body or "")["method"] == METHOD
    facts = json.loads(sealed)
    assert facts["method"] == METHOD
    assert (facts["exposure_percent"], facts["overlap"], facts["seed"]) == (140, 40, "ab" * 16)


def test_a_policy_that_lets_forms_share_less_is_kept(ground: Ground) -> None:
    _manifest, items, _media = load_shipped_list()
    with ground.database.transaction() as db:
        _set(db, "exam.overlap_percent", 60)
        forms = _forms(db, _assembled(db, ground))
    assert find_violations(bank_of_items(items).items, forms, DEFAULT_BLUEPRINT, overlap=30) == []


def test_a_policy_that_no_forms_can_keep_is_refused_with_the_reason(ground: Ground) -> None:
    with ground.database.transaction() as db:
        _set(db, "exam.overlap_percent", 0)
        _set(db, "exam.blueprint", {**DEFAULT_BLUEPRINT.cells, "networks": 8})  # four forms would need 32
        with pytest.raises(FormsCannotBeAssembled, match="policy asks"):
            _assembled(db, ground)


def test_a_blueprint_that_asks_too_much_is_refused_by_cell(ground: Ground) -> None:
    with ground.database.transaction() as db:
        _set(db, "exam.blueprint", {**DEFAULT_BLUEPRINT.cells, "networks": 40})
        with pytest.raises(FormsCannotBeAssembled) as refusal:
            _assembled(db, ground)
    assert "networks: 40 needed, 30 in the list" in str(refusal.value)


def test_a_form_sealed_before_there_was_a_method_is_read_with_its_digest() -> None:
    _manifest, items, _media = load_shipped_list()
    old = assemble(items, DEFAULT_BLUEPRINT, 1, "2026")[0]
    stored = canonical_json(form_to_json(old)).decode()
    assert '"method"' not in stored
    assert form_digest(form_from_json(json.loads(stored))) == form_digest(old)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refusal_names_topics_as_people_call_them(app: Flask) -> None:
    refusal = FormsCannotBeAssembled(Infeasible([LackingCell("law", 12, 10, 8)]))
    with app.test_request_context("/"), force_locale("en"):
        assert (
            "Legal acts on ICT: 12 needed, 10 in the list, 8 of them may meet, 4 more" in refusal.sentence()
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_reason_without_cells_has_words_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("ru"):
        words = {
            FormsCannotBeAssembled(Infeasible((), reason)).sentence()
            for reason in (ENEMIES, EXPOSURE, OVERLAP, NOT_FOUND)
        }
    assert len(words) == 4
