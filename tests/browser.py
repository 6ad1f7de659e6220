"""The browser of the tests, and what runs beside it in one process."""

import asyncio
import shutil
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

Result = TypeVar("Result")

WHOLE_CHROMIUM = shutil.which("chromium")  # none: the one that Playwright has brought
# The shell draws and computes as the whole browser does, without its window and its profile on the disk, for
# half the CPU.
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE_CHROMIUM
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--renderer-process-limit=2",
    # A name that is not loopback, for what a page may do without a secure context.
    "--host-resolver-rules=MAP exam.test 127.0.0.1",
]
SCREEN = {"width": 1366, "height": 768}


_INJECTED = "window.axeLooksAt === document.documentElement"
_INJECT = f"{Axe().axe_script}; window.axeLooksAt = document.documentElement;"
# A colour on its way from one to another is none of the page's.
_RUN = """async ([part, options]) => {
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    return (await axe.run(part ?? document, options)).violations;
}"""


def follow(page: Page, target: str | Locator) -> None:
    """Press what leads to another page and wait until that page is there.

    A click alone returns once it is pressed: what comes next would look at the page that is going away.
    """
    place = page.locator(target).first if isinstance(target, str) else target
    with page.expect_navigation():
        place.click()


def find_violations(page: Page, part: str | None = None, **options: Any) -> list[dict[str, Any]]:
    """What axe finds against a page or a part of it; of what it finds in order nothing is written or sent."""
    if not page.evaluate(_INJECTED):
        page.evaluate(_INJECT)
    found: list[dict[str, Any]] = page.evaluate(_RUN, [part, {"resultTypes": ["violations"]} | options])
    return found


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in another thread: the browser's driver keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
