"""A judge's numbers on a link that keeps requests back: what was typed last is what the server holds."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.cut_scores.judging import open_ballot
from examapp.cut_scores.models import CutScoreBallot, CutScoreMark
from question_bank.cut_score import Method
from tests.examapp.authoring.ceremony_ground import AT
from tests.examapp.cut_scores.study_making import ITEMS, Ground, lay_ground
from tests.journeys.desks import serve, sit_down

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ground(database: Database, settings: Settings) -> Ground:
    return lay_ground(database, settings)


@pytest.fixture
def judge(request: pytest.FixtureRequest, app: Flask, browser: Browser, ground: Ground) -> Iterator[Page]:
    """The first judge before an open ballot."""
    with ground.database.transaction() as db:
        code = ground.open(db, getattr(request, "param", Method.ANGOFF)).code
        open_ballot(db, ground.study(db), ground.judge(db, 0), at=AT)
        account = ground.accounts(db)[0]
    with serve(app) as address, sit_down(browser, app, account, "uz-Latn") as context:
        page = context.new_page()
        page.goto(f"{address}/cut-scores/{code}/ballot")
        page.wait_for_selector(".preview-face .face")
        yield page


SAVES = "**/cut-scores/*/ballot/*"


def test_a_number_that_is_mended_while_the_first_is_under_way_is_the_one_that_stands(
    judge: Page, ground: Ground
) -> None:
    judge.add_init_script("AbortSignal.timeout = () => new AbortController().signal")
    judge.goto(f"{judge.url}?part=1")  # a leaf of three items
    field, told = judge.locator(".estimate input").first, judge.locator(".told").first
    item = judge.locator("[data-item]").first.get_attribute("data-item")
    kept: list[Route] = []

    def keep_back(route: Route) -> None:
        kept.append(route)

    judge.route(SAVES, keep_back, times=1)
    with judge.expect_request(SAVES):
        field.fill("70")
    field.fill("75")
    # The other items do not wait for this one.
    judge.locator(".estimate input").nth(1).fill("40")
    expect(judge.locator(".told").nth(1)).to_have_attribute("data-kind", "held")
    judge.wait_for_timeout(600)  # longer than the page waits before it sends what is typed
    [late] = kept
    late.continue_()
    expect(told).to_have_attribute("data-kind", "held")
    with ground.database.reading() as db:
        held = db.scalar(select(CutScoreBallot.estimate).where(CutScoreBallot.item_id == item))
    assert held == 75


@pytest.mark.parametrize("judge", [Method.BOOKMARK], indirect=True)
def test_a_mark_that_did_not_arrive_does_not_come_back_over_a_later_one(judge: Page, ground: Ground) -> None:
    marks = judge.locator("[name=mark]")
    judge.route(SAVES, lambda route: route.abort())
    marks.nth(1).check()
    expect(judge.locator(".told").nth(1)).to_have_attribute("data-kind", "lost")
    judge.unroute(SAVES)
    marks.nth(2).check()
    expect(judge.locator(".told").nth(2)).to_have_attribute("data-kind", "held")
    expect(judge.locator(".told").nth(1)).to_be_empty()
    judge.wait_for_timeout(4_500)  # the first one was to be tried again by now
    with ground.database.reading() as db:
        assert db.scalar(select(CutScoreMark.item_id)) == ITEMS[2]


def test_a_page_that_stands_before_the_server_is_no_word_of_the_server(judge: Page, ground: Ground) -> None:
    """A captive portal answers 200 to everything."""
    judge.route(SAVES, lambda route: route.fulfill(status=200, body="<h1>Sign in</h1>"))
    judge.locator(".estimate input").first.fill("70")
    expect(judge.locator(".told").first).to_have_attribute("data-kind", "lost")
    judge.unroute(SAVES)
    expect(judge.locator(".told").first).to_have_attribute("data-kind", "held")
    with ground.database.reading() as db:
        assert db.scalar(select(CutScoreBallot.estimate)) == 70


def test_a_number_of_whoever_is_signed_out_meanwhile_waits_on_this_computer(
    judge: Page, ground: Ground
) -> None:
    cookies = judge.context.cookies()
    judge.context.clear_cookies()
    judge.locator(".estimate input").first.fill("70")
    expect(judge.locator(".told").first).to_have_attribute("data-kind", "lost")
    judge.context.add_cookies(cookies)
    judge.reload()
    expect(judge.locator(".told").first).to_have_attribute("data-kind", "held")
    with ground.database.reading() as db:
        assert db.scalar(select(CutScoreBallot.estimate)) == 70
