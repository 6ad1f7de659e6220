"""What a process of the storage module does until it is killed: candidates and their proctor at work.

It runs in a forked child. Every answer is told to the parent over a pipe before it is sent and after it was
acknowledged; what is in the pipe outlives the child.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from examapp.core.db import is_storage_failure
from examapp.core.errors import AppError
from examapp.core.fault_points import Point
from examapp.delivery import control
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM, Seat
from tests.faults.ground import Ground
from tests.faults.ledger import Noted

THREADS = 3
MOST_AT_ONCE = 4
USUAL = {"hand_in": 0.02, "move": 0.02, "pause": 0.02, "contradict": 0.05, "beat": 0.25, "answer": 0.64}
# To reach a point one must go there more often than a hall does.
WAYS = {
    Point.LEASE_RAISED: "move",
    Point.CONFLICT_KEPT: "contradict",
    Point.APPEND_REFUSED: "pause",
    Point.SEAT_SEEN: "beat",
    Point.HEAD_WITNESSED: "beat",
    Point.END_MOVED: "hand_in",
    Point.END_WRITTEN: "hand_in",
    Point.FINISH_MOVED: "hand_in",
    Point.HEAD_SEALED: "hand_in",
}
AT_START = frozenset({Point.START_MOVED, Point.START_FROZEN, Point.CLOCK_BEGUN})
# A life comes by them once, or once in a second.
SELDOM = frozenset({Point.BEAT_MOVED, Point.OUTAGE_CREDITED, Point.BEAT_COMMITTED}) | AT_START
ON_SQLITE = frozenset(point for point in Point if point.name.startswith(("LANE_", "ONE_SAVE_")))
ON_POSTGRESQL = frozenset(point for point in Point if point.name.startswith(("APPEND_", "LOCKED_")))


@contextmanager
def refusals() -> Iterator[None]:
    """Take a refusal as it is: an act that is not possible, or a storage that is busy (a page's 503)."""
    try:
        yield
    except AppError:
        pass
    except Exception as error:
        if not is_storage_failure(error):
            raise


class Telling:
    """The child's end of the pipe."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._lock = threading.Lock()

    def tell(self, *words: Any) -> None:
        """Write one line, whole."""
        line = orjson.dumps(words) + b"\n"
        with self._lock:
            while line:
                line = line[os.write(self._handle, line) :]


class Acting:
    """The candidates of one thread; each does one thing after the other."""

    def __init__(self, ground: Ground, telling: Telling, seats: list[Seat], seed: int, often: str) -> None:
        self.often = {act: 0.5 if act == often else chance for act, chance in USUAL.items()}
        self.ground, self.telling, self.seats = ground, telling, seats
        self.random = random.Random(seed)
        self.leases: dict[int, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop, or killed, or all have handed in."""
        for seat in self.seats:
            self.sit(seat)
            if seat.token and not self.noted(seat).receipt:
                self.answer(seat, self.leases[seat.place.attempt_id])
        while not stop.is_set() and not all(self.noted(seat).receipt for seat in self.seats):
            self.step(self.random.choice(self.seats))

    def noted(self, seat: Seat) -> Noted:
        return self.ground.noted[seat.place.attempt_id]

    def sit(self, seat: Seat) -> None:
        """Go on where the machine was, or enter and start; then send what waits from before."""
        kept = self.ground.kept.get(seat.place.attempt_id)
        if kept:
            seat.token, seat.device, self.leases[seat.place.attempt_id] = kept
        elif not self.enter(seat):
            return
        for lease in {key[0] for key in self.noted(seat).sent}:
            waiting = self.noted(seat).waiting(lease)
            for first in range(0, len(waiting), 32):
                self.send(seat, waiting[first : first + 32])

    def enter(self, seat: Seat) -> bool:
        """Enter and start: all idempotent; whether it went well, else it is tried again."""
        entered = seat.enter()
        if entered.status_code == 409:  # another machine holds the attempt: the proctor moves it
            self.move(seat)
            entered = seat.enter()
        started = seat.post("start") if entered.status_code == 200 else entered
        if started.status_code != 200:
            self._watch(started)
            seat.token = ""
            time.sleep(0.01)  # as a page does, in small
            return False
        seat.post("shown")
        lease = started.json["lease"]
        self.leases[seat.place.attempt_id] = lease
        self.ground.kept[seat.place.attempt_id] = seat.token, seat.device, lease
        self.telling.tell("kept", seat.place.attempt_id, seat.token, seat.device, lease)
        return True

    def step(self, seat: Seat) -> None:
        """Do one thing."""
        if not seat.token:
            self.sit(seat)
            return
        noted, lease = self.noted(seat), self.leases[seat.place.attempt_id]
        if noted.receipt:
            return
        [act] = self.random.choices(list(self.often), list(self.often.values()))
        if act == "hand_in":
            self.hand_in(seat, lease)
        elif act == "move":
            self.move(seat)
            seat.device, seat.token = None, ""
            self.ground.kept.pop(seat.place.attempt_id, None)
        elif act == "pause":
            self.pause(seat)
        elif act == "contradict":
            self.contradict(seat, lease)
        elif act == "beat":
            last = noted.next_seq(lease) - 1
            seat.beat(lease, last, noted.ids[lease, last]) if last >= 0 else seat.beat()
        else:
            self.answer(seat, lease)

    def answer(self, seat: Seat, lease: int) -> None:
        made = []
        for _ in range(self.random.randint(1, MOST_AT_ONCE)):
            entry = self.noted(seat).make(lease, TEXT_ITEM, f"{self.random.randrange(10**6)}")
            self.telling.tell("sent", seat.place.attempt_id, entry)
            made.append(entry)
        if self.random.random() < 0.1:
            self.random.shuffle(made)
        waiting = self.noted(seat).waiting(lease)
        self.send(seat, made if self.random.random() < 0.5 else waiting[:32])

    def send(self, seat: Seat, entries: list[dict[str, Any]]) -> None:
        reply = seat.put(*entries)
        self._watch(reply)
        if reply.status_code == 200:
            lease = reply.json["acknowledged"]["lease"]
            self.telling.tell("held", seat.place.attempt_id, lease, reply.json["results"])
            self.noted(seat).note_reply(lease, reply.json["results"])

    def contradict(self, seat: Seat, lease: int) -> None:
        """Send another answer under a seq that is held: it must change nothing."""
        held = [key for key in self.noted(seat).acknowledged if key[0] == lease]
        if held:
            entry = self.noted(seat).sent[self.random.choice(held)]
            reply = seat.put(entry | {"response": "contradiction"})
            if reply.status_code not in {409, 503}:
                self.telling.tell("fault", f"a contradiction was answered with {reply.status_code}")

    def hand_in(self, seat: Seat, lease: int) -> None:
        reply = seat.submit(self.noted(seat).next_seq(lease) - 1, lease=lease)
        self._watch(reply)
        if reply.status_code == 200:
            receipt = reply.json["receipt"]["code"]
            self.noted(seat).receipt = receipt
            self.telling.tell("receipt", seat.place.attempt_id, receipt)

    def move(self, seat: Seat) -> None:
        room = self.ground.room
        with refusals(), room.writing() as db:
            control.take_over(db, seat.place.attempt_id, reason="trial", actor=PROCTOR, now=room.now)

    def pause(self, seat: Seat) -> None:
        room = self.ground.room
        with refusals():
            room.pause(seat.place)
        with refusals():
            room.resume(seat.place)

    def _watch(self, reply: Any) -> None:
        if reply.status_code == 503:
            time.sleep(0.01)
        elif reply.status_code >= 500:
            self.telling.tell("fault", f"answered with {reply.status_code}: {reply.text[:200]}")


def act(ground: Ground, telling: Telling, seats: list[Seat], seed: int, often: str = "") -> None:
    """Let the seats act on several threads, for ever."""
    ground.renew()
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=_act, args=(Acting(ground, telling, seats[n::THREADS], seed + n, often), telling, stop)
        )
        for n in range(min(THREADS, len(seats)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _act(acting: Acting, telling: Telling, stop: threading.Event) -> None:
    try:
        acting.run(stop)
    except Exception as error:
        telling.tell("broken", f"{type(error).__name__}: {error}"[:300])
