"""`./run faults links`: what lies between seats and server, and what their clocks say.

A hall answers through a link of our own while the link is bad; the trial ends when something new is
acknowledged on a whole one. Beside it: answers that come twice, in another order and again; the server's wall
clock set while its clock since boot goes on; a second machine with the same codes; a machine that dies and is
replaced by the proctor's act over HTTP; and everything at once. What needs the real page is `real_pages`.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.examapp.delivery.making import PIN, TEXT_ITEM, Place
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, new_seed, sqlite_ground
from tests.faults.kills import recompute
from tests.faults.nursery import Nursery
from tests.faults.pages import Page
from tests.faults.proctor import Proctor
from tests.faults.proxy import Link, Proxy, proxy
from tests.faults.served import Kind, choose
from tests.faults.serving import Serving, lend_fonts
from tests.faults.shim import Control, build_shim, preloading
from tests.faults.store import connect

SEATS, TRIALS_A_GROUND = 6, 40
# Each late answer has a candidate of its own.
PLACES = SEATS + TRIALS_A_GROUND
MINUTE = 60
JUMPS = (5 * MINUTE, -5 * MINUTE, 60 * MINUTE, -60 * MINUTE, 6 * 60 * MINUTE, -6 * 60 * MINUTE)
# The clock since boot went on: never is more used than passed. Less may be, by what the two questions take
# and by a stall of the server that it credits as an outage; the smallest jump is five minutes.
MOST_DRIFT_S, MOST_CREDIT_S = 2.0, 60.0
DAY = 24 * 60 * MINUTE
# Between a sealing and what comes after it: within a token's life, and beyond it.
LATE_JUMPS = (-60 * MINUTE, 6 * 60 * MINUTE, DAY + 60 * MINUTE, -DAY)
SEALED_ANSWERS, LATE_ANSWERS = 40, (10, 20, 30)
SECONDS_TO_MOVE = 60.0


@dataclass
class Hall:
    """What a trial acts upon."""

    served: Serving
    link: Proxy
    control: Control
    proctor: Proctor
    chance: random.Random


def bad_link(link: Link, seconds: float) -> Callable[[Hall], tuple[float, list[str]]]:
    """Let the link be so for a while."""

    def act(hall: Hall) -> tuple[float, list[str]]:
        if not link.up:
            hall.link.cut()
        hall.link.link = Link(link.up, link.delay_s, link.bytes_a_second, link.lost_share)
        time.sleep(seconds * (0.5 + hall.chance.random()))
        hall.link.mend()
        return time.monotonic(), []

    return act


def muddle(hall: Hall) -> tuple[float, list[str]]:
    """Let answers come twice, in another order, and again; then each item's answer is still the last one."""
    served = hall.served
    served.hall.muddled = True
    time.sleep(1 + hall.chance.random())
    faults = []
    with served.quiet():  # the last ones come in in another order, too
        for page in served.pages:
            answers = list(observe(page)["answers"].values())
            last = page.noted.sent[page.lease, page.noted.next_seq(page.lease) - 1]["response"]
            if answers != [last]:
                faults.append(f"{page.place.code}: the answer is {answers}, the last one was {last}")
    served.hall.muddled = False
    return time.monotonic(), faults


def observe(page: Page) -> dict[str, object]:
    """Ask for an attempt's state as its page does, on a connection apart."""
    other = Page(page.hall, page.place, page.noted, 0)
    other.token = page.token
    for _ in range(20):
        status, said = other.call("GET", "/attempt")
        if status == 200:
            other.hang_up()
            return dict(said)
        time.sleep(0.1)
    raise TimeoutError(f"no state of {page.place.code}: {status}")


def jump(hall: Hall) -> tuple[float, list[str]]:
    """Set the server's wall clock and set it back; nobody's time may change, and the jump is written down."""
    page, faults = hall.served.pages[0], []
    begun = time.monotonic()
    before = observe(page)["used_ms"]
    seconds = hall.chance.choice(JUMPS)
    hall.control.move_clock(seconds)
    hall.served.wait(time.monotonic())
    time.sleep(1.3)  # a beat of the server sees it
    used, passed = (observe(page)["used_ms"] - before) / 1000, time.monotonic() - begun
    if not passed - MOST_CREDIT_S <= used <= passed + MOST_DRIFT_S:
        faults.append(f"the clock was set by {seconds} s: {used:.1f} s were used in {passed:.1f} s")
    with connect(hall.served.ground.url) as connection:
        [jumps] = connection.execute(
            "SELECT count(*) FROM server_incident WHERE kind = 'clock_jump'"
        ).fetchone()
    if not jumps:
        faults.append("no jump was written down")
    hall.control.move_clock(0)
    return time.monotonic(), faults


def answer_late(hall: Hall) -> tuple[float, list[str]]:
    """Set the wall clock between a sealing and the answers that fill its gaps: nothing sealed may change."""
    served, sent = hall.served, {page.place.code for page in hall.served.pages}
    place = next(each for each in served.ground.room.places if not _is_used(served.ground, each, sent))
    page = Page(served.hall, place, served.ground.noted[place.attempt_id], 0)
    until_done(page.sit, f"{place.code} does not come in")
    made = [page.noted.make(page.lease, TEXT_ITEM, str(number)) for number in range(SEALED_ANSWERS)]
    for first in (0, SEALED_ANSWERS // 2):
        part = made[first : first + SEALED_ANSWERS // 2]
        in_time = [entry for entry in part if entry["seq"] not in LATE_ANSWERS]
        until_done(partial(page.put, in_time), f"{place.code}: an answer is not taken")
    until_done(partial(hand_in, page), f"{place.code} is not sealed")
    late = [made[seq] for seq in LATE_ANSWERS]
    hall.control.move_clock(hall.chance.choice(LATE_JUMPS))
    try:
        refusal = f"{place.code}: late answers are not taken"
        until_done(lambda: page.put(late) or enter_again(page, late), refusal)
    finally:
        hall.control.move_clock(0)
    page.hang_up()
    return time.monotonic(), recompute(served.ground, place.code)


def until_done(act: Callable[[], bool], refusal: str) -> None:
    """Do it as often as a page would; raises TimeoutError."""
    end = time.monotonic() + SECONDS_TO_MOVE
    while not act():
        if time.monotonic() > end:
            raise TimeoutError(refusal)
        time.sleep(0.1)


def hand_in(page: Page) -> bool:
    """Hand in with what lies below the first gap as the last answer, and keep the receipt."""
    last = {"lease": page.lease, "seq": LATE_ANSWERS[0] - 1}
    status, said = page.call("POST", "/attempt/submit", {"last": last})
    if status == 200:
        page.noted.receipt = said["receipt"]["code"]
    return status == 200


def enter_again(page: Page, late: list[dict[str, Any]]) -> bool:
    """Enter on the same machine, as a page asks for where its token has died, and send once more."""
    status, said = page.call("POST", "/entry", codes(page) | {"device": page.device})
    if status == 200:
        page.token = said["token"]
    return page.put(late)


def _is_used(ground: Ground, place: Place, sent: set[str]) -> bool:
    return place.code in sent or bool(ground.noted[place.attempt_id].sent)


def second_seat(hall: Hall) -> tuple[float, list[str]]:
    """Let another machine enter with the codes of somebody who works: it is sent to the proctor."""
    page = hall.chance.choice(hall.served.pages)
    rival = Page(page.hall, page.place, page.noted, 0)
    told: list[int] = []

    def ask() -> bool:  # no answer, and "send again", are no answers
        told.append(rival.call("POST", "/entry", codes(page))[0])
        return told[-1] not in {0, 503}

    until_done(ask, "a second machine gets no answer")
    status = told[-1]
    rival.hang_up()
    return time.monotonic(), [] if status == 409 else [f"a second machine was answered with {status}"]


def codes(page: Page) -> dict[str, str]:
    return {
        "sitting_code": page.hall.sitting,
        "candidate_code": page.place.candidate_code,
        "pin": PIN,
    }


def replace_seat(hall: Hall) -> tuple[float, list[str]]:
    """Let a machine die; the proctor frees the attempt, another goes on, the first one's rest comes in."""
    served = hall.served
    old = hall.chance.choice(served.pages)
    old.gone.set()
    at = time.monotonic()
    old.join()
    refused = hall.proctor.move(served.port, old.place)
    if refused:
        raise TimeoutError(refused)
    new = Page(served.hall, old.place, old.noted, hall.chance.randrange(10**6))
    served.pages[served.pages.index(old)] = new
    new.start()
    while not any(key[0] > old.lease for key in new.noted.acknowledged):
        if time.monotonic() - at > SECONDS_TO_MOVE:
            return at, [f"nothing acknowledged on the new machine after {SECONDS_TO_MOVE} s"]
        time.sleep(0.005)
    if rest := old.noted.waiting(old.lease):
        until_done(partial(old.put, rest), "the rest of the machine that was left is not taken")
    return at, []


def all_together(hall: Hall) -> tuple[float, list[str]]:
    """Cut the power of the room: link, seats and server at once; the server comes back with another clock."""
    served = hall.served
    hall.link.cut()
    for page in served.pages:
        page.hang_up()
    at = served.kill()
    hall.control.move_clock(hall.chance.choice(JUMPS))
    served.start()
    hall.link.link = Link(lost_share=0.3)
    served.wait(at)
    hall.link.mend()
    hall.control.move_clock(0)
    return at, []


KINDS = {
    "link: cut": Kind(bad_link(Link(up=False), 0.4), 3),
    "link: 30 % of the parts lost": Kind(bad_link(Link(lost_share=0.3), 1.5), 3),
    "link: 2 s there and back": Kind(bad_link(Link(delay_s=1.0), 5.0), 2),
    "link: 64 kbit/s": Kind(bad_link(Link(bytes_a_second=8_000), 2.0), 2),
    "answers twice, in another order and again": Kind(muddle, 3),
    "the server's wall clock jumps": Kind(jump, 3),
    "answers after the sealing, the wall clock set": Kind(answer_late, 2),
    "a second machine with the same codes": Kind(second_seat, 2),
    "a machine dies, the proctor frees the attempt": Kind(replace_seat, 4),
    "the room's power, link and clock together": Kind(all_together, 2),
}


@contextmanager
def linked(ground: Ground, nursery: Nursery) -> Iterator[tuple[Serving, Proxy]]:
    """Serve a ground to a hall that sits behind a link."""
    lend_fonts(ground.folder)
    served = Serving(ground, {}, nursery)
    with proxy(served.port, new_seed()) as link:
        served.hall.port = link.port
        try:
            served.start()
            served.seat(SEATS)
            served.wait()
            yield served, link
        finally:
            served.close()


def try_once(kind: str, act: Callable[[Hall], tuple[float, list[str]]], hall: Hall) -> Trial:
    """Let one thing happen, see the service go on, and compare."""
    served = hall.served
    before = served.hall.acknowledged
    try:
        at, faults = act(hall)
        # A machine that was replaced is back when its own candidate is answered, whoever else is.
        back = served.wait(at) if act is not replace_seat else time.monotonic() - at
        lost, more = served.check()
    except TimeoutError as error:
        back, lost, faults, more = None, 0, [str(error)], []
    return Trial(kind, served.hall.acknowledged - before, lost, back, faults + more)


def campaign(figures: Figures, budget: Budget) -> None:
    """Take the kinds in turns until the budget is used."""
    with tempfile.TemporaryDirectory(prefix="examapp-faults-") as place:
        control = Control(Path(place))
        environ = dict(os.environ) | preloading(build_shim(Path(place)), control)
        with closing(Nursery(environ)) as nursery:
            while budget.goes_on():
                with sqlite_ground(PLACES, migrated=True) as ground:
                    proctor = Proctor(ground)
                    with linked(ground, nursery) as (served, link):
                        hall = Hall(served, link, control, proctor, random.Random(new_seed()))
                        part = budget.part(TRIALS_A_GROUND)
                        while part.take():
                            kind = choose(KINDS, figures)
                            figures.add(try_once(kind, KINDS[kind].act, hall))
