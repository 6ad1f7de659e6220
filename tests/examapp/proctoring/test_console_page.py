"""The console in a real browser, on a tablet and on a telephone, under the real content policy."""

import logging
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from examapp.accounts.models import StaffAccount
from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.delivery.alerts import list_open_alerts
from examapp.delivery.models import Attempt, SeatSighting
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortReason
from examapp.sittings.models import Sitting, SittingState
from tests.browser import find_violations, follow
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.stage import RoomStage, answer, begin, build_room, call, see

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# The point in the middle of a sign is the sign itself, or something in it.
_UNCOVERED = """(sign) => {
  const box = sign.getBoundingClientRect();
  return sign.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""
_WHOLE = """(box) => [...box.querySelectorAll('.lamp.offline, .live-note')].every((one) =>
  one.checkVisibility() && one.offsetHeight <= 28 && one.scrollWidth <= one.offsetWidth
  && one.getBoundingClientRect().right <= box.getBoundingClientRect().right + 1)"""
WITHOUT_LINK = {"uz-Latn": "Konsolda aloqa yoʻq", "ru": "Пульт без связи", "en": "Console without link"}
SCREENS = {"tablet": (1280, 800), "telephone": (390, 844)}


@dataclass
class Console:
    """A served room and a page on it."""

    page: Page
    room: RoomStage
    database: Database
    url: str

    def person(self, seat: int) -> str:
        return self.room.sitting.bookings[seat - 1].candidate.code

    def state(self, seat: int) -> AttemptState:
        with self.database.reading() as db:
            return db.get_one(Attempt, self.room.attempts[seat].id).state

    def check(self) -> None:
        """Nothing serious for readers, nothing beyond the window's edge, every target large enough."""
        found = find_violations(self.page)
        serious = [
            f"{entry['id']}: {entry['nodes'][0]['html']}"
            for entry in found
            if entry["impact"] in {"serious", "critical"}
        ]
        assert serious == [], self.page.url
        assert self.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), self.page.url
        small = self.page.evaluate(
            """[...document.querySelectorAll('.button, .seat, .segments a, .tabs a, .minute, .card-seat')]
                .filter((one) => one.checkVisibility())
                .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
                .filter(([box]) => box.height < 44 || box.width < 44)
                .map(([_box, html]) => html)"""
        )
        assert small == [], self.page.url


@pytest.fixture
def served(app: Flask, settings: Settings, fonts: Path) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    shutil.copytree(fonts, settings.fonts, dirs_exist_ok=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(app: Flask, browser: Browser, served: str) -> Iterator[Callable[[StaffAccount, str], Page]]:
    """Open a page of somebody who has signed in, on a screen of a size."""
    contexts = []
    complaints: list[str] = []

    def start(person: StaffAccount, screen: str) -> Page:
        client = app.test_client()
        sign_in(client, person)
        cookie = client.get_cookie("session")
        assert cookie
        width, height = {**SCREENS, "upright": (820, 1180)}[screen]
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        context.add_cookies(
            [
                {"name": "session", "value": cookie.value, "url": served},
                {"name": "lang", "value": "en", "url": served},
            ]
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield start
    for context in contexts:
        context.close()
    # A cut link and a refused closing are what the browser may complain of.
    assert [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one and "409" not in one] == []


@pytest.fixture
def open_console(
    database: Database, served: str, open_page: Callable[[StaffAccount, str], Page]
) -> Callable[[str, SittingState], Console]:
    def start(screen: str, state: SittingState) -> Console:
        with database.transaction() as db:
            proctor = add_person(db, Role.PROCTOR)
            room = build_room(db, proctor, people=30, state=state, starts_at=read_instant().wall)
        console = Console(open_page(proctor, screen), room, database, f"{served}/proctor/{room.sitting.code}")
        console.page.goto(console.url)
        return console

    return start


def let_work(console: Console, *seats: int) -> None:
    now = read_instant()
    with console.database.transaction() as db:
        for seat in seats:
            begin(db, console.room.attempts[seat], now)
            answer(db, console.room.attempts[seat], 12, now)
            # Nobody's heartbeat is simulated: these seats stay seen for the length of a test.
            see(db, console.room.attempts[seat], now.wall + timedelta(minutes=5))


@pytest.mark.parametrize("screen", SCREENS)
def test_a_sitting_from_the_door_to_the_closing(
    open_console: Callable[[str, SittingState], Console], screen: str
) -> None:
    console = open_console(screen, SittingState.PUBLISHED)
    page = console.page
    with console.database.transaction() as db:
        see(db, console.room.attempts[1], read_instant().wall)
    console.check()
    # Who sits down and enters the codes appears by itself.
    card = page.locator('[data-card="K001 waits_for_identity"]')
    follow(page, card.get_by_role("link", name="Check and admit"))
    console.check()
    page.get_by_role("button", name="Passport").click()
    expect(page.get_by_text("Identity confirmed.")).to_be_visible()
    assert console.state(1) is AttemptState.AUTHORISED
    page.goto(console.url)
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_text("The room is open now.")).to_be_visible()
    let_work(console, 1, 2)
    page.goto(f"{console.url}?tab=room")
    follow(page, "#seat-K001")
    console.check()
    follow(page, page.locator("#foot").get_by_role("link", name="Pause"))
    console.check()
    follow(page, page.get_by_role("button", name="Medical help"))
    page.goto(console.url)
    paused = page.locator('[data-card="K001 paused"]')
    expect(paused).to_contain_text("Paused. Cause: Medical help")
    assert console.state(1) is AttemptState.PAUSED
    console.check()
    paused.get_by_role("button", name="Let go on").click()
    expect(page.get_by_text("The test goes on.")).to_be_visible()
    assert console.state(1) is AttemptState.IN_PROGRESS
    page.goto(f"{console.url}/close")
    console.check()
    page.get_by_role("button", name="Close the sitting").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Still open: 1 Abdullayeva Malika Rustamovna, 2 Rahmonov"
    )
    console.check()
    groups = page.locator(".open-row")
    groups.nth(0).get_by_label("Technical cause").check()
    groups.nth(1).get_by_label("Left, or gave up").check()
    page.get_by_role("button", name="Close the sitting").click()
    expect(page.get_by_text("The sitting is closed. Thank you.")).to_be_visible()
    console.check()
    with console.database.reading() as db:
        assert db.get_one(Sitting, console.room.sitting.id).state is SittingState.CLOSED
        assert db.get_one(AbortReason, console.room.attempts[1].id).kind == "technical"
        assert db.get_one(AbortReason, console.room.attempts[30].id).kind == "absent"


def test_each_act_of_the_console_is_a_few_presses_on_a_tablet_held_upright(
    open_console: Callable[[str, SittingState], Console], open_page: Callable[[StaffAccount, str], Page]
) -> None:
    """Those that the other tests do not do: each by its own button, and what it says stands there at once."""
    console = open_console("upright", SittingState.OPEN)
    page = console.page
    let_work(console, 1, 2, 3, 4)
    with console.database.transaction() as db:
        other = add_person(db, Role.PROCTOR, suffix="-2")
        other.display_name = "Yusupova Dildora Rashidovna"
    someone, end = f"{console.url}?seat=K001", "button[value='technical']"
    acts = (
        (someone, "#foot-time", "button[value='15:network']", "15 minutes given."),
        (someone, "#foot-message", "#ready-coming", "on its way to the screen"),
        (someone, "#foot-pause", "#cause-break", "Paused. The clock stands"),
        (someone, "#foot-readmit", "#document-passport", "The test goes on."),
        (someone, "#foot-incident", "button[value='10:illness']", "The incident is recorded."),
        (someone, "#foot-pin", "form .button.primary", "It is shown only now."),
        (console.url, "#all-time", "button[value='5:power_cut']", "Time given to 4: 5 min."),
        (console.url, "#all-message", "#ready-quiet", "on its way to all screens"),
        (console.url, "#all-pause", "#cause-disturbance", "4 people are paused."),
        (console.url, "#all-resume", "form .button.primary", "4 people go on."),
        (f"{console.url}?seat=K002", "#foot-end", end, "The attempt is ended."),
        (f"{console.url}/handover", "", f"button[value='{other.code}']", "The room is offered."),
    )
    for place, opener, pressed, said in acts:
        page.goto(place)
        if opener:
            page.locator(opener).click()
        page.locator(pressed).first.click()
        expect(page.get_by_text(said).first).to_be_visible()
    assert [console.state(seat) for seat in (1, 2, 3)] == [
        *(AttemptState.IN_PROGRESS, AttemptState.CLOSING, AttemptState.IN_PROGRESS),
    ]
    # The computers of all are back before anybody has pressed.
    page.goto(f"{console.url}/power-cut")
    page.locator("form .button.primary").click()
    expect(page.get_by_text("Clocks stopped: 3.")).to_be_visible()
    for paper, words in (("attendance", "Came: 4."), ("minutes", "90 = 60 + 30")):
        page.goto(f"{console.url}/{paper}")
        expect(page.get_by_text(words).first).to_be_visible()
    taker = open_page(other, "telephone")
    taker.goto(f"{console.url.rpartition('/')[0]}/")
    taker.locator("a[href*='/handovers/']").click()
    taker.locator("#answer-accept").click()
    expect(taker.get_by_text("You run this room now.")).to_be_visible()
    page.goto(f"{console.url}/pause")
    page.get_by_role("button", name="Medical help").click()
    refused = "You have handed this room to Yusupova Dildora Rashidovna. Only that proctor"
    expect(page.get_by_text(refused)).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_of_a_question_is_open_to_everybody(
    open_console: Callable[[str, SittingState], Console], screen: str
) -> None:
    console = open_console(screen, SittingState.OPEN)
    let_work(console, *range(1, 9))
    now = read_instant()
    with console.database.transaction() as db:
        call(db, console.room.attempts[2], now, text="Rasm ochilmayapti")
        silent = [console.room.attempts[seat].id for seat in (3, 4, 5, 6)]
        db.execute(
            update(SeatSighting)
            .where(SeatSighting.attempt_id.in_(silent))
            .values(seen_at=now.wall - timedelta(minutes=2))
        )
    for page in ("?seat=K003", "?view=list&tab=room", "?tab=room&seat=K002", "/more", "/resume", "/time"):
        console.page.goto(console.url + page)
        console.check()
    for page in ("/message", "/power-cut", "/incident?seat=K003", "/pause"):
        console.page.goto(console.url + page)
        console.check()
    for page in ("time", "move", "message", "end"):
        console.page.goto(f"{console.url}/people/K001/{page}")
        console.check()


def test_a_telephone_shows_the_counts_and_every_act_for_the_chosen_one(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("telephone", SittingState.OPEN)
    page = console.page
    let_work(console, 1, 2)
    page.goto(f"{console.url}?seat=K001")
    expect(page.locator(".strip .legend")).to_contain_text("2 work")
    acts = page.locator(".foot-acts > :visible")
    names = ["Pause", "Time", "Another seat", "Message", "Incident", "Breach", "New PIN", "End"]
    expect(acts).to_have_text(names)
    expect(page.locator("#foot")).to_contain_text(re.compile(r"Last sign 0:\d\d"))
    console.check()


def test_the_list_shows_each_end_and_last_sign_on_a_telephone_and_on_a_tablet_held_upright(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("telephone", SittingState.OPEN)
    page = console.page
    let_work(console, 1)
    page.goto(f"{console.url}?view=list&tab=room")
    for width in (390, 820):
        page.set_viewport_size({"width": width, "height": 1000})
        cells = page.locator(".seat-list tbody tr").first.locator("td")
        expect(cells.nth(2)).to_have_text(re.compile(r"^\d\d:\d\d$"))
        expect(cells.nth(2)).to_be_in_viewport(ratio=1)
        expect(cells.nth(5)).to_be_in_viewport(ratio=1)
        console.check()
    # Its own list of sittings, too: neither is the state pushed out nor does a button lie over it.
    page.goto(f"{console.url}/../?lang=ru")
    state, act = (
        page.locator(f"tbody td{one}").first.bounding_box() for one in ("[data-label] .badge", ".act")
    )
    assert state
    assert act
    assert state["x"] + state["width"] <= act["x"]
    assert page.locator("tbody .badge").first.evaluate(_UNCOVERED)


def test_the_head_of_an_office_screen_is_one_line_of_buttons_high(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    console.page.set_viewport_size({"width": 1366, "height": 768})
    for language in ("uz-Latn", "ru"):
        console.page.goto(f"{console.url}?lang={language}")
        box = console.page.locator(".place").bounding_box()
        assert box
        assert box["height"] <= 66
        # So is the menu of the pages for everybody.
        console.page.goto(f"{console.url}/../../requirements?lang={language}")
        box = console.page.locator(".public-pages").bounding_box()
        assert box
        assert box["height"] <= 66


def test_lesson_26_the_lamp_says_when_the_link_is_gone_and_when_it_is_back(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    let_work(console, 1)
    in_touch, well = (console.page.get_by_text(words) for words in ("Console in touch", "All is well now."))
    expect(in_touch).to_be_visible()
    expect(well).to_be_visible()
    expect(console.page.locator(".live-note")).to_have_text("updated 0 s ago")
    console.page.context.set_offline(True)
    expect(console.page.get_by_text("Console without link")).to_be_visible(timeout=30_000)
    expect(in_touch).to_be_hidden()
    expect(well).to_be_hidden()  # nobody knows
    expect(console.page.get_by_text("nobody who calls now appears here")).to_be_visible()
    # On a telephone, too, the words and the age of the picture are whole, each on one line.
    for language in ("uz-Latn", "ru", "en"):
        shown = console.page.locator(".lamp.offline b")
        shown.evaluate("(lamp, words) => { lamp.textContent = words; }", WITHOUT_LINK[language])
        for width, height in ((1280, 800), SCREENS["telephone"]):
            console.page.set_viewport_size({"width": width, "height": height})
            assert console.page.locator(".lamp-box").evaluate(_WHOLE), (language, width)
    console.page.context.set_offline(False)
    expect(in_touch).to_be_visible()
    expect(well).to_be_visible()


def test_a_call_comes_to_the_open_console_by_itself(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    let_work(console, 5)
    expect(console.page.locator("#seat-K005")).to_contain_text("12 / 50")
    with console.database.transaction() as db:
        call(db, console.room.attempts[5], read_instant())
    expect(console.page.locator('[data-card="K005 call"]')).to_be_visible()
    expect(console.page.locator("#said")).to_have_text("Needs you: Joʻrayeva S.")
    assert console.page.title().startswith("(1) ")


def test_a_press_is_not_lost_when_the_room_is_drawn_anew_under_the_finger(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    page = console.page
    box = page.locator("#seat-K009").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.evaluate("document.getElementById('seat-K009').dataset.old = 'yes'")
    let_work(console, 9)
    expect(page.locator("#seat-K009[data-old]")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("#foot")).to_contain_text("Ismoilov Sherzod Hamidovich")


def test_the_columns_stay_where_they_were_scrolled_to(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    page = console.page
    now = read_instant()
    with console.database.transaction() as db:
        for attempt in console.room.attempts.values():
            see(db, attempt, now.wall)
    expect(page.locator(".card")).to_have_count(30)
    page.locator("#cards").evaluate("(column) => column.scrollTo(0, 400)")
    page.evaluate("document.querySelector('.card').dataset.old = 'yes'")
    let_work(console, 30)
    expect(page.locator(".card[data-old]")).to_have_count(0)
    assert page.locator("#cards").evaluate("(column) => column.scrollTop") == 400


def test_enter_in_a_field_chooses_no_reason(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("tablet", SittingState.OPEN)
    let_work(console, 1)
    console.page.goto(f"{console.url}/people/K001/end")
    console.page.get_by_label("In your words").press("Enter")
    console.page.wait_for_timeout(500)
    assert console.page.url.endswith("/end")
    assert console.state(1) is AttemptState.IN_PROGRESS


def test_without_a_link_no_act_is_sent_and_the_last_known_state_stays_and_grows_old(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    console = open_console("telephone", SittingState.OPEN)
    page = console.page
    let_work(console, 1)
    with console.database.transaction() as db:
        call(db, console.room.attempts[1], read_instant())
    answer_it = page.locator("#answer-K001")
    expect(answer_it).to_be_visible()
    page.context.set_offline(True)
    age = page.locator('[data-card="K001 call"] .age').inner_text()
    answer_it.click()
    warning = page.locator("[data-link-first]")
    expect(warning).to_contain_text("No link to the server: nothing was sent.")
    page.locator("#card-K001").click()
    expect(page.locator('[data-card="K001 call"] .age')).not_to_have_text(age)
    assert page.url.startswith(console.url)
    with console.database.reading() as db:
        assert len(list_open_alerts(db, [console.room.attempts[1].id])) == 1
    page.context.set_offline(False)
    expect(warning).to_be_hidden()
    answer_it.click()
    expect(page.get_by_text("The candidate sees that you are coming.")).to_be_visible()


def test_the_back_button_never_leads_to_a_question_that_was_answered(
    open_console: Callable[[str, SittingState], Console],
) -> None:
    """Pressed there again the minutes would be given again, and the old PIN be good no more."""
    console = open_console("telephone", SittingState.OPEN)
    page = console.page
    let_work(console, 1)
    for act, answer_it, said in (
        ("time", "button[value='15:network']", "15 minutes given."),
        ("pin", "form .button.primary", "It is shown only now."),
    ):
        page.goto(f"{console.url}?seat=K001")
        page.locator(f"#foot-{act}").click()
        page.locator(answer_it).click()
        expect(page.get_by_text(said)).to_be_visible()
        page.go_back()
        expect(page.locator("#room-live")).to_be_visible()
    # Opened anew it asks as ever.
    page.goto(f"{console.url}?seat=K001")
    page.locator("#foot-time").click()
    expect(page.locator("button[value='15:network']")).to_be_visible()
