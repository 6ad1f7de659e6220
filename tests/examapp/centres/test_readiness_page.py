"""The page on which a computer checks itself, in a real browser."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from examapp.centres.models import Workstation
from examapp.centres.pairing import give_room_code
from examapp.centres.workstations import add_workstations
from examapp.core.clock import now
from examapp.core.db import Database
from tests.browser import SCREEN, find_violations
from tests.exam_page.fake_server import serve
from tests.examapp.centres.making import make_room

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serve(app) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=SCREEN, screen=SCREEN) as context:
        yield context.new_page()


def test_a_computer_becomes_a_workstation_checks_itself_and_the_exam_page_knows_it(
    app: Flask, database: Database, address: str, page: Page
) -> None:
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 7, actor="staff:T", at=now())
        code = give_room_code(db, app.extensions["key_ring"], room, actor="staff:T", at=now())
    page.goto(f"{address}/workstation/?lang=en")
    page.click("#run")
    expect(page.locator("#verdict")).to_contain_text("This computer is not ready yet. It is not kept")
    expect(page.locator(".light.red b")).to_have_text("Keyboard")
    page.fill("#room-code", "WRONG")
    page.fill("#desk-number", "7")
    page.click("#pairing-form button")
    expect(page.locator("#pairing-told")).to_contain_text("do not fit")
    page.locator("#room-code").press("Control+A")
    page.locator("#room-code").press_sequentially(code.lower())
    page.locator("#room-code").press("Enter")
    expect(page.locator("#who")).to_have_text("Workstation 7 1-sinov markazi, room 204")
    page.click("#run")
    expect(page.locator("#verdict")).to_contain_text("This computer is ready. It is kept for workstation 7")
    expect(page.locator(".light")).to_have_count(8)
    serious = [one["id"] for one in find_violations(page) if one["impact"] in {"serious", "critical"}]
    page.goto(f"{address}/exam/?lang=en")
    expect(page.locator(".here")).to_have_text("Workstation 7 1-sinov markazi, room 204")
    with database.reading() as db:
        seat = db.query(Workstation).filter_by(number=7).one()
        assert seat.ready_until is not None
    assert serious == []


def test_an_old_browser_is_told_so_by_a_script_that_it_can_read(address: str, browser: Browser) -> None:
    old = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.112"
    with browser.new_context(user_agent=old) as context:
        page = context.new_page()
        page.goto(f"{address}/workstation/?lang=en")
        expect(page.locator("#old-browser")).to_contain_text("too old for the test")
        expect(page.locator("#old-version")).to_have_text("Chrome 49")
        expect(page.locator("#readiness")).to_be_hidden()
