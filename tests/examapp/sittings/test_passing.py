"""Where the policy says `cut_score`, forms pass by a sealed record, and nothing of it changes once fixed."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.vault import ListVault
from examapp.core.audit import AuditEntry
from examapp.cut_scores import panel_ballots
from examapp.cut_scores.errors import RecordBroken
from examapp.cut_scores.recording import find_by_digest, read_record
from examapp.programmes.policy_keys import POLICY_KEYS
from examapp.programmes.proposals import Document, approve_values, propose_as_they_stand, propose_value
from examapp.sittings.booking import book
from examapp.sittings.errors import NotReadyToOpen, NotReadyToPublish, SittingLocked
from examapp.sittings.forms import assemble_forms
from examapp.sittings.models import ExamFormRecord, Sitting, SittingState
from examapp.sittings.opening import open_sitting
from examapp.sittings.passing import read_cut_scores
from examapp.sittings.planning import assign_proctor, create_sitting, publish
from question_bank.cut_score import cut_score_of
from question_bank.form_snapshot import form_from_json
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.factories.sealed_cut_score import seal_cut_score

DOCUMENT = Document(title="Bayonnoma", number="7", dated=date(2026, 11, 2))
LATER = AT + timedelta(hours=1)


def pass_by_cut_score(db: Session, ground: Ground) -> None:
    """Propose the rule, and let the chair approve the whole policy."""
    programme = ground.programme(db)
    propose_value(db, programme, "exam.pass_rule", {"rule": "cut_score"}, document=DOCUMENT, **WHO)
    keys = [key.key for key in POLICY_KEYS]
    rows = propose_as_they_stand(db, programme, keys, document=DOCUMENT, **WHO)
    approve_values(db, rows, actor="staff:CHAIR", at=AT)


def prepare(db: Session, ground: Ground) -> Sitting:
    """Plan a sitting of two candidates with a proctor, and no forms yet."""
    sitting = create_sitting(
        db,
        programme=ground.programme(db),
        question_list=ground.question_list(db),
        room=ground.room(db),
        starts_at=STARTS,
        rehearsal=True,
        **WHO,
    )
    book(db, ground.keys, sitting, ground.candidates(db)[:2], **WHO)
    assign_proctor(db, sitting, ground.proctor(db), **WHO)
    return sitting


def assemble(db: Session, ground: Ground, sitting: Sitting) -> None:
    assemble_forms(db, sitting, ListVault(ground.keys), seed="cut", **WHO)


def forms_of(db: Session, sitting: Sitting) -> list[ExamFormRecord]:
    return list(db.scalars(select(ExamFormRecord).where(ExamFormRecord.sitting_id == sitting.id)))


def seal(db: Session, ground: Ground, **changes: object):
    return seal_cut_score(db, ground.keys, ground.question_list(db), **{"at": AT, **changes})


def test_an_official_sitting_is_published_with_a_sealed_cut_score_and_opened_by_it(ground: Ground) -> None:
    with ground.database.transaction() as db:
        pass_by_cut_score(db, ground)
        sitting = prepare(db, ground)
        sitting.rehearsal = False  # with an official list it would be the same, and take three times as long
        assemble(db, ground, sitting)
        with pytest.raises(NotReadyToPublish, match="none is sealed for the list"):
            publish(db, sitting, **WHO)
        sealed = seal(db, ground)
        with pytest.raises(NotReadyToPublish, match="Assemble the forms again"):
            publish(db, sitting, **WHO)
        assemble(db, ground, sitting)
        publish(db, sitting, **WHO)
        open_sitting(db, sitting, **WHO)
        assert sitting.state is SittingState.OPEN
        acts = db.scalars(select(AuditEntry).where(AuditEntry.act == "sitting.published"))
        assert [json.loads(entry.facts)["cut_score"] for entry in acts] == [sealed.digest]


def test_each_form_has_the_cut_score_of_its_own_items(ground: Ground) -> None:
    with ground.database.transaction() as db:
        pass_by_cut_score(db, ground)
        record = read_record(seal(db, ground))
        sitting = prepare(db, ground)
        assemble(db, ground, sitting)
        expected = {
            form.id: cut_score_of(
                record, dict.fromkeys(form_from_json(json.loads(form.body)).item_ids(), Decimal(1))
            ).points
            for form in forms_of(db, sitting)
        }
        found = read_cut_scores(db, sitting)
        assert found is not None
        assert found.by_form == expected
        assert len(set(expected.values())) == 2


def test_a_record_that_misses_an_item_of_a_form_keeps_the_sitting_back_and_the_item_is_named(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.database.transaction() as db:
        pass_by_cut_score(db, ground)
        sitting = prepare(db, ground)
        assemble(db, ground, sitting)
        gone = form_from_json(json.loads(forms_of(db, sitting)[0].body)).item_ids()[0]
        # No study leaves an item out, so its list is made to look shorter while the record is composed.
        with monkeypatch.context() as patch:
            whole = panel_ballots.list_versions
            patch.setattr(
                panel_ballots,
                "list_versions",
                lambda db, study: {item: one for item, one in whole(db, study).items() if item != gone},
            )
            seal(db, ground, without=gone)
        assemble(db, ground, sitting)
        with pytest.raises(NotReadyToPublish, match=gone):
            publish(db, sitting, **WHO)


def test_a_newer_record_reaches_later_sittings_and_no_published_one(ground: Ground) -> None:
    with ground.database.transaction() as db:
        pass_by_cut_score(db, ground)
        first = seal(db, ground)
        sitting = prepare(db, ground)
        assemble(db, ground, sitting)
        publish(db, sitting, **WHO)
        before = read_cut_scores(db, sitting)
        newer = seal(db, ground, at=LATER, lowest=10)
        with pytest.raises(SittingLocked):
            assemble(db, ground, sitting)
        open_sitting(db, sitting, **WHO)
        assert read_cut_scores(db, sitting) == before
        assert before is not None
        assert before.digest == first.digest
        with pytest.raises(SittingLocked):
            assemble(db, ground, sitting)
        assert find_by_digest(db, newer.digest) is not None


@pytest.mark.parametrize("what", ["record", "form"])
def test_a_record_or_a_figure_that_was_changed_behind_the_verbs_opens_no_room(
    ground: Ground, what: str
) -> None:
    with ground.database.transaction() as db:
        pass_by_cut_score(db, ground)
        sealed = seal(db, ground)
        sitting = prepare(db, ground)
        assemble(db, ground, sitting)
        publish(db, sitting, **WHO)
        if what == "record":
            sealed.body = sealed.body.replace('"method":"angoff"', '"method":"bookmark"')
        else:
            forms_of(db, sitting)[0].cut_score = "1"
        db.flush()
        with pytest.raises(RecordBroken):
            open_sitting(db, sitting, **WHO)
        assert sitting.state is SittingState.PUBLISHED


def test_forms_without_a_cut_score_open_no_room_that_passes_by_it(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = prepare(db, ground)
        assemble(db, ground, sitting)
        publish(db, sitting, **WHO)
        assert sitting.policy is not None
        rule = {"value": {"rule": "cut_score"}, "source": "–", "status": "approved"}
        sitting.policy = {**sitting.policy, "exam.pass_rule": rule}
        db.flush()
        with pytest.raises(NotReadyToOpen):
            open_sitting(db, sitting, **WHO)
        assert {form.cut_score for form in forms_of(db, sitting)} == {None}
