"""Where each form passes by its own cut score: the same points pass on one form and not on another."""

import json
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem
from examapp.certificates.paper import say_rule
from examapp.core.db import Database
from examapp.cut_scores.errors import RecordBroken
from examapp.cut_scores.models import CutScoreStudy, SealedCutScore, StudyState
from examapp.grading.models import ItemMatter, MatterSource, MatterState, Score
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.drawing_up import draw_up, find_obstacle
from examapp.results.errors import NotReadyForSheet
from examapp.results.exports import Place, export_sheet
from examapp.results.models import ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.passing_rule import read_rule
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting
from question_bank.cut_score import CutScoreRecord, Method, record_digest, record_to_json
from question_bank.form_snapshot import ExamForm, FormItem, Section, form_to_json
from question_bank.regrading import DecisionKind
from question_bank.sealing import canonical_json
from tests.examapp.documents.paper import paper_fonts, read_text, squeeze
from tests.factories.closed_sitting import DRAWN_UP_AT, HELD_FROM, Seat, make_closed_sitting, total

SHARES = {"LAW-1": "0.75", "LAW-2": "0.425001", "LAW-3": "0.8"}
FORMS = (("LAW-1", "LAW-2"), ("LAW-1", "LAW-3"))
CUTS = ("1.175001", "1.55")
PEOPLE = (Seat("Karimov Botir Abduvohidovich", total(2)), Seat("Zokirov Akbar Muminovich", total(2)))


def make_cut_score_sitting(db: Session) -> Sitting:
    """Two candidates with 1.2 of 2 points on forms with cut scores of 1.175001 and 1.55."""
    sitting = make_closed_sitting(db, PEOPLE, policy={"exam.pass_rule": {"rule": "cut_score"}})
    for item_id in SHARES:
        facts = {"level": "know", "enemies": [], "angoff": None, "points": "1"}
        row = ListItem(list_id=sitting.list_id, item_id=item_id, version=1, digest="ee" * 32, topic="law")
        row.facts, row.body = facts, b""
        db.add(row)
    digest = seal_by_row(db, sitting)
    for booking, items, cut in zip(sitting.bookings, FORMS, CUTS, strict=True):
        places = tuple(FormItem(item, 1, "ee" * 32, {}, {}) for item in items)
        form = ExamForm(booking.form.code, "seed", (Section("law", places),))
        booking.form.body = canonical_json(form_to_json(form)).decode()
        booking.form.cut_score, booking.form.cut_score_record = cut, digest
    for score in db.scalars(select(Score)):
        score.points, score.maximum, score.topics = "1.2", "2", {"law": ["1.2", "2"]}
    db.flush()
    return sitting


def seal_by_row(db: Session, sitting: Sitting) -> str:
    shares = {item: Decimal(share) for item, share in SHARES.items()}
    record = CutScoreRecord(
        method=Method.ANGOFF,
        judges=("Karimov B. A. (K1)",),
        held_on=date(2026, 11, 2),
        rounds=2,
        list_digest=sitting.question_list.digest,
        shares=shares,
        judge_shares={"Karimov B. A. (K1)": shares},
    )
    study = CutScoreStudy(
        code="STUDY",
        list_id=sitting.list_id,
        method=Method.ANGOFF,
        state=StudyState.SEALED,
        opened_by="staff:O",
        opened_at=HELD_FROM,
    )
    db.add(study)
    db.flush()
    sealed = SealedCutScore(
        study_id=study.id,
        list_id=sitting.list_id,
        body=canonical_json(record_to_json(record)).decode(),
        digest=record_digest(record),
        key_id="",
        signature="",
        sealed_by="C",
        sealed_name="Raxmatullayev A. S.",
        sealed_at=HELD_FROM,
    )
    db.add(sealed)
    db.flush()
    return sealed.digest


def test_the_same_points_pass_on_a_hard_form_and_not_on_an_easy_one(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_cut_score_sitting(db)
        content = read_content(draw_up(db, sitting, at=DRAWN_UP_AT))
        lines = [(line.outcome, line.pass_mark) for line in content.lines]
        assert lines == [(Outcome.PASSED, Decimal("1.18")), (Outcome.FAILED, Decimal("1.55"))]
        assert content.pass_percent is None
        assert content.cut_score is not None
        assert content.cut_score.record == sitting.bookings[0].form.cut_score_record
        assert say_rule(content, 1) == "1,18 / 2 (Angoff)"


def test_a_record_or_a_form_that_no_longer_agree_judge_nobody(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_cut_score_sitting(db)
        sitting.bookings[0].form.cut_score = "1.1"
        db.flush()
        assert isinstance(find_obstacle(db, sitting), RecordBroken)
        for booking in sitting.bookings:
            booking.form.cut_score = booking.form.cut_score_record = None
        db.flush()
        with pytest.raises(NotReadyForSheet, match="no cut score"):
            draw_up(db, sitting, at=DRAWN_UP_AT)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sheet_and_files_print_the_rule_its_record_and_each_forms_figure(
    app: Flask, database: Database
) -> None:
    with database.transaction() as db:
        sheet_id = draw_up(db, make_cut_score_sitting(db), at=DRAWN_UP_AT).id
    place = Place(paper_fonts(), "https://attestatsiya.example")
    with app.test_request_context("/"), force_locale("en"), database.reading() as db:
        sheet = db.get_one(ResultSheet, sheet_id)
        files = {kind: export_sheet(sheet, kind, place).content for kind in ("pdf", "csv", "json")}
    text = squeeze(read_text(files["pdf"]))
    digest = json.loads(files["json"])["sheet"]["cut_score"]["record"]
    for words in ("the form's own cut score, 1.18–1.55 of 2 points", f"record {digest[:8]} of 02.11.2026"):
        assert squeeze(words) in text
    assert squeeze("Passed ≥ 1.18") in text
    assert squeeze("Not passed ≥ 1.55") in text
    rows = files["csv"].decode().splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["pass_mark", "1.18", "1.55"]


def test_lesson_36_a_neutralised_item_leaves_a_forms_own_cut_score_as_well(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_cut_score_sitting(db)
        db.add(
            ItemMatter(
                code="MATTER",
                list_id=sitting.list_id,
                item_id="LAW-2",
                source=MatterSource.STAFF,
                text="two right answers",
                put_by="staff:S",
                put_by_name="S",
                put_at=HELD_FROM,
                state=MatterState.IN_FORCE,
                decision=DecisionKind.NEUTRALISE,
                reason="two right answers",
            )
        )
        db.flush()
        rule = read_rule(db, sitting, policy_from_snapshot(sitting.policy))
        # 0.75 is left of 0.75 + 0.425001; the other form never held the item.
        marks = [rule.mark_of(booking.form_id) for booking in sitting.bookings]
        assert marks == [Decimal("0.75"), Decimal("1.55")]
        assert read_rule(db, sitting, policy_from_snapshot(sitting.policy), ()).marks != rule.marks
