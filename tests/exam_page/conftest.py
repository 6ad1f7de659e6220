"""A real Chromium and, for each test, a double of the exam API of its own."""

import logging
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.exam_page.driver import Candidate
from tests.exam_page.fake_server import FakeExam

CHROMIUM = "/usr/bin/chromium"
# The last: a name that is not loopback, for what a page may do without a secure context.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--renderer-process-limit=2",
    "--host-resolver-rules=MAP exam.test 127.0.0.1",
]


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def exam() -> FakeExam:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return FakeExam()


@pytest.fixture
def url(exam: FakeExam) -> Iterator[str]:
    with exam.serving() as address:
        yield address


@pytest.fixture(scope="session")
def computer(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser context for all: each test's server has an own port, so nothing stored is shared."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="uz-UZ")
    yield context
    context.close()


@pytest.fixture
def context(computer: BrowserContext) -> Iterator[BrowserContext]:
    yield computer
    for page in computer.pages:
        page.close()


@pytest.fixture
def candidate(context: BrowserContext, exam: FakeExam, url: str) -> Candidate:
    return Candidate(context.new_page(), exam, url)
