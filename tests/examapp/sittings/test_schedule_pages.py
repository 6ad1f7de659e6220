"""Pages of the schedule, of proposals and of acts by hand, and the public schedule in all its forms."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.core.clock import ManualClock, using
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.sittings import public_schedule_views
from examapp.sittings.jobs import make_sitting_jobs
from examapp.sittings.models import Sitting, SittingProctor, SittingState
from examapp.sittings.planning import assign_proctor
from examapp.sittings.proposal_models import ProposalState, SittingProposal
from examapp.sittings.schedule_models import ScheduleState, YearSchedule
from examapp.sittings.scheduling import publish_schedule
from tests.cast import open_pages
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.examapp.sittings.schedule_ground import accepted_list, approved, draft
from tests.examapp.sittings.test_acts import later, second_proctor
from tests.examapp.sittings.test_sittings import make_ready

# The verbs are tested on both databases; pages are the same above either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
JOBS = make_sitting_jobs(lambda *_asked: {})
LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")


@dataclass
class Desk:
    """The operator's and the working body's browser over the ground, on a day in November."""

    ground: Ground
    app: Flask
    operator: FlaskClient
    working_body: FlaskClient


@pytest.fixture
def desk(ground: Ground, app: Flask) -> Iterator[Desk]:
    with using(ManualClock(AT)):
        yield Desk(ground, app, open_pages(app, Role.OPERATOR), open_pages(app, Role.WORKING_BODY))


def test_a_schedule_is_drafted_approved_and_changed_on_its_pages(desk: Desk) -> None:
    operator, working_body = desk.operator, desk.working_body
    assert operator.post("/schedules/new", data={"year": "2026"}).location == "/schedules/2026"
    assert b"already" in operator.post("/schedules/new", data={"year": "2026"}).data
    row = {
        "organisation": "TK-001",
        "programme": "minimum",
        "first_day": "23.11.2026",
        "last_day": "20.11.2026",
        "expected": "6",
    }
    assert b"before the first" in operator.post("/schedules/2026/rows/new", data=row).data
    row["last_day"] = "27.11.2026"
    assert operator.post("/schedules/2026/rows/new", data=row).status_code == 302
    assert b"in these days" in operator.post("/schedules/2026/rows/new", data=row).data
    operator.post("/schedules/2026/submit")
    assert b"Wait for its answer" in operator.post("/schedules/2026/rows/new", data=row).data
    assert operator.post("/schedules/2026/approve", data={"document": "x"}).status_code == 403
    assert b"required" in working_body.post("/schedules/2026/return", data={}).data
    working_body.post("/schedules/2026/return", data={"remark": "Boshqa hafta"})
    assert b"Boshqa hafta" in operator.get("/schedules/2026").data
    operator.post("/schedules/2026/submit")
    assert working_body.post("/schedules/2026/approve", data={"document": "№ 12"}).status_code == 302
    assert b"moved" not in operator.post("/schedules/2026/publish").data
    change = row | {"last_day": "26.11.2026"}
    assert b"Type the reason" in operator.post("/schedules/2026/rows/1", data=change).data
    assert operator.post("/schedules/2026/rows/1", data=change | {"reason": "Bayram"}).status_code == 302
    assert b"required" in operator.post("/schedules/2026/rows/1/remove", data={}).data
    page = operator.get("/schedules/2026").data.decode()
    assert "23.11.2026 – 27.11.2026 (6 people) became 23.11.2026 – 26.11.2026 (6 people)." in page
    assert "Bayram" in page
    for path in ("/schedules/", "/schedules/2026/rows/1", "/schedules/2026/rows/1/remove"):
        assert operator.get(path).status_code == 200
    everybody = desk.app.test_client()
    calendar = everybody.get("/schedule.ics").text
    assert "\r\nSEQUENCE:1\r\n" in calendar
    assert "\r\nSTATUS:CONFIRMED\r\n" in calendar
    assert operator.post("/schedules/2026/rows/1/remove", data={"reason": "Bekor"}).status_code == 302
    taken_off = everybody.get("/schedule.ics").text
    assert "\r\nSEQUENCE:2\r\n" in taken_off
    assert "\r\nSTATUS:CANCELLED\r\n" in taken_off
    assert "STATUS:CONFIRMED" not in taken_off
    assert [line for line in calendar.splitlines() if line.startswith("UID:")] == [
        line for line in taken_off.splitlines() if line.startswith("UID:")
    ]


def test_everybody_reads_the_published_schedule_on_screen_paper_and_in_programs(
    desk: Desk, fonts: Path, settings: Settings
) -> None:
    shutil.copytree(fonts, settings.fonts)
    stranger = desk.app.test_client()
    assert stranger.get("/schedule.pdf").status_code == 404
    with desk.ground.database.transaction() as db:
        schedule = approved(db, desk.ground)
        assert schedule.state is ScheduleState.APPROVED
    assert "Buyruq" not in stranger.get("/schedule").get_data(as_text=True)
    with desk.ground.database.transaction() as db:
        publish_schedule(db, db.scalars(select(YearSchedule)).one(), **WHO)
    page = stranger.get("/schedule?region=UZ-TK&q=markaz")
    assert "23.11.2026" in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    assert "23.11.2026" not in stranger.get("/schedule?region=UZ-SA").get_data(as_text=True)
    assert stranger.get("/schedule?year=2020").status_code == 404
    facts = stranger.get("/schedule", headers={"Accept": "application/json"}).get_json()
    [row] = facts["rows"]
    assert (facts["year"], row["first_day"], row["expected"], row["region"]) == (
        2026,
        "2026-11-23",
        6,
        "UZ-TK",
    )
    calendar = stranger.get("/schedule.ics").data.decode()
    assert "DTSTART;VALUE=DATE:20261123\r\nDTEND;VALUE=DATE:20261128\r\n" in calendar
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75
    drawn = stranger.get("/schedule.pdf").data
    assert drawn.startswith(b"%PDF")
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(public_schedule_views, "write_pdf", lambda *_a, **_k: b"%PDF drawn again")
        # What a stranger makes up costs no drawing: words, regions that are none, the same year by name.
        for made_up in ("", "?q=x", "?region=UZ-XX", "?year=2026", "?q=y&region="):
            assert stranger.get(f"/schedule.pdf{made_up}").data == drawn
        assert stranger.get("/schedule.pdf?region=UZ-TK").data == b"%PDF drawn again"


def test_sittings_are_proposed_accepted_and_made_on_the_pages(desk: Desk) -> None:
    with desk.ground.database.transaction() as db:
        approved(db, desk.ground)
        accepted_list(db, desk.ground)
        code = desk.ground.question_list(db).code
    wish = {
        "question_list": code,
        "region": "",
        "first_day": "23.11.2026",
        "last_day": "20.11.2026",
        "share_percent": "50",
        "gap_minutes": "30",
    }
    assert b"one year" in desk.operator.post("/sittings/proposals/new", data=wish).data
    wish["last_day"] = "27.11.2026"
    assert b"sample" in desk.operator.post("/sittings/proposals/new", data=wish).data
    where = desk.operator.post("/sittings/proposals/new", data=wish | {"rehearsal": "y"}).location
    assert b"being made" in desk.operator.get(where).data
    arguments = {"proposal": where.rsplit("/", 1)[1]}
    with desk.app.app_context():
        make_sitting_jobs(lambda *_asked: {})["sittings.plan"](arguments)
    page = desk.operator.get(where).data.decode()
    assert ("24.11.2026" in page, "Nobody is booked yet" in page) == (True, True)
    desk.operator.post(f"{where}/accept")
    assert b"0 of 2 sittings made" in desk.operator.get(f"{where}/progress").data
    with desk.app.app_context():
        for _twice in range(2):
            JOBS["sittings.make"](arguments)
    with desk.ground.database.reading() as db:
        assert db.scalars(select(SittingProposal.state)).all() == [ProposalState.DONE]
        assert len(db.scalars(select(Sitting)).all()) == 2
    for language in LANGUAGES:
        for path in ("/sittings/proposals/", "/sittings/proposals/new", where):
            assert desk.operator.get(f"{path}?lang={language}").status_code == 200
    assert b"decided" in desk.operator.post(f"{where}/discard").data


def test_an_act_by_hand_shows_its_consequences_before_it_asks_for_the_reason(desk: Desk) -> None:
    with desk.ground.database.transaction() as db:
        source = make_ready(db, desk.ground)
        target, coming = later(db, desk.ground), second_proctor(db)
        code, to = source.bookings[0].candidate_code, target.code
        leaving, stand_in = desk.ground.proctor(db).code, coming.code
        here = f"/sittings/{source.code}"
    move = f"{here}/bookings/{code}/move"
    assert b"leads to" in desk.operator.get(move).data
    seen = desk.operator.post(move, data={"act": "look", "to": to}).data.decode()
    assert ("Who must be told" in seen, "Reason" in seen, "is required" in seen) == (True, True, False)
    assert b"required" in desk.operator.post(move, data={"act": "do", "to": to}).data
    done = desk.operator.post(move, data={"act": "do", "to": to, "reason": "Kasal"})
    assert done.location == f"/sittings/{to}"
    assert b"Kasal" in desk.operator.get(done.location).data
    wanted = {"room": str(desk.ground.room_id), "day": "29.11.2026", "hour": "11:00", "act": "look"}
    assert b"no working day" in desk.operator.post(f"{here}/move", data=wanted).data
    looked = desk.operator.post(f"{here}/move", data=wanted | {"day": "30.11.2026"}).data
    assert (b'id="reason"' in looked, b"field wrong" in looked) == (True, False)  # not asked for yet
    wanted |= {"day": "30.11.2026", "act": "do", "reason": "Chiroq"}
    assert desk.operator.post(f"{here}/move", data=wanted).status_code == 302
    replace = f"{here}/proctors/{leaving}/replace"
    asked = {"coming": stand_in, "act": "do", "reason": "Kelmadi"}
    assert b"sees the room no more" in desk.operator.post(replace, data=asked | {"act": "look"}).data
    assert desk.operator.post(replace, data=asked).status_code == 302
    assert desk.operator.get(replace).status_code == 404
    with desk.ground.database.reading() as db:
        sitting = db.scalars(select(Sitting).where(Sitting.code == here.rsplit("/", 1)[1])).one()
        assert sitting.starts_at == STARTS + timedelta(days=6, hours=1, minutes=30)
        watching = db.scalars(select(StaffAccount.code).join(SittingProctor)).all()
        assert (watching, sitting.state) == ([stand_in], SittingState.PLANNED)
    history = desk.operator.get(here).data.decode()
    assert all(reason in history for reason in ("Kasal", "Chiroq", "Kelmadi"))


def test_who_only_reads_sees_the_schedule_and_cannot_change_it(desk: Desk) -> None:
    with desk.ground.database.transaction() as db:
        draft(db, desk.ground)
        assign_proctor(db, make_ready(db, desk.ground), desk.ground.proctor(db), **WHO)
    auditor = open_pages(desk.app, Role.AUDITOR)
    page = auditor.get("/schedules/2026").data
    assert b"Take off" not in page
    assert auditor.post("/schedules/2026/submit").status_code == 403
