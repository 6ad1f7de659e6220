"""`./run faults real_pages`: the exam page in Chromium on bad links, with a wrong clock, and reloaded."""

import json
import os
import random
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from examapp.delivery.models import Attempt
from tests.browser import ARGUMENTS, CHROMIUM, SCREEN
from tests.examapp.delivery.making import PIN, Place
from tests.faults.browser import OPTION, SLOW, TILE, answer, find_choice, held, sit
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, new_seed, sqlite_ground
from tests.faults.nursery import Nursery
from tests.faults.proxy import Link, Proxy, proxy
from tests.faults.served import Kind, choose
from tests.faults.serving import Serving, serving
from tests.faults.store import connect

SECONDS_TO_ARRIVE = 60
TRIALS_A_GROUND = 14
# The seat's clock, as a script that runs before the page's own.
CLOCK = """(() => {
  const real = Date, off = %d;
  window.Date = class extends real {
    constructor(...words) { words.length ? super(...words) : super(real.now() + off); }
    static now() { return real.now() + off; }
  };
})()"""
LINKS = {
    "exam page: link cut for a second": Link(up=False),
    "exam page: 30 % of the parts lost": Link(lost_share=0.3),
    "exam page: 2 s there and back": Link(delay_s=1.0),
    "exam page: 64 kbit/s": Link(bytes_a_second=8_000),
}
CLOCKS = {
    "exam page: its clock 5 min slow": -5 * 60_000,
    "exam page: its clock a day fast": 24 * 3600_000,
}
KEPT = '.mark:is([data-kind="kept"],[data-kind="queued"],[data-kind="held"])'
SHELL_IS_KEPT = """() => navigator.serviceWorker.ready.then(() => new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve();
  else serviceWorker.addEventListener('controllerchange', () => resolve());
}))"""
SHOWN = """[document.querySelector('main h1').innerText,
  [...document.querySelectorAll('main input')].map((input) => input.checked || input.value)]"""
RELOADED = "exam page: reloaded at every step"
KINDS = {kind: Kind(lambda *_: 0.0, 1) for kind in (*LINKS, *CLOCKS, RELOADED)}


def try_link(
    page: Page,
    kind: str,
    served: Serving,
    place: Place,
    link: Proxy,
    chance: random.Random,
    meanwhile: Callable[[], object] = lambda: None,
) -> Trial:
    """Answer while the link is bad: all arrive although it stays so, after a cut once it is whole.

    `meanwhile` is what happens to the store.
    """
    find_choice(page)
    before = len(held(served.ground.url, place))
    meanwhile()
    wanted = LINKS.get(kind, Link())
    if wanted.up:
        link.link = wanted
    else:
        link.cut()
    begun = time.monotonic()
    made = answer(page, chance)
    if not wanted.up:
        page.wait_for_timeout(1_000)
        link.mend()
    while (now := len(held(served.ground.url, place))) < before + made:
        if time.monotonic() - begun > SECONDS_TO_ARRIVE:
            break
        page.wait_for_timeout(50)
    took = time.monotonic() - begun
    link.mend()
    faults = [f"{before + made - now} of {made} answers have not arrived"] if now < before + made else []
    return Trial(kind, made, max(before + made - now, 0), took, faults)


def again(page: Page, screen: str, then: str = "") -> None:
    """Wait for a screen, load the page anew, and wait for the same, or for another one."""
    page.wait_for_selector(f"body[data-screen={screen}]")
    page.reload()
    page.wait_for_selector(f"body[data-screen={then or screen}]")


def walk_to_start(page: Page, served: Serving, place: Place, port: int) -> None:
    """Go from the entry to the first item, and load each screen anew."""
    page.goto(f"http://127.0.0.1:{port}/exam/")
    again(page, "entry")
    for name, value in (
        ("sitting_code", served.hall.sitting), ("candidate_code", place.candidate_code), ("pin", PIN),
    ):  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.click("button[type=submit]")
    for screen in ("language", "consent", "rules"):
        again(page, screen)
        page.click("main .actions .primary")
    again(page, "waiting")
    page.click(".main-action button:last-child")
    again(page, "practice", "waiting")  # nothing of the practice is kept
    page.click("button.primary >> text=Sinovni boshlash")
    again(page, "exam")


def answer_all(page: Page, link: Proxy, chance: random.Random) -> tuple[list[Any], list[str]]:
    """Answer what can be clicked or typed, and load the page anew as soon as it says that it has the answer.

    Every other time there is no link, so that the answer lies on this computer alone.

    Returns the answers, and what was another screen afterwards.
    """
    made, faults = [], []
    page.wait_for_selector(TILE)
    for number in range(1, page.locator(TILE).count() + 1):
        page.locator(TILE).nth(number - 1).click()
        if chance.random() < 0.5:
            link.cut()
        page.wait_for_selector(f".side .tiles li:nth-child({number}) .tile[aria-current]")
        if page.locator(OPTION).count():
            option = page.locator(OPTION).nth(chance.randrange(page.locator(OPTION).count()))
            option.click()
            made.append([option.locator("input").get_attribute("value")])
            page.wait_for_selector(KEPT)
        elif page.locator(".typed").count():
            made.append(str(chance.randrange(10**6)))
            page.fill(".typed", made[-1])
            page.wait_for_selector(KEPT)
        shown = page.evaluate(SHOWN)
        again(page, "exam")
        page.wait_for_selector("main h1")
        if page.evaluate(SHOWN) != shown:
            faults.append(f"item {number} was {shown} and is {page.evaluate(SHOWN)}")
        link.mend()
    return made, faults


def hand_in(page: Page) -> list[str]:
    """Hand in, with the page loaded anew before and after; returns what was wrong."""
    page.click(".side .finish")
    page.wait_for_selector("dialog.question")
    again(page, "exam")
    page.click(".side .finish")
    page.click("dialog.question button.primary")
    page.wait_for_selector(".receipt-code")
    receipt = page.locator(".receipt-code").inner_text()
    again(page, "readback")
    page.wait_for_selector(".receipt-code")
    same = page.locator(".receipt-code").inner_text() == receipt
    return [] if same else ["another receipt after a reload"]


def reload_everywhere(page: Page, served: Serving, place: Place, link: Proxy, chance: random.Random) -> Trial:
    """Go the whole way from entry to receipt, load each screen anew, and look at the store."""
    begun = time.monotonic()
    walk_to_start(page, served, place, link.port)
    page.evaluate(SHELL_IS_KEPT)
    made, faults = answer_all(page, link, chance)
    faults += hand_in(page)
    took = time.monotonic() - begun
    lost, more = compare(served, place, made)
    return Trial(RELOADED, len(made), lost, took, faults + more)


def compare(served: Serving, place: Place, made: list[Any]) -> tuple[int, list[str]]:
    """Look at the store after a whole way: how many of the answers are lost, and what else is wrong."""
    with connect(served.ground.url) as connection:
        rows = connection.execute(
            "SELECT response FROM response_event WHERE attempt_id = ? AND status = 'live'",
            (place.attempt_id,),
        ).fetchall()
        [sealed] = connection.execute(
            "SELECT answered FROM sealed_head WHERE attempt_id = ?", (place.attempt_id,)
        ).fetchall()
    held = [json.loads(response) for (response,) in rows]
    wrong = sealed[0] != len(made) or not made
    faults = [f"{len(made)} items were answered, {sealed[0]} are sealed"] if wrong else []
    return sum(answer not in held for answer in made), faults


def try_kind(browser: Browser, kind: str, served: Serving, place: Place, link: Proxy) -> Trial:
    """Open a browser's own profile for one trial."""
    context = browser.new_context(viewport=SCREEN)
    try:
        if kind in CLOCKS:
            context.add_init_script(CLOCK % CLOCKS[kind])
        page = context.new_page()
        page.set_default_timeout(SLOW)
        if kind == RELOADED:
            forget_consent(served.ground, place)
            return reload_everywhere(page, served, place, link, random.Random(new_seed()))
        sit(page, served, place, link.port)
        return try_link(page, kind, served, place, link, random.Random(new_seed()))
    finally:
        context.close()


def forget_consent(ground: Ground, place: Place) -> None:
    """Let a candidate begin at the very beginning."""
    with ground.room.writing() as db:
        attempt = db.get_one(Attempt, place.attempt_id)
        attempt.consent, attempt.language = None, None
    ground.close()


def campaign(figures: Figures, budget: Budget) -> None:
    """Take the kinds in turns, each with a candidate of its own."""
    with closing(Nursery(dict(os.environ))) as nursery:
        while budget.goes_on():
            # Candidate 0 shows that it serves.
            with (
                sqlite_ground(TRIALS_A_GROUND + 1, migrated=True) as ground,
                serving(ground, seats=1, nursery=nursery) as served,
                proxy(served.port) as link,
                sync_playwright() as driver,
            ):
                served.hall.stop.set()  # the other pages have shown that it serves
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                part = budget.part(TRIALS_A_GROUND)
                for place in ground.room.places[1:]:
                    if part.take():
                        figures.add(try_kind(browser, choose(KINDS, figures), served, place, link))
                browser.close()
