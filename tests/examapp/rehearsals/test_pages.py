"""A room is rehearsed by one button, in a real browser: a workstation and a page that plays seats."""

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from examapp.centres.models import Room
from examapp.centres.pairing import issue_workstation_token
from examapp.centres.workstations import add_workstations
from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.disk import Disk
from examapp.core.permissions import Role
from examapp.documents.rendering import can_render
from examapp.rehearsals import api
from examapp.rehearsals.conduct import end_rehearsal
from examapp.rehearsals.models import RoomRehearsal
from examapp.rehearsals.queries import list_running
from examapp.rehearsals.sweeping import end_due_rehearsals
from tests.browser import SCREEN, find_violations
from tests.cast import open_pages
from tests.exam_page.fake_server import serve
from tests.examapp.centres.making import make_room
from tests.examapp.documents.paper import read_text

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KINDS = 10


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serve(app) as url:
        yield url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=SCREEN) as made:
        yield made


@pytest.fixture
def room(database: Database) -> Room:
    with database.transaction() as db:
        made = make_room(db)
        add_workstations(db, made, 1, actor="staff:T", at=now())
        return made


def _serious(page: Page) -> list[str]:
    return [one["id"] for one in find_violations(page) if one["impact"] in {"serious", "critical"}]


def _sign_in(app: Flask, context: BrowserContext, address: str) -> None:
    cookie = open_pages(app, Role.OPERATOR).get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    context.add_cookies([{"name": "lang", "value": "en", "url": address}])


def _begin(page: Page, address: str, room: Room, who: str) -> str:
    page.goto(f"{address}/readiness/TK-C01/{room.id}")
    page.get_by_role("link", name="Rehearse this room").click()
    page.get_by_text(who).click()
    page.get_by_role("button", name="Rehearse this room").click()
    expect(page.get_by_text(re.compile(r"^\d:\d\d left$"))).to_be_visible()
    return page.url.partition("?")[0].rpartition("/")[2]


def _let_it_end(app: Flask, database: Database) -> None:
    """Let the time be over; the sweeper ends it once every seat has said that it is done."""
    with database.transaction() as db:
        for one in list_running(db):
            one.ends_at = now()
    end = time.monotonic() + 60
    with app.app_context():
        while _runs(database):
            assert time.monotonic() < end, "the rehearsal never ends"
            end_due_rehearsals()
            time.sleep(0.1)


def _runs(database: Database) -> bool:
    with database.reading() as db:
        return bool(list_running(db))


def test_a_workstation_answers_every_kind_of_item_by_itself_and_the_room_gets_its_day(
    app: Flask,
    database: Database,
    address: str,
    context: BrowserContext,
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "PACE_MS", 40)
    with database.reading() as db:
        one = db.get_one(Room, room.id).workstations[0]
        token = issue_workstation_token(app.extensions["key_ring"], one)
    _sign_in(app, context, address)
    seat, page = context.new_page(), context.new_page()
    seat.goto(f"{address}/workstation/rehearsal?lang=en")
    expect(seat.locator("h1")).to_have_text("This computer is no workstation yet")
    seat.get_by_role("link", name="Check this computer").click()
    seat.wait_for_url(f"{address}/workstation/")
    seat.evaluate("token => localStorage.setItem('workstation-token', token)", token)
    seat.goto(f"{address}/workstation/rehearsal?lang=en")
    expect(seat.locator("h1")).to_have_text("Workstation 1 waits for the rehearsal")
    assert _serious(seat) == []
    _begin(page, address, room, "The room’s workstations")
    expect(page.locator("tbody tr td").first).to_have_text(str(KINDS), timeout=90_000)
    assert _serious(page) == []
    _let_it_end(app, database)
    page.reload()
    expect(page.locator(".banner.success")).to_contain_text("The room is ready until")
    expect(page.locator(".light")).to_have_count(8)  # a busy machine may make one of them amber
    expect(page.locator(".light.red")).to_have_count(0)
    assert _serious(page) == []
    for place in ("/centres/TK-C01", f"/centres/TK-C01/rooms/{room.id}"):
        page.goto(address + place)
        expect(page.locator(".room-standing")).to_contain_text(re.compile(r"valid until \d\d\.\d\d\.\d{4}"))


def test_a_page_plays_the_seats_where_no_computer_is_there_and_says_what_that_proves(
    app: Flask,
    database: Database,
    address: str,
    context: BrowserContext,
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "PACE_MS", 40)
    _sign_in(app, context, address)
    page = context.new_page()
    _begin(page, address, room, "Simulated seats")
    second, joined = context.new_page(), list[str]()
    second.on(
        "request", lambda request: joined.append(request.url) if "/rehearsal/seat" in request.url else None
    )
    second.goto(page.url, wait_until="networkidle")
    expect(page.locator("tbody tr td").nth(2)).not_to_have_text("0", timeout=60_000)
    assert joined == [], "a second window plays the seats again"
    _let_it_end(app, database)
    page.reload()
    expect(page.locator(".light.amber")).to_contain_text("the computers are not")


@pytest.mark.skipif(not can_render(), reason="Pango is not on this machine")
def test_the_certificate_says_what_the_page_says(
    app: Flask, database: Database, room: Room, tmp_path: Path
) -> None:
    with database.transaction() as db:
        begun = RoomRehearsal(
            code="KABINET1",
            room_id=room.id,
            begun_by="staff:T",
            begun_at=now(),
            ends_at=now(),
            expected=[1],
            simulated=0,
            before={"sync_ms": 2, "free_mb": 90_000, "least_mb": 1_000},
            lines=[],
        )
        db.add(begun)
        db.flush()
        end_rehearsal(db, begun, Disk(tmp_path, 0), now())
    pages = open_pages(app, Role.OPERATOR)
    assert pages.get("/rehearsals/NOTHING/certificate.pdf").status_code == 404
    reply = pages.get("/rehearsals/KABINET1/certificate.pdf?lang=ru")
    assert reply.status_code == 200, reply.text
    text = " ".join(read_text(reply.data).split())
    assert "Кабинет не готов: не все рабочие места участвовали до конца (рабочее место 1)." in text
