"""The exam page in Chromium on bad links and with a wrong clock, and reloaded wherever a candidate can be."""

import random
import time

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

SECONDS_TO_ARRIVE = 60
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
RELOADED = "exam page: reloaded at every step"
KINDS = {kind: Kind(lambda *_: 0.0, 1) for kind in (*LINKS, *CLOCKS, RELOADED)}


def try_link(
    page: Page, kind: str, served: Serving, place: Place, link: Proxy, chance: random.Random
) -> Trial:
    """Answer while the link is bad: all arrive although it stays so, after a cut once it is whole."""
    find_choice(page)
    before = len(held(served.ground.url, place))
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


def reload_everywhere(page: Page, served: Serving, place: Place, port: int) -> Trial:
    """Go the whole way from entry to receipt, and load the page anew wherever one can be."""

    def again(screen: str, then: str = "") -> None:
        page.wait_for_selector(f"body[data-screen={screen}]")
        page.reload()
        page.wait_for_selector(f"body[data-screen={then or screen}]")

    begun, faults = time.monotonic(), []
    page.goto(f"http://127.0.0.1:{port}/exam/")
    again("entry")
    for name, value in (
        ("sitting_code", served.hall.sitting), ("candidate_code", place.candidate_code), ("pin", PIN),
    ):  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.click("button[type=submit]")
    for screen in ("language", "consent", "rules"):
        again(screen)
        page.click("main .actions .primary")
    again("waiting")
    page.click(".main-action button:last-child")
    again("practice", "waiting")  # nothing of the practice is kept
    page.click("button.primary >> text=Sinovni boshlash")
    again("exam")
    made = 0
    for number in range(page.locator(TILE).count()):
        page.locator(TILE).nth(number).click()
        if page.locator(OPTION).count():
            page.locator(OPTION).first.click()
            made += 1
            page.wait_for_selector('.mark[data-kind="held"]')
        shown = page.locator("main h1").first.inner_text(), page.locator("input:checked").count()
        again("exam")
        page.wait_for_selector("main h1")
        now = page.locator("main h1").first.inner_text(), page.locator("input:checked").count()
        if now != shown:
            faults.append(f"item {number + 1} was {shown} and is {now}")
    page.click(".side .finish")
    page.wait_for_selector("dialog.question")
    again("exam")
    page.click(".side .finish")
    page.click("dialog.question button.primary")
    page.wait_for_selector(".receipt-code")
    receipt = page.locator(".receipt-code").inner_text()
    again("readback")
    page.wait_for_selector(".receipt-code")
    if page.locator(".receipt-code").inner_text() != receipt:
        faults.append("another receipt after a reload")
    return Trial(RELOADED, made, 0, time.monotonic() - begun, faults)


def try_kind(browser: Browser, kind: str, served: Serving, place: Place, link: Proxy) -> Trial:
    """Open a browser's own profile for one trial."""
    context = browser.new_context(viewport=SCREEN)
    try:
        if kind in CLOCKS:
            context.add_init_script(CLOCK % CLOCKS[kind])
        page = context.new_page()
        page.set_default_timeout(SLOW)
        if kind == RELOADED:
            return reload_everywhere(page, served, place, link.port)
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


def run(figures: Figures, budget: Budget, nursery: Nursery) -> None:
    """Take the kinds in turns, each with a candidate of its own."""
    with sqlite_ground(len(KINDS) + 2, migrated=True) as ground:
        # Candidate 0 shows that it serves, 1 begins at the very beginning.
        forget_consent(ground, ground.room.places[1])
        with (
            serving(ground, seats=1, nursery=nursery) as served,
            proxy(served.port) as link,
            sync_playwright() as driver,
        ):
            served.hall.stop.set()  # the other pages have shown that it serves
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            places = ground.room.places[2:]
            while places and budget.take():
                kind = choose(KINDS, figures)
                place = ground.room.places[1] if kind == RELOADED else places.pop()
                figures.add(try_kind(browser, kind, served, place, link))
            browser.close()
