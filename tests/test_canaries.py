"""Canaries: what tells a right answer is on no page of staff, in no error, no log, no cache, no referrer.

What the candidate's own page and the store of a whole installation hold is searched in
`tests/journeys/test_no_key_leaves.py`, the profile of the browser in `tests/exam_page/test_seat.py`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from examapp.accounts.models import StaffAccount
from examapp.core import errors, jobs, logs
from examapp.core.access import requires
from examapp.core.db import Database
from examapp.core.jobs import Job, run_one
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.core.settings import Settings
from examapp.grading.models import Score
from examapp.sittings.models import Sitting, SittingProctor
from tests.cast import open_pages
from tests.examapp.delivery import conftest as of_delivery
from tests.examapp.delivery.making import ITEMS, SmallRoom
from tests.test_access import list_routes

exam_url, exam_settings, exam_app = of_delivery.exam_url, of_delivery.exam_settings, of_delivery.exam_app
clock, room = of_delivery.clock, of_delivery.room
# What pages show does not depend on the database; what errors tell does.
on_one_database = pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
CANARY = "SECRET"
MARK = re.compile(rb"941[.,]37|953[.,]19")
ANSWER = "zarrabin-javob"
STAFF = (Role.PROCTOR, Role.OPERATOR)


def _staff(room: SmallRoom, role: Role) -> FlaskClient:
    client = open_pages(room.app, role, suffix="-canary")
    with room.writing() as db:
        account = db.scalars(
            select(StaffAccount).where(StaffAccount.login_name == f"{role.value}-canary")
        ).one()
        if role is Role.PROCTOR:
            db.add(SittingProctor(sitting_id=room.sitting_id, staff_id=account.id))
    return client


def _codes(room: SmallRoom) -> dict[str, str]:
    """What stands for `<code>` below each address, so that pages open and do not only say "not found"."""
    with room.database.reading() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        of_sitting = dict.fromkeys(("proctor", "lockdown", "sittings", "results", "absences"), sitting.code)
        return of_sitting | {
            "question-lists": sitting.question_list.code,
            "sealed": sitting.question_list.code,
            "centres": sitting.room.centre.code,
            "rehearsals": sitting.room.centre.code,
            "person": sitting.bookings[0].candidate.code,
            "item": "LAW-001",
        }


def _addresses(room: SmallRoom) -> Iterator[str]:
    codes = _codes(room)
    for rule in room.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
            continue
        if rule.rule.endswith(".pdf"):  # drawn from the same records as the pages, and dear
            continue
        first = rule.rule.split("/")[1]
        filled = rule.rule.replace("<code>", codes.get(first, "unknown"))
        filled = re.sub(r"<(\w+)>", lambda found: codes.get(found[1], "unknown"), filled)
        yield re.sub(r"<\w+:\w+>", "1", filled)


def _acts(room: SmallRoom) -> list[str]:
    return [
        path for _endpoint, method, path in list_routes(room.app) if method == "POST" and "sign" not in path
    ]


def _mark(room: SmallRoom, attempt_id: int) -> None:
    """Give an attempt a score that stands nowhere else."""
    rules = {"key_version": "1", "rule_version": "1", "head_digest": "0" * 64, "topics": {}}
    with room.writing() as db:
        score = Score(
            attempt_id=attempt_id, points="941.37", maximum="953.19", marked_at=room.now.wall, **rules
        )
        db.add(score)


@on_one_database
def test_lesson_28_no_page_of_staff_and_none_of_their_errors_shows_a_key_or_a_mark(room: SmallRoom) -> None:
    seat = room.started_seat()
    assert seat.save(0, ANSWER).status_code == 200
    assert any(CANARY in text.rationale for item in ITEMS.values() for text in item.texts.values())
    _mark(room, seat.place.attempt_id)
    told, statuses = [], Counter()
    for role in STAFF:
        blind = Permission.VIEW_RESULTS not in ROLE_PERMISSIONS[role]
        client = _staff(room, role)
        asked = [("GET", path) for path in _addresses(room)]
        # Every act, with a body that fits none: what it says of that is the same for each role.
        asked += [("POST", path) for path in _acts(room)] if role is Role.PROCTOR else []
        for method, path in asked:
            reply = client.open(path, method=method, data={"item": "LAW-001", "text": "x" * 9_000})
            statuses[reply.status_code] += 1
            tells = CANARY.encode() in reply.data or (blind and MARK.search(reply.data))
            if tells or reply.status_code == 500:
                told.append(f"{role} {method} {path}: {reply.status_code}")
    assert told == []
    assert statuses[200] > 60
    assert {403, 404} <= statuses.keys()


def _break(database: Database) -> None:
    """Let a statement that carries an answer fail in the database."""
    with database.transaction() as db:
        db.execute(insert(Job).values(name=ANSWER, arguments={}, state=None, tries=0, run_after=None))


@pytest.fixture
def lines(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What is written to the log, whatever an earlier test has kept of it."""
    kept, written = structlog.get_config(), StringIO()
    monkeypatch.setattr(logs, "_open_place", lambda _settings: written)
    logs.open_log(replace(settings, log_level="INFO"))
    for place in (errors, jobs):
        monkeypatch.setattr(place, "logger", structlog.get_logger("fresh"))
    yield written
    structlog.configure(**kept)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_error_of_the_database_tells_neither_staff_nor_the_log_what_the_row_held(
    app: Flask, database: Database, lines: StringIO, accept: str
) -> None:
    view = requires(Permission.SEE_OWN_ACCOUNT)(lambda: _break(database))
    app.add_url_rule("/broken", "broken", view)
    app.testing = False
    client = open_pages(app, Role.OPERATOR)
    reply = client.get("/broken", headers={"Accept": accept})
    assert reply.status_code == 500
    assert ANSWER not in reply.text
    said = lines.getvalue()
    assert "unhandled_error" in said
    assert "INSERT INTO job" in said
    assert ANSWER not in said


def test_a_job_that_fails_keeps_no_row_in_its_error_and_in_the_log(
    database: Database, lines: StringIO
) -> None:
    at = of_delivery.MORNING
    with database.transaction() as db:
        db.add(Job(name="broken", arguments={}, run_after=at))
    assert run_one(database, {"broken": lambda _arguments: _break(database)}, at)
    with database.reading() as db:
        error = db.scalars(select(Job.error)).one()
    assert error is not None
    assert error.startswith("IntegrityError")
    assert ANSWER not in error
    said = lines.getvalue()
    assert "job_failed" in said
    assert ANSWER not in said
