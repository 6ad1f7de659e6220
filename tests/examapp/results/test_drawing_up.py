import hashlib
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from examapp.core import clock
from examapp.core.audit import AuditEntry, record, seal_new_entries
from examapp.core.audit_checkpoints import add_checkpoint
from examapp.core.db import Database
from examapp.core.signing import KeyRing
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortKind, IncidentKind
from examapp.proctoring.reasons import Cause
from examapp.results.content_json import content_from_json, content_to_json
from examapp.results.drawing_up import draw_up, find_sheet_of
from examapp.results.errors import NotReadyForSheet, SheetBroken
from examapp.results.models import Result, ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.results.sweeping import draw_up_missing_sheets
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.factories.closed_sitting import (
    DRAWN_UP_AT,
    LONG_NAME,
    Seat,
    add_incident,
    add_time,
    make_closed_sitting,
    mark,
    seal,
    total,
)

NAME = "Karimov Botir Abduvohidovich"


def first_booking(sitting: Sitting) -> Booking:
    return sitting.bookings[0]


def test_the_sheet_says_for_each_candidate_points_by_topic_and_the_outcome(database: Database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        content = read_content(sheet)
    assert [(line.name_latn, line.outcome) for line in content.lines] == [
        (LONG_NAME, Outcome.PASSED),
        (NAME, Outcome.FAILED),
        ("Nosirova Kamola Ilhomovna", Outcome.ABSENT),
    ]
    first = content.lines[0]
    assert first.scored is not None
    assert (first.scored.points, first.scored.maximum, first.percent) == (Decimal(37), Decimal(50), 74)
    assert sum(points.points for points in first.topics.values()) == 37
    assert content.lines[2].scored is None
    assert content.lines[2].topics == {}
    assert sum(content.count(outcome) for outcome in Outcome) == 3
    assert [column.topic for column in content.topics] == [
        *("law", "edoc", "devices", "office", "internet", "networks", "security")
    ]
    assert content.maximum == 50


def test_the_code_that_the_candidate_wrote_down_stands_on_the_sheet(database: Database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        lines = read_content(sheet).lines
        attempt = db.query(Attempt).filter_by(code=lines[0].attempt).one()
        assert lines[0].receipt == f"R{attempt.id}"
        assert lines[2].receipt is None


def test_number_and_facts_stand_on_the_sheet(database: Database) -> None:
    with database.transaction() as db:
        content = read_content(draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT))
    assert content.number == "TK-2026-0001"
    assert (content.revision, content.sitting, content.room) == (1, "TK-2026-1124-01", "204-xona")
    assert content.proctors == ("Yusupova Dilfuza Rahimovna",)
    assert content.pass_percent == 60


def test_numbers_rise_within_a_region_and_a_year(database: Database) -> None:
    with database.transaction() as db:
        numbers = [
            draw_up(db, make_closed_sitting(db, code=code, region=region), at=at).number
            for code, region, at in (
                ("A", "UZ-TK", DRAWN_UP_AT),
                ("B", "UZ-TK", DRAWN_UP_AT),
                ("C", "UZ-FA", DRAWN_UP_AT),
                ("D", "UZ-TK", DRAWN_UP_AT.replace(year=2027)),
            )
        ]
    assert numbers == ["TK-2026-0001", "TK-2026-0002", "FA-2026-0001", "TK-2027-0001"]


def test_drawn_up_twice_it_is_one_sheet(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        first = draw_up(db, sitting, at=DRAWN_UP_AT)
        again = draw_up(db, sitting, at=DRAWN_UP_AT)
        assert again is first
        assert db.query(ResultSheet).count() == 1
        assert [entry.act for entry in db.query(AuditEntry).all()] == ["result_sheet.drawn_up"]


def test_an_open_sitting_has_no_sheet(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        sitting.state = SittingState.OPEN
        db.flush()
        with pytest.raises(NotReadyForSheet, match="closed"):
            draw_up(db, sitting, at=DRAWN_UP_AT)


@pytest.mark.parametrize("state", [AttemptState.CLOSING, AttemptState.SUBMITTED])
def test_a_sitting_waits_for_every_begun_attempt_to_be_sealed_and_marked(
    database: Database, state: AttemptState
) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, (Seat(NAME, None, state=state),))
        with pytest.raises(NotReadyForSheet, match="1 attempts"):
            draw_up(db, sitting, at=DRAWN_UP_AT)


def test_a_score_of_an_older_sealed_head_does_not_do(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, (Seat(NAME, total(29)),))
        attempt = db.query(Attempt).one()
        newer = seal(db, attempt, revision=1)
        db.flush()
        with pytest.raises(NotReadyForSheet):
            draw_up(db, sitting, at=DRAWN_UP_AT)
        mark(db, attempt, newer, total(31))
        line = read_content(draw_up(db, sitting, at=DRAWN_UP_AT)).lines[0]
    assert (line.outcome, line.sealed) == (Outcome.PASSED, newer)


def test_a_typed_reason_decides_where_the_attempt_was_ended(database: Database) -> None:
    seats = (
        Seat(NAME, total(50), state=AttemptState.TERMINATED, abort=AbortKind.LEFT),
        Seat("Zokirov Akbar Muminovich", total(50), state=AttemptState.TERMINATED, abort=AbortKind.TECHNICAL),
        Seat("Shodmonov Erkin Qodirovich", None, state=AttemptState.AWAITING, abort=AbortKind.ABSENT),
    )
    with database.transaction() as db:
        lines = read_content(draw_up(db, make_closed_sitting(db, seats), at=DRAWN_UP_AT)).lines
    assert [(line.outcome, line.reason) for line in lines] == [
        (Outcome.FAILED, "left"),
        (Outcome.VOID, "technical"),
        (Outcome.ABSENT, "absent"),
    ]
    assert lines[1].scored is None, "a void attempt shows no points"


def test_the_pass_rule_is_that_of_the_sittings_own_policy(database: Database) -> None:
    policy = {"exam.pass_rule": {"rule": "percent", "percent": 75}}
    with database.transaction() as db:
        sitting = make_closed_sitting(db, (Seat(NAME, total(37)),), policy=policy)
        content = read_content(draw_up(db, sitting, at=DRAWN_UP_AT))
    assert content.pass_percent == 75
    assert content.lines[0].outcome is Outcome.FAILED


def test_incidents_and_time_given_stand_on_the_sheet_once(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        add_time(db, first_booking(sitting), minutes=2, cause=Cause.MEDICAL, author="system")
        add_incident(db, first_booking(sitting), IncidentKind.FOREIGN_HELP, "telephone")
        db.flush()
        content = read_content(draw_up(db, sitting, at=DRAWN_UP_AT))
    assert [(one.kind, one.position, one.text) for one in content.incidents] == [
        ("foreign_help", 1, "telephone")
    ]
    assert [(one.kind, one.positions, one.milliseconds) for one in content.time_changes] == [
        ("extension", (1,), 120_000)
    ]


def test_no_birth_date_and_no_pinfl_stand_on_the_sheet(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        pinfl = first_booking(sitting).candidate.pinfl
    assert pinfl
    assert pinfl not in sheet.body
    assert "1981" not in sheet.body


def test_one_changed_letter_of_the_stored_body_is_found(database: Database) -> None:
    with database.transaction() as db:
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        assert hashlib.sha256(sheet.body.encode()).hexdigest() == sheet.digest
        sheet.body = sheet.body.replace('"failed"', '"passed"', 1)
        with pytest.raises(SheetBroken):
            read_content(sheet)


def test_the_body_is_read_back_as_it_was_written(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        add_time(db, first_booking(sitting), minutes=2, cause=Cause.MEDICAL, author="system")
        add_incident(db, first_booking(sitting), IncidentKind.ILLNESS)
        db.flush()
        body = json.loads(draw_up(db, sitting, at=DRAWN_UP_AT).body)
    content = content_from_json(body)
    assert content_to_json(content) == body
    assert content_to_json(replace(content, number="X")) != body


def test_a_body_of_another_format_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="format"):
        content_from_json({"format": 3})


def test_the_sweeper_draws_up_what_is_ready_and_leaves_the_rest(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        ready = make_closed_sitting(db, code="READY").id
        waiting = make_closed_sitting(db, (Seat(NAME, None),), code="WAITING").id
    with app.app_context(), clock.using(clock.ManualClock(DRAWN_UP_AT)):
        draw_up_missing_sheets()
        draw_up_missing_sheets()
    with database.reading() as db:
        assert find_sheet_of(db, ready) is not None
        assert find_sheet_of(db, waiting) is None
        assert db.query(Result).count() == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "trouble", [NotReadyForSheet("once more"), OperationalError("SELECT", {}, Exception("lock timeout"))]
)
def test_a_sheet_that_cannot_be_drawn_up_holds_up_no_other(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    with database.transaction() as db:
        first = make_closed_sitting(db, code="TK-2026-1124-01").id
        second = make_closed_sitting(db, code="TK-2026-1124-02").id

    def draw(db: Session, sitting: Sitting, *, at: datetime) -> ResultSheet:
        if sitting.id == first:
            raise trouble
        return draw_up(db, sitting, at=at)

    monkeypatch.setattr("examapp.results.sweeping.draw_up", draw)
    with app.app_context():
        draw_up_missing_sheets()
    with database.reading() as db:
        assert (find_sheet_of(db, first), find_sheet_of(db, second) is None) == (None, False)


def test_the_sheet_names_the_newest_checkpoint_of_the_audit_log(database: Database, tmp_path: Path) -> None:
    signer = KeyRing(tmp_path / "keys", "secret").signer("audit")
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        record(db, act="x", actor="system", subject_kind="thing", subject_code="1", at=DRAWN_UP_AT)
        seal_new_entries(db, signer, DRAWN_UP_AT)
        made = add_checkpoint(db, signer, DRAWN_UP_AT)
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        assert read_content(sheet).audit_checkpoint == f"{made.number} {made.digest}"
