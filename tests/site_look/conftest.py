"""The gallery served once, one browser, and a fresh page for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import SCREEN
from tests.site_look.gallery import pulse, serve_gallery


def with_failures_seen(page: Page) -> Page:
    """Make goto fail on a page that the server could not build: an empty page passes most checks."""
    go = page.goto

    def goto(address: str) -> None:
        reply = go(address)
        assert reply is not None
        assert reply.ok, f"{address}: {reply.status}"

    page.goto = goto  # type: ignore[method-assign,assignment]
    return page


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with serve_gallery() as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    pulse.update(count=0, status=200)
    with browser.new_context(viewport=SCREEN) as context:
        yield with_failures_seen(context.new_page())


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    with browser.new_context(viewport=SCREEN, java_script_enabled=False) as context:
        yield with_failures_seen(context.new_page())
