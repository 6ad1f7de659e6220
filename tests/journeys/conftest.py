"""A served demo, and a browser before it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from examapp.core.settings import load_settings
from examapp.demo.keeping import Demo
from examapp.demo.making import make_or_take_up
from migrations.upgrade import upgrade_to_head
from tests.browser import SCREEN
from tests.journeys.looking import Axes
from tests.journeys.serving import Served, assert_no_fault, environment, start_demo, stop

ADMITTED = 3


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


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory, fonts: Path) -> Path:
    """The folder of a demo that was made and not served, to be copied."""
    data = tmp_path_factory.mktemp("made-demo")
    shutil.copytree(fonts, data / "fonts")
    settings = load_settings(environment(data, "http://127.0.0.1:8000"))
    upgrade_to_head(settings.database_url)
    make_or_take_up(Demo(settings, ADMITTED))
    return data


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, fonts: Path, made_demo: Path) -> Iterator[Served]:
    """One demo for the tests of a file, with three candidates admitted and one who waits."""
    data = tmp_path_factory.mktemp("demo") / "demo"
    shutil.copytree(made_demo, data)
    process, served = start_demo(data, fonts, candidates=ADMITTED)
    yield served
    stop(process)
    assert_no_fault(data)
