"""The demo as a process: what it prints, how it ends, what it keeps; on both databases."""

import json
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from examapp import create_app
from examapp.accounts.models import StaffAccount
from examapp.core.clock import read_instant
from examapp.core.db import transaction
from examapp.core.settings import load_settings
from examapp.delivery.models import Attempt
from examapp.proctoring.closing_room import close_room
from examapp.proctoring.interventions import Hand
from examapp.proctoring.models import AbortKind
from examapp.sittings.queries import find_sitting
from tests.journeys.papers import Question, know_paper
from tests.journeys.seat import Seat, fetch
from tests.journeys.serving import ROOT, Served, assert_no_fault, free_port, start_demo, stop
from tests.postgres import address_of, run_admin

MEMBERS = {"url", "staff", "sitting", "candidates", "verify_url", "finished"}
ANSWERED = 5


def _workers_of(parent: int) -> set[int]:
    children = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            children.add(int(status.parent.name))
    return children


def _wait_until_gone(processes: set[int]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return
        time.sleep(0.1)
    raise AssertionError(f"{processes} live on without their parent")


def _assert_card(card: dict[str, Any], *, admitted: int) -> None:
    assert set(card) >= MEMBERS
    assert all({"role", "name", "password", "totp_secret"} <= set(one) for one in card["staff"])
    assert {"proctor", "secretary", "commission_chair", "operator", "administrator"} <= {
        one["role"] for one in card["staff"]
    }
    assert all({"candidate_code", "pin", "name", "state"} <= set(one) for one in card["candidates"])
    assert len(card["candidates"]) == admitted + 1
    assert set(card["finished"]) >= {"sitting", "certificates"}
    assert all({"code", "number", "file"} <= set(one) for one in card["finished"]["certificates"])


def _answer(seat: Seat, questions: list[Question]) -> dict[str, Any]:
    """Save some answers and return those that were acknowledged."""
    saved = seat.save([seat.entry(one.id, one.right) for one in questions[:ANSWERED]])
    assert saved["acknowledged"] == {"lease": 1, "seq": seat.next_seq - 1}
    return {one.id: one.right for one in questions[:ANSWERED]}


def _close_the_sitting(served: Served) -> None:
    """As the proctor closes it, while nobody serves."""
    app = create_app(load_settings(served.environ))
    try:
        with app.app_context(), transaction() as db:
            sitting = find_sitting(db, served.sitting)
            assert sitting is not None
            proctor = db.scalars(select(StaffAccount).where(StaffAccount.login_name == "proctor")).one()
            attempts = db.scalars(select(Attempt).where(Attempt.sitting_id == sitting.id)).all()
            reasons = {attempt.code: AbortKind.TECHNICAL for attempt in attempts}
            hand = Hand(actor=f"staff:{proctor.code}", now=read_instant(), key="close for the journey")
            close_room(db, sitting, reasons, hand)
    finally:
        app.extensions["database"].engine.dispose()


def test_the_demo_keeps_all_through_a_kill_and_opens_a_new_sitting_for_a_closed_one(
    tmp_path: Path, fonts: Path
):
    data = tmp_path / "demo"
    data.mkdir()
    process, served = start_demo(data, fonts, candidates=1)
    first = served.card
    _assert_card(first, admitted=1)
    assert [one["state"] for one in first["candidates"]] == ["awaiting", "authorised"]
    assert Path(data, first["finished"]["certificates"][0]["file"]).exists()
    assert stat.S_IMODE((data / "demo.json").stat().st_mode) == 0o600
    assert json.loads((data / "demo.json").read_text()) == first

    seat = Seat(served, first["candidates"][1])
    assert seat.enter()["state"] == "authorised"
    seat.start()
    questions = know_paper(served, seat.candidate["candidate_code"]).questions
    held = _answer(seat, questions)
    workers = _workers_of(process.pid)
    assert workers
    process.kill()
    process.wait(timeout=120)
    assert process.stdout is not None
    process.stdout.close()
    _wait_until_gone(workers)

    process, served = start_demo(data, fonts, candidates=1)
    _assert_card(served.card, admitted=1)
    assert json.loads((data / "demo.json").read_text()) == served.card
    assert served.card["url"] == served.url != first["url"]
    assert served.card["sitting"] == first["sitting"]
    assert served.card["finished"] == first["finished"]
    assert [one["state"] for one in served.card["candidates"]] == ["awaiting", "in_progress"]
    seat.served = served
    found = seat.call("GET", "/attempt")
    assert found["answers"] == held
    assert found["state"] == "in_progress"
    held |= {questions[ANSWERED].id: questions[ANSWERED].right}
    seat.save([seat.entry(questions[ANSWERED].id, questions[ANSWERED].right)])
    assert seat.call("GET", "/attempt")["answers"] == held
    assert stop(process) == 0

    _close_the_sitting(served)
    process, served = start_demo(data, fonts, candidates=1)
    _assert_card(served.card, admitted=1)
    assert served.card["sitting"] != first["sitting"]
    assert [one["state"] for one in served.card["candidates"]] == ["awaiting", "authorised"]
    seat.served = served
    assert seat.call("GET", "/attempt")["answers"] == held
    another = Seat(served, served.card["candidates"][1])
    another.enter()
    another.start()
    assert stop(process) == 0
    assert_no_fault(data)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    server, name = request.getfixturevalue("postgres_server"), "journey_demo"
    run_admin(server, f'CREATE DATABASE "{name}"')
    try:
        yield address_of(server, name)
    finally:
        run_admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _another_process(served: Served) -> Iterator[Served]:
    """Serve the same installation by a second process at an address of its own."""
    port = free_port()
    words = ["serve", "--bind", f"127.0.0.1:{port}", "--without-jobs"]
    with (served.data / "stderr.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "examapp", *words], env=served.environ, cwd=ROOT, stderr=log
        )
    try:
        other = replace(served, url=f"http://127.0.0.1:{port}")
        for _ in range(300):
            with suppress(OSError):
                if fetch(f"{other.url}/readyz").status == 200:
                    break
            time.sleep(0.1)
        yield other
    finally:
        process.terminate()
        assert process.wait(timeout=120) == 0


def _answer_by_turns(seat: Seat, served: Served, other: Served, questions: list[Question]) -> dict[str, Any]:
    """Save each answer by the other of two processes, and ask both what is held."""
    held = {}
    for place, one in enumerate(questions[:ANSWERED]):
        seat.served = (served, other)[place % 2]
        beat = seat.call("POST", "/attempt/heartbeat", {"head": None})
        entry = seat.entry(one.id, one.right) | {"tick": beat["tick"], "since_tick_ms": 1}
        saved = seat.save([entry])
        assert saved["acknowledged"] == {"lease": 1, "seq": place}
        assert [result["status"] for result in saved["results"]] == ["live"]
        held[one.id] = one.right
        views, ends = [], []
        for seat.served in (served, other):
            found = seat.call("GET", "/attempt")
            assert found["answers"] == held
            views.append([found[name] for name in ("state", "lease", "head", "limit_ms")])
            ends.append(datetime.fromisoformat(found["ends_at"]))
        assert views[0] == views[1]
        # Each view reads the wall clock and the steady one for itself, a moment apart.
        assert abs(ends[0] - ends[1]) < timedelta(milliseconds=50)
    return held


def test_the_demo_serves_on_postgresql_by_two_processes_with_the_same_answers(
    tmp_path: Path, fonts: Path, postgres_url: str
):
    data = tmp_path / "demo"
    data.mkdir()
    process, served = start_demo(data, fonts, candidates=1, database_url=postgres_url)
    try:
        _assert_card(served.card, admitted=1)
        assert not (data / "examapp.sqlite3").exists()
        with _another_process(served) as other:
            seat = Seat(served, served.card["candidates"][1])
            seat.enter()
            seat.start()
            paper = seat.call("GET", "/attempt/paper?lang=ru")
            seat.served = other
            assert seat.call("GET", "/attempt/paper?lang=ru") == paper
            questions = know_paper(served, seat.candidate["candidate_code"]).questions
            _answer_by_turns(seat, served, other, questions)
            handed_in = seat.submit()
            assert handed_in["state"] == "submitted"
            assert handed_in["receipt"]["answered"] == ANSWERED
            for seat.served in (served, other):
                assert seat.call("GET", "/attempt")["receipt"] == handed_in["receipt"]
            certificate = served.card["finished"]["certificates"][0]
            for one in (served, other):
                assert fetch(f"{one.url}/verify/{certificate['code']}").status == 200
    finally:
        status = stop(process)
    assert status == 0
    assert_no_fault(data)
