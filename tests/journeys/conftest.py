"""A served demo, and a browser before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import SCREEN
from tests.journeys.looking import Axes
from tests.journeys.serving import Served, assert_no_fault, start_demo, stop


def new_context(browser: Browser, locale: str = "uz-UZ") -> BrowserContext:
    """A computer of its own: nothing stored, no cookie."""
    made = browser.new_context(viewport=SCREEN, locale=locale)
    made.set_default_timeout(30_000)
    return made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = new_context(browser)
    yield made
    made.close()


@pytest.fixture
def staff_context(browser: Browser) -> Iterator[BrowserContext]:
    made = new_context(browser)
    yield made
    made.close()


@pytest.fixture
def axes() -> Iterator[Axes]:
    found = Axes()
    yield found
    assert found.serious == [], "axe found something serious"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, fonts: Path) -> Iterator[Served]:
    """One demo for the tests of a file, with three candidates admitted and one who waits."""
    data = tmp_path_factory.mktemp("demo")
    process, served = start_demo(data, fonts, candidates=3)
    yield served
    stop(process)
    assert_no_fault(data)
