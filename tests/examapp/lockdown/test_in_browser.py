"""The locked browser played by Chromium: its headers are computed for the address of each request.

The server is reached under another address than that of its settings, as behind a proxy: the browser's
headers belong to the address that people use.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from examapp.lockdown.config_key import bind_to_address
from tests.browser import SCREEN
from tests.exam_page.fake_server import serve
from tests.examapp.delivery.making import CHOICE_ITEM, PIN, SmallRoom
from tests.examapp.lockdown.browsers import BASE, config_key

pytestmark = pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)


class LockedChromium:
    """A page whose requests carry what the locked browser adds; `locked` is switched by the test."""

    def __init__(self, browser: Browser, key: str, url: str) -> None:
        self.page: Page = browser.new_context(viewport=SCREEN, locale="uz-UZ").new_page()
        self.key, self.url, self.locked = key, url, True
        self.page.context.route("**/exam/**", self._add_headers)

    def _add_headers(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        address = f"{BASE}{parts.path}{f'?{parts.query}' if parts.query else ''}"
        shown = {"x-safeexambrowser-configkeyhash": bind_to_address(address, self.key)}
        route.continue_(headers=route.request.headers | (shown if self.locked else {}))

    def on(self, screen: str) -> None:
        self.page.wait_for_selector(f"body[data-screen={screen}]")

    def enter(self, room: SmallRoom) -> None:
        page, place = self.page, room.places[0]
        page.goto(f"{self.url}/exam/")
        page.fill("[name=sitting_code]", room.sitting_code)
        page.fill("[name=candidate_code]", place.candidate_code)
        page.fill("[name=pin]", PIN)
        page.click("button[type=submit]")
        for screen in ("language", "consent", "rules"):
            self.on(screen)
            page.click("main button.primary")
        self.on("waiting")


@pytest.fixture
def chromium(browser: Browser, locked: SmallRoom) -> Iterator[LockedChromium]:
    with serve(locked.app) as url:
        found = LockedChromium(browser, config_key(locked), url)
        found.page.set_default_timeout(30_000)
        yield found
        found.page.context.close()


def test_a_candidate_works_in_the_locked_browser_and_loses_nothing_when_it_is_refused(
    chromium: LockedChromium, locked: SmallRoom
) -> None:
    page, place = chromium.page, locked.places[0]
    locked.open()
    chromium.enter(locked)
    assert "/exam/p/" not in page.url
    locked.admit(place)
    page.wait_for_url("**/exam/p/*/", timeout=30_000)
    chromium.on("waiting")
    page.click("button.primary.big")
    chromium.on("exam")
    item = list(place.form.item_ids()).index(CHOICE_ITEM)
    page.locator(".side .tile:not(.sample)").nth(item).click()
    page.locator(".option").first.click()
    expect(page.locator(".mark")).to_have_attribute("data-kind", "held", timeout=30_000)
    chromium.locked = False
    page.locator(".option").nth(1).click()
    chromium.on("locked_out")
    expect(page.locator("h1")).to_contain_text("nazoratchi")
    chromium.locked = True
    chromium.on("exam")
    expect(page.locator(".option input").nth(1)).to_be_checked()
    page.reload()
    chromium.on("exam")
    expect(page.locator(".option input").nth(1)).to_be_checked()
