"""The register and participation in a browser, without a script, and axe minds nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from examapp.core import clock
from examapp.core.db import Database
from examapp.core.permissions import Role
from tests.browser import follow
from tests.cast import add_person
from tests.examapp.training.making import add
from tests.factories.closed_sitting import DECIDED_AT, make_closed_sitting
from tests.journeys.desks import serve, sit_down
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def served(app: Flask, database: Database) -> Iterator[str]:
    with database.transaction() as db:
        add(db)
        names = {"uz-Latn": "Toshkent axborot xavfsizligi kurslari", "ru": "Курсы безопасности"}
        add(
            db,
            names=names,
            region_code="UZ-TK",
            district_code="1726266",
            kind="security_course",
            topics=["security"],
        )
        make_closed_sitting(db)
        make_closed_sitting(db, code="FA-2026-1124-01", region="UZ-FA")
    with clock.using(clock.ManualClock(DECIDED_AT)), serve(app) as address:
        yield address


def test_somebody_finds_a_course_by_keyboard_and_the_auditor_reads_who_came(
    browser: Browser, app: Flask, database: Database, served: str
) -> None:
    axes = Axes()
    stranger = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="ru"
    )
    page = stranger.new_page()
    page.goto(f"{served}/training")
    expect(page.locator(".institution")).to_have_count(2)
    page.get_by_label("Регион").select_option("UZ-TK")
    page.get_by_label("Тема").select_option("security")
    page.get_by_label("Тема").press("Tab")
    page.get_by_role("button", name="Найти").press("Enter")
    expect(page.locator(".institution h3")).to_have_text("Курсы безопасности")
    assert not stranger.cookies()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with database.transaction() as db:
        auditor, keeper = add_person(db, Role.AUDITOR), add_person(db, Role.WORKING_BODY)
    with sit_down(browser, app, auditor, "uz-Latn") as desk:
        page = desk.new_page()
        page.goto(f"{served}/training")
        axes.look(page, "training")
        page.goto(f"{served}/participation/")
        expect(page.locator("figure.chart")).to_have_count(2)
        expect(page.locator("tr.together td").nth(3)).to_have_text("4")
        axes.look(page, "participation")
    with sit_down(browser, app, keeper, "ru") as desk:
        page = desk.new_page()
        page.goto(f"{served}/training/register/T-FA-001")
        axes.look(page, "register-entry")
        page.goto(f"{served}/requirements/drafts/")
        follow(page, page.get_by_role("button", name="Начать версию").first)
        axes.look(page, "version-edit")
    assert not axes.serious
