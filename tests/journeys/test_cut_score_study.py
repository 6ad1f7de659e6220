"""A cut score from the empty page to the seal: three judges, two rounds, a chair, each in a browser."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.cut_scores.recording import find_in_force, read_record
from tests.browser import follow
from tests.cast import add_person
from tests.examapp.cut_scores.study_making import ROUND_ONE, Ground, lay_ground
from tests.journeys.desks import serve, sit_down
from tests.journeys.looking import Axes

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Three judges, the operator, the chair.
TONGUES = ("uz-Latn", "ru", "uz-Cyrl", "uz-Latn", "ru")


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    with serve(app) as address:
        yield address


@pytest.fixture
def ground(database: Database, settings: Settings) -> Ground:
    return lay_ground(database, settings)


def fill_in(page: Page, axes: Axes, estimates: dict[str, str], name: str) -> None:
    """Type the numbers by keyboard, leaf by leaf; the server holds each before the next leaf is opened."""
    for leaf in ("law", "office"):
        fields = page.locator(".estimate input")
        fields.first.focus()
        for place in range(fields.count()):
            item = page.locator("[data-item]").nth(place).get_attribute("data-item")
            page.keyboard.type(estimates[item or ""])
            expect(page.locator(".told").nth(place)).to_have_attribute("data-kind", "held")
            page.keyboard.press("Enter")
        expect(page.locator(".preview-face .face").first).to_be_visible()
        axes.look(page, f"cut-score-ballot-{name}-{leaf}")
        if leaf == "law":
            follow(page, ".closing button[name=onward]")
            page.wait_for_url("**part=1")


def hand_in(page: Page) -> None:
    page.click("[data-hand-in]")
    page.wait_for_url("**/submit")
    follow(page, "form.question button")
    page.wait_for_url("**/cut-scores/*")


def first_round(pages: list[Page], study: str, axes: Axes) -> None:
    """Each judge opens, fills in, reloads, and hands in; nothing that was typed is lost."""
    for place, page in enumerate(pages):
        page.goto(study)
        axes.look(page, f"cut-score-invited-{TONGUES[place]}")
        follow(page, "main form.inline button.primary")
        fill_in(page, axes, {item: str(said[place]) for item, said in ROUND_ONE.items()}, TONGUES[place])
        page.reload()
        expect(page.locator(".estimate input").first).to_have_value(str(ROUND_ONE["OFF-001"][place]))
        hand_in(page)


def second_round(pages: list[Page], study: str) -> None:
    """Each judge opens the ballot with the own numbers of the first round, and hands it in as it is."""
    for page in pages:
        page.goto(study)
        follow(page, "main form.inline button.primary")
        expect(page.locator(".estimate .secondary").first).to_be_visible()
        hand_in(page)


def lead_on(desk: Page, study: str) -> None:
    """The operator closes the round, or begins the second one."""
    desk.goto(study)
    follow(desk, "main form.inline button.primary")
    expect(desk.locator(".banner.success").first).to_be_visible()


def test_three_judges_set_a_cut_score_and_the_chair_seals_it(
    app: Flask, served: str, browser: Browser, database: Database, ground: Ground, axes: Axes
) -> None:
    with database.transaction() as db:
        people = [*ground.accounts(db), add_person(db, Role.OPERATOR), ground.chair(db)]
        secret, code = ground.secret_of_chair(db), ground.question_list(db).code
    with ExitStack() as stack:
        *judges, desk, head = [
            stack.enter_context(sit_down(browser, app, person, tongue)).new_page()
            for person, tongue in zip(people, TONGUES, strict=True)
        ]
        desk.goto(f"{served}/cut-scores/new/{code}")
        for person in people[:3]:
            desk.check(f"[value='{person.code}']")
        axes.look(desk, "cut-score-new-uz")
        follow(desk, "main form button.primary")
        desk.wait_for_url(lambda url: "/new/" not in url)
        study = desk.url
        axes.look(desk, "cut-score-study-uz")
        first_round(judges, study, axes)
        lead_on(desk, study)
        judges[1].goto(f"{study}/discussion")
        expect(judges[1].locator("tbody th").nth(3)).to_have_text("OFF-003")
        axes.look(judges[1], "cut-score-discussion-ru")
        lead_on(desk, study)
        second_round(judges, study)
        lead_on(desk, study)
        head.goto(f"{study}/record")
        axes.look(head, "cut-score-record-ru")
        head.fill("#digits", pyotp.TOTP(secret).at(time.time()))
        follow(head, "main form button.primary")
        expect(head.locator(".banner.success").first).to_be_visible()
        axes.look(head, "cut-score-sealed-ru")
        with head.expect_download() as download:
            head.click("main a[download]")
        with database.reading() as db:
            sealed = find_in_force(db, ground.ceremony.list_id)
            assert sealed is not None
            assert download.value.path().read_text() == sealed.body
            assert str(read_record(sealed).shares["OFF-003"]) == "0.633333"
