"""What anybody and a candidate do before the day: practise, open the own page, take the slip, confirm."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from examapp.core.clock import now
from examapp.core.db import Database
from examapp.sittings.booking import EntrySlip, renew_pins
from tests.browser import SCREEN
from tests.exam_page.fake_server import serve
from tests.examapp.documents.paper import paper_fonts
from tests.factories.published import make_published_sitting
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def slip(app: Flask, database: Database) -> EntrySlip:
    """Somebody who is booked in twelve days, and their codes."""
    shutil.copytree(paper_fonts(), app.config["SETTINGS"].fonts)
    with database.transaction() as db:
        sitting = make_published_sitting(db)
        sitting.starts_at = now() + timedelta(days=12)
        return renew_pins(db, app.extensions["key_ring"], sitting.bookings[:1], actor="staff:O", at=now())[0]


@pytest.fixture
def page(app: Flask, browser, slip: EntrySlip) -> Iterator[Page]:
    with serve(app) as url, browser.new_context(viewport=SCREEN, base_url=url) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page


def test_a_candidate_finds_place_and_slip_confirms_and_practises_by_mouse_and_keyboard(
    page: Page, slip: EntrySlip
) -> None:
    axes = Axes()
    page.goto("/my/?lang=uz-Latn")
    page.fill("[name=code]", slip.candidate_code)
    page.fill("[name=pin]", slip.pin)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(slip.name)
    axes.look(page, "own-page")
    with page.expect_download() as download:
        page.click("a[href='/my/slip.pdf']")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.click("text=Kelaman")
    expect(page.locator(".banner.success")).to_be_visible()
    page.click("main >> text=Mashq qilish")
    practise(page, axes)
    assert not axes.serious, "\n".join(axes.serious)


def practise(page: Page, axes: Axes) -> None:
    """The first item by mouse, the second by keyboard, the others left; then the marks."""
    expect(page.locator(".band")).to_have_text(re.compile("Mashq"))
    axes.look(page, "practice-welcome")
    page.click("button.primary")
    page.locator(".option", has_text="Chorshanba").click()
    expect(page.locator(".mark")).to_have_attribute("data-kind", "practice")
    axes.look(page, "practice-item")
    page.click(".foot .next")
    expect(page.locator(".tile[aria-current]:not(.sample)")).to_have_text("2")
    page.keyboard.press("2")
    page.keyboard.press("4")
    expect(page.locator(".option input:checked")).to_have_count(2)
    page.locator(".side .finish").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ha, natijani koʻrsatish").press("Enter")
    expect(page.locator(".marked.right")).to_have_count(2)
    expect(page.locator(".marked.empty")).to_have_count(9)
    expect(page.locator(".marked .why").first).to_contain_text("chorshanba")
    axes.look(page, "practice-marks")
