"""Thirty candidates, six incidents, one proctor: each incident at most 3 taps, the whole at most 90.

The candidates are computers without a browser that ask the exam API as often as it says. The clock of the
room is the machine's own; a computer that falls silent is made to have been silent for longer.

Seconds are asserted on a busy machine, too. A page apart in the same browser asks the same server for nothing
every two seconds: what its slowest round takes beyond them is what the machine adds to any look, and is added
to the bound. A console that asked less often, or a look that cost more, would not be excused by it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select, update
from werkzeug.serving import make_server

from examapp.core.clock import ManualClock, read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, SeatSighting, TimeLedgerRow
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AppealFile, IdentityCheck, Incident, IncidentConsequence
from examapp.sittings.models import Sitting, SittingProctor, SittingState
from tests.cast import add_person, sign_in
from tests.examapp.delivery.making import PIN, Place, SmallRoom, make_room
from tests.journeys.seat import API, fetch

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PEOPLE = 30
MOST_TAPS = 90
MOST_TAPS_AN_INCIDENT = 3
WITHIN_SECONDS = 3.0
# Milliseconds, for a machine on which others work, too.
PATIENCE = 30_000
# From the moment on at which the server has done the act.
TOLD_WITHIN_SECONDS = 2.0
# A round of the page apart: as long as the console waits between two looks, and a request that asks nothing.
CONTROL = """() => {
  window.rounds = [];
  (async () => {
    for (;;) {
      const round = { begun: performance.now(), took: null };
      window.rounds.push(round);
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
      await fetch("/proctor/here", { cache: "no-store" });
      round.took = performance.now() - round.begun;
    }
  })();
}"""
# The most that a round which touches the last milliseconds took beyond its two seconds.
LAG = """(last) => Math.max(0, ...window.rounds
  .filter((round) => round.took === null || round.begun + round.took > performance.now() - last)
  .map((round) => (round.took ?? performance.now() - round.begun) - 2000))"""

# The page itself notes when something appears, and how often it has looked until then: whoever asks it from
# outside may be late.
WATCH = """(selector) => {
  const seen = window.seen = { looks: 0, since: performance.now(), took: null };
  addEventListener("live-reply", () => { if (seen.took === null) seen.looks += 1; }, true);
  const look = () => {
    if (seen.took !== null || !document.querySelector(selector)) return;
    seen.took = performance.now() - seen.since;
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
}"""
HAPPENED = """() => {
  if (window.seen.took === null) Object.assign(window.seen, { looks: 0, since: performance.now() });
}"""


@dataclass(frozen=True)
class Told:
    """When the beat began by which a computer was told of something, and the one before; how late it was."""

    begun: float
    before: float
    late: float


@dataclass
class Computer:
    """One candidate's computer; it asks as often as it is told to, until it is switched off."""

    url: str
    sitting: str
    place: Place
    token: str = ""
    on: bool = True
    state: dict[str, Any] = field(default_factory=dict)
    begun: float = 0.0
    told: dict[str, "Told"] = field(default_factory=dict)
    # How much later than due the present beat began: these threads share a machine with everything.
    late: float = 0.0
    at_it: threading.Lock = field(default_factory=threading.Lock)

    def call(self, verb: str, body: Any = None) -> Any:
        reply = fetch(f"{self.url}{API}/attempt/{verb}", method="POST", body=body or {}, token=self.token)
        assert reply.status == 200, (reply.asked, reply.body[:300])
        return reply.json()

    def enter(self) -> None:
        codes = {
            "sitting_code": self.sitting,
            "candidate_code": self.place.candidate_code,
            "pin": PIN,
        }
        reply = fetch(f"{self.url}{API}/entry", method="POST", body=codes)
        assert reply.status == 200, reply.body[:300]
        self.token = reply.json()["token"]
        self.beat()

    def start(self) -> None:
        self.call("start")
        self.call("shown")

    def beat(self) -> None:
        with self.at_it:
            before, self.begun = self.begun, time.monotonic()
            reply = fetch(
                f"{self.url}{API}/attempt/heartbeat", method="POST", body={"head": None}, token=self.token
            )
            if reply.status == 503:  # a busy machine says so, and the page asks again
                return
            assert reply.status == 200, reply.body[:300]
            self.state = reply.json()
            for row in (*self.state["time_ledger"], *self.state["notices"]):
                self.told.setdefault(str(row), Told(self.begun, before, self.late))

    def switch_off(self) -> None:
        """No beat is on its way afterwards."""
        with self.at_it:
            self.on = False

    def hand_in(self) -> None:
        self.switch_off()
        self.call("submit", {"last": {"lease": self.state["lease"], "seq": -1}})


class Hall:
    """All computers of the room, kept beating by a few threads."""

    def __init__(self, computers: list[Computer]) -> None:
        self.computers = computers
        self.threads, self.doers = ThreadPoolExecutor(4), ThreadPoolExecutor(4)
        self.closing = threading.Event()
        self.faults: list[BaseException] = []

    def run(self) -> None:
        for share in range(4):
            self.threads.submit(self._beat, self.computers[share::4])

    def _beat(self, computers: list[Computer]) -> None:
        due = dict.fromkeys(range(len(computers)), 0.0)
        while not self.closing.is_set():
            for place, computer in enumerate(computers):
                if not computer.on or time.monotonic() < due[place]:
                    continue
                computer.late = max(0.0, time.monotonic() - due[place]) if due[place] else 0.0
                try:
                    computer.beat()
                except BaseException as fault:  # noqa: BLE001 - told by the test at its end
                    self.faults.append(fault)
                # As the page does: never later than the server says.
                due[place] = time.monotonic() + computer.state.get("next_poll_ms", 500) / 1000 * 0.85
            self.closing.wait(0.02)

    def each(self, act: Callable[[Computer], None]) -> None:
        list(self.doers.map(act, self.computers))

    def stop(self) -> None:
        self.closing.set()
        self.threads.shutdown()
        self.doers.shutdown()


class Proctor:
    """Taps, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.by_incident: dict[str, int] = {}

    def tap(self, target: Locator, incident: str = "") -> None:
        target.click()
        self.taps += 1
        if incident:
            self.by_incident[incident] = self.by_incident.get(incident, 0) + 1

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def seat(self, person: str) -> Locator:
        return self.page.locator(f"#seat-{person}")


class Acts:
    """Sees when the proctor's last act was done."""

    def __init__(self, app: Any) -> None:
        self.app, self.acted_at = app, 0.0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        reply = self.app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/proctor/"):
            self.acted_at = time.monotonic()
        return reply


@dataclass
class Scene:
    """The room, its computers and its proctor."""

    room: SmallRoom
    hall: Hall
    proctor: Proctor
    database: Database
    people: list[str]
    acts: "Acts"
    control: Page

    def lag(self, since: float) -> float:
        """Return what this machine has added to a round of two seconds since then, in seconds."""
        return float(self.control.evaluate(LAG, (time.monotonic() - since) * 1000)) / 1000

    def shift_sightings(self, computers: list[Computer], seconds: float) -> None:
        """Let these have been silent for so long."""
        ids = [one.place.attempt_id for one in computers]
        for one in computers:
            one.switch_off()
        with self.database.transaction() as db:
            seen = read_instant().wall - timedelta(seconds=seconds)
            db.execute(update(SeatSighting).where(SeatSighting.attempt_id.in_(ids)).values(seen_at=seen))
            # Nobody is silent who has just begun: they began earlier, and their clocks have run since.
            db.execute(update(Attempt).where(Attempt.id.in_(ids)).values(started_at=seen))
            for row in db.scalars(select(TimeLedgerRow).where(TimeLedgerRow.attempt_id.in_(ids))):
                row.at = row.at.later(milliseconds=-round(1_000 * seconds))

    def expect_soon(self, shown: str, happened: Callable[[], None]) -> None:
        """What has happened stands there with the first look that began afterwards, and within 3 seconds."""
        page, since = self.proctor.page, time.monotonic()
        page.evaluate(WATCH, shown)
        happened()
        page.evaluate(HAPPENED)
        expect(page.locator(shown)).to_be_visible(timeout=PATIENCE)
        seen = page.evaluate("window.seen")
        assert seen["looks"] <= 2  # one may have been under way
        assert seen["took"] / 1000 <= WITHIN_SECONDS + self.lag(since)


@pytest.fixture
def scene(app: Flask, database: Database, browser: Browser) -> Iterator[Scene]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    room = make_room(app, ManualClock(read_instant().wall), seats=PEOPLE)
    with app.extensions["database"].transaction() as db:
        account = add_person(db, Role.PROCTOR)
        db.add(SittingProctor(sitting_id=room.sitting_id, staff_id=account.id))
        sitting = db.get_one(Sitting, room.sitting_id)
        sitting.policy = {
            **(sitting.policy or {}),
            "checkin.late_entry": {"value": "allowed", "source": "–", "status": "approved"},
        }
        people = [booking.candidate.code for booking in sitting.bookings]
    client = app.test_client()
    sign_in(client, account)
    cookie = client.get_cookie("session")
    assert cookie
    acts = Acts(app)
    server = make_server("127.0.0.1", 0, acts, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(
        [
            {"name": "session", "value": cookie.value, "url": url},
            {"name": "lang", "value": "en", "url": url},
        ]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    hall = Hall([Computer(url, room.sitting_code, place) for place in room.places])
    control = context.new_page()
    control.goto(f"{url}/proctor/here")
    control.evaluate(CONTROL)
    page.goto(f"{url}/proctor/{room.sitting_code}")
    yield Scene(room, hall, Proctor(page), app.extensions["database"], people, acts, control)
    hall.stop()
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert hall.faults == []


def test_thirty_candidates_and_six_incidents_take_at_most_ninety_taps(scene: Scene) -> None:
    """From the empty room to the closed sitting."""
    _let_in_and_start(scene)
    _a_question_that_cannot_be_read(scene)
    _somebody_is_ill(scene)
    _a_computer_dies(scene)
    _a_telephone_is_seen(scene)
    _somebody_complains(scene)
    _the_power_fails(scene)
    _hand_in_and_close(scene)
    assert max(scene.proctor.by_incident.values()) <= MOST_TAPS_AN_INCIDENT, scene.proctor.by_incident
    assert len(scene.proctor.by_incident) == 6
    assert scene.proctor.taps <= MOST_TAPS, scene.proctor.taps
    with scene.database.reading() as db:
        consequences = set(db.scalars(select(Incident.consequence)))
        assert consequences >= {
            IncidentConsequence.ITEM_PUT,
            IncidentConsequence.BREACH_REPORTED,
            IncidentConsequence.APPEAL_OPENED,
            IncidentConsequence.TIME_GIVEN,
        }
        assert db.get_one(Sitting, scene.room.sitting_id).state is SittingState.CLOSED
        assert len(db.scalars(select(AppealFile)).all()) == 1


def _let_in_and_start(scene: Scene) -> None:
    proctor, page = scene.proctor, scene.proctor.page
    scene.hall.each(Computer.enter)
    scene.hall.run()
    expect(page.locator('[data-card$=" waits_for_identity"]')).to_have_count(PEOPLE, timeout=PATIENCE)
    for person in scene.people:
        proctor.tap(page.locator(f"#admit-{person}"))
        proctor.tap(page.locator("#document-id_card"))
        page.wait_for_url("**/proctor/*?seat=*")
    proctor.tap(page.locator("#open-room"))
    expect(page.get_by_text("The room is open now.")).to_be_visible(timeout=PATIENCE)
    scene.hall.each(Computer.start)
    with scene.database.reading() as db:
        assert len(db.scalars(select(IdentityCheck)).all()) == PEOPLE


def _a_question_that_cannot_be_read(scene: Scene) -> None:
    proctor, page, person = scene.proctor, scene.proctor.page, scene.people[4]
    called = {"kind": "call", "item": "SECURITY-007", "text": "no picture"}
    scene.expect_soon(f'[data-card="{person} call"]', lambda: scene.hall.computers[4].call("alert", called))
    proctor.tap(page.locator(f"#see-{person}"), "question")
    face = page.locator("[data-seen]")
    expect(face.get_by_text("Stem 7")).to_be_visible(timeout=PATIENCE)
    proctor.tap(page.locator("#seen-put"), "question")
    proctor.tap(page.locator(f"#answer-{person}"), "question")
    expect(page.locator(f'[data-card="{person} call"]')).to_have_count(0, timeout=PATIENCE)


def _somebody_is_ill(scene: Scene) -> None:
    proctor, page, person = scene.proctor, scene.proctor.page, scene.people[8]
    proctor.tap(proctor.seat(person), "ill")
    proctor.tap(page.locator("#foot-pause"), "ill")
    expect(page.locator("#cause-medical")).to_be_visible(timeout=PATIENCE)
    _expect_told(
        scene,
        scene.hall.computers[8],
        "Medical help",
        lambda: proctor.tap(page.locator("#cause-medical"), "ill"),
    )
    proctor.tap(page.locator(f"#resume-{person}"))
    expect(page.get_by_text("The test goes on.")).to_be_visible(timeout=PATIENCE)


def _expect_told(scene: Scene, computer: Computer, words: str, act: Callable[[], None]) -> None:
    """The candidate's page is told by the first beat after the act, and it beats within two seconds."""
    since = time.monotonic()
    act()
    deadline = since + 20
    while time.monotonic() < deadline:
        told = [seen for row, seen in list(computer.told.items()) if words in row]
        if told:
            break
        time.sleep(0.05)
    assert told, words
    assert computer.state["next_poll_ms"] == 2_000
    assert told[0].before <= scene.acts.acted_at
    assert told[0].begun - scene.acts.acted_at <= TOLD_WITHIN_SECONDS + told[0].late + scene.lag(since)


def _a_computer_dies(scene: Scene) -> None:
    proctor, page, person = scene.proctor, scene.proctor.page, scene.people[21]
    silent = f'[data-card="{person} no_connection"]'
    scene.expect_soon(silent, lambda: scene.shift_sightings([scene.hall.computers[21]], 30))
    proctor.tap(page.locator(f"#seat-of-{person}"), "computer")
    proctor.tap(page.locator("#document-id_card"), "computer")
    computer = scene.hall.computers[21]
    computer.enter()
    computer.on = True
    assert computer.state["lease"] == 2


def _a_telephone_is_seen(scene: Scene) -> None:
    proctor, page, person = scene.proctor, scene.proctor.page, scene.people[11]
    proctor.tap(proctor.seat(person), "telephone")
    proctor.tap(page.locator("#foot-breach"), "telephone")
    page.locator("#text").fill("A telephone lay on the knees, switched on.")
    proctor.tap(page.locator("#kind-device"), "telephone")
    expect(page.get_by_text("is put before the commission.")).to_be_visible(timeout=PATIENCE)


def _somebody_complains(scene: Scene) -> None:
    proctor, page, person = scene.proctor, scene.proctor.page, scene.people[14]
    proctor.tap(proctor.seat(person), "complaint")
    proctor.tap(page.locator("#foot-incident"), "complaint")
    proctor.tap(page.locator("#kind-complaint"), "complaint")
    expect(page.get_by_text("Tell the candidate its number.")).to_be_visible(timeout=PATIENCE)


def _the_power_fails(scene: Scene) -> None:
    proctor, page = scene.proctor, scene.proctor.page
    scene.expect_soon("#cut-power", lambda: scene.shift_sightings(scene.hall.computers, 90))
    proctor.tap(page.locator("#cut-power"), "power")
    proctor.tap(proctor.button("Stop the clocks"), "power")
    expect(page.locator("#many-resume")).to_be_visible(timeout=PATIENCE)
    for computer in scene.hall.computers:
        computer.on = True
    proctor.tap(page.locator("#many-resume"))
    proctor.tap(proctor.button("Let all go on"))
    expect(page.get_by_text("people go on.")).to_be_visible(timeout=PATIENCE)
    with scene.database.reading() as db:
        states = set(db.scalars(select(Attempt.state)))
    assert states == {AttemptState.IN_PROGRESS}


def _hand_in_and_close(scene: Scene) -> None:
    proctor, page = scene.proctor, scene.proctor.page
    scene.hall.each(Computer.hand_in)
    proctor.tap(page.locator("#close-room"))
    proctor.tap(proctor.button("Close the sitting"))
    expect(page.get_by_text("The sitting is closed. Thank you.")).to_be_visible(timeout=PATIENCE)
