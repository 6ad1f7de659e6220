"""`./run faults browser`: the exam page in Chromium, killed, closed and reloaded while somebody answers.

What the page has shown as kept on this computer must reach the server once the page is open again on the same
profile, whether the link was up or cut when the browser died.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser import ARGUMENTS, SCREEN, WHOLE_CHROMIUM
from tests.examapp.delivery.making import CHOICE_ITEM, PIN, Place
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import new_seed, sqlite_ground
from tests.faults.proxy import Proxy, proxy
from tests.faults.serving import Serving, serving
from tests.faults.store import connect

SLOW = 60_000
SECONDS_TO_ARRIVE = 40
TRIALS_A_SEAT = 30
KINDS = (*["kill -9 of Chromium"] * 8, "tab closed", "page reloaded")
CHOSEN = "[...document.querySelectorAll('.option input')].findIndex((input) => input.checked)"
TILE = ".side .tile:not(.sample)"
OPTION = '.option:has(input[type="radio"])'


def launch(driver: Playwright, profile: Path) -> BrowserContext:
    # The shell keeps no profile that outlives a kill.
    return driver.chromium.launch_persistent_context(
        str(profile), executable_path=WHOLE_CHROMIUM, args=ARGUMENTS, viewport=SCREEN, headless=True
    )


def kill(profile: Path) -> None:
    """Kill -9 every process of the browser that has this profile."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(profile) in word for word in process.info["cmdline"] or []):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)


def sit(page: Page, served: Serving, place: Place, port: int) -> None:
    """Enter and start, as the candidate does who has consented before."""
    page.goto(f"http://127.0.0.1:{port}/exam/")
    page.fill("[name=sitting_code]", served.hall.sitting)
    page.fill("[name=candidate_code]", place.candidate_code)
    page.fill("[name=pin]", PIN)
    page.click("button[type=submit]")
    page.wait_for_selector("body[data-screen=waiting]")
    page.click("button.primary >> text=Sinovni boshlash")
    page.wait_for_selector("body[data-screen=exam]")


def find_choice(page: Page) -> None:
    """Go to the item whose options can be clicked."""
    page.wait_for_selector(TILE)
    for tile in page.locator(TILE).all():
        tile.click()
        if page.locator(OPTION).count() == 4:
            return
    raise AssertionError("no item with options")


def held(url: str, place: Place) -> list[str]:
    """Return the responses to the item that the server holds, the last one last."""
    wanted = "SELECT response FROM response_event WHERE attempt_id = {0} AND item = {0} ORDER BY lease, seq"
    with connect(url) as connection:
        mark = "?" if url.startswith("sqlite") else "%s"
        rows = connection.execute(
            wanted.format(mark),
            (place.attempt_id, CHOICE_ITEM),
        ).fetchall()
    return [row[0] for row in rows]


def answer(page: Page, chance: random.Random) -> int:
    """Click some options; returns how many were shown as kept."""
    # An option that is chosen already makes no new answer.
    kept, before = 0, page.evaluate(CHOSEN)
    for _ in range(chance.randint(1, 4)):
        place = chance.choice([each for each in range(4) if each != before])
        before = place
        page.locator(OPTION).nth(place).click()
        page.wait_for_selector('.mark:is([data-kind="kept"],[data-kind="queued"],[data-kind="held"])')
        kept += 1
    page.wait_for_timeout(chance.random() * 100)
    return kept


def try_once(
    page: Page,
    kind: str,
    driver: Playwright,
    profile: Path,
    served: Serving,
    place: Place,
    link: Proxy,
    seed: int,
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[Trial, Page]:
    """Answer, die, come back on the same profile, and compare; `meanwhile`: what happens to the store."""
    chance = random.Random(seed)
    find_choice(page)
    before = len(held(served.ground.url, place))
    if chance.random() < 0.5:
        link.cut()
    kept = answer(page, chance)
    begun = time.monotonic()
    meanwhile()
    if kind == KINDS[0]:
        kill(profile)
        with suppress(Exception):
            page.context.close()
        page = launch(driver, profile).pages[0]
    elif kind == "tab closed":
        context = page.context
        context.new_page()
        page.close()
        page = context.pages[0]
    link.mend()
    page.set_default_timeout(SLOW)
    page.goto(f"http://127.0.0.1:{link.port}/exam/")
    page.wait_for_selector("body[data-screen=exam]")
    end = time.monotonic() + SECONDS_TO_ARRIVE
    while (now := len(held(served.ground.url, place))) < before + kept and time.monotonic() < end:
        page.wait_for_timeout(50)
    lost = max(before + kept - now, 0)
    took = time.monotonic() - begun
    return Trial(f"exam page: {kind}", kept, lost, took, [f"seed {seed}"] if lost else []), page


def campaign(figures: Figures, budget: Budget) -> None:
    """Let one candidate after the other live through it."""
    while budget.goes_on():
        with (
            sqlite_ground(6, migrated=True) as ground,
            serving(ground, seats=1) as served,
            proxy(served.port) as link,
            sync_playwright() as driver,
        ):
            served.hall.stop.set()  # the other pages have shown that it serves
            for place in ground.room.places[-3:]:
                with tempfile.TemporaryDirectory(
                    prefix="examapp-faults-", ignore_cleanup_errors=True
                ) as profile:
                    _live(figures, budget.part(TRIALS_A_SEAT), driver, Path(profile), served, place, link)


def _live(
    figures: Figures,
    budget: Budget,
    driver: Playwright,
    profile: Path,
    served: Serving,
    place: Place,
    link: Proxy,
) -> None:
    page = launch(driver, profile).pages[0]
    page.set_default_timeout(SLOW)
    sit(page, served, place, link.port)
    number = 0
    while budget.take():
        kind = KINDS[number % len(KINDS)]
        number += 1
        trial, page = try_once(page, kind, driver, profile, served, place, link, new_seed())
        figures.add(trial)
    page.context.close()
