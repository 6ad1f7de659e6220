"""A real Chromium and, for each test, a double of the exam API of its own."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import SCREEN
from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import FakeExam, serve


@pytest.fixture
def exam() -> FakeExam:
    return FakeExam()


class Switchboard:
    """One address for all tests: the browser need not fetch and compile the page's files each time."""

    def __init__(self) -> None:
        self.exam: FakeExam | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        assert self.exam is not None
        return self.exam.app(environ, start_response)


@pytest.fixture(scope="session")
def switchboard() -> Switchboard:
    return Switchboard()


@pytest.fixture(scope="session")
def address(switchboard: Switchboard) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serve(switchboard) as url:
        yield url


@pytest.fixture
def url(switchboard: Switchboard, address: str, exam: FakeExam) -> str:
    switchboard.exam = exam
    return address


@pytest.fixture(scope="session")
def computer(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SCREEN, locale="uz-UZ")
    yield context
    context.close()


@pytest.fixture
def context(computer: BrowserContext, address: str) -> Iterator[BrowserContext]:
    """The computer as it is given to a candidate: nothing is stored on it but the browser's own cache."""
    yield computer
    for page in computer.pages[1:]:
        page.close()
    last = computer.pages[0] if computer.pages else computer.new_page()
    last.goto("about:blank")
    session = computer.new_cdp_session(last)
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    session.detach()
    last.close()


@pytest.fixture
def candidate(context: BrowserContext, exam: FakeExam, url: str) -> Candidate:
    return Candidate(context.new_page(), exam, url)
