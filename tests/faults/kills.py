"""`./run faults kills`: kill -9 of a process that runs the storage module, at random and at each named point.

The process is forked from one that has loaded the application; it serves a hall's candidates through the exam
API on several threads until it dies, which it does not before it has acknowledged something. Then that is
compared with what the database holds, and the next process takes the same database up again: its first
acknowledgement is when the service is back.
"""

import os
import random
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import orjson

from examapp.core import fault_points
from examapp.core.fault_points import Point
from tests.faults.acting import AT_START, ON_POSTGRESQL, ON_SQLITE, SELDOM, THREADS, WAYS, Telling, act
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, durable_postgres, new_seed, postgres_ground, sqlite_ground
from tests.faults.store import check_whole, connect

SEATS, AT_ONCE, TRIALS_A_GROUND = 80, 4, 126
LONGEST_LIFE = 0.15
# Nobody is answered for so long: the process is killed all the same.
SLOWEST_START = 12.0
# A point that is not reached by then was not on this trial's way, and the kill comes at random.
PATIENCE = 4.0


@dataclass
class Life:
    """One process's life, as its parent saw it."""

    acknowledged: int = 0
    first_s: float | None = None
    at_point: bool = False


class Arming(Telling):
    """Sets the trap once an acknowledgement has been told, so that each death has something to lose."""

    def __init__(self, handle: int, arm: Callable[[], object]) -> None:
        super().__init__(handle)
        self._arm: Callable[[], object] | None = arm

    def tell(self, *words: Any) -> None:
        super().tell(*words)
        if words[0] == "held" and words[-1]:
            arm, self._arm = self._arm, None
            if arm is not None:
                arm()


def set_trap(ground: Ground, point: Point | None, visit: int) -> None:
    """Let this process die when it next comes to a point."""
    fault_points.trap.set(point, visit)
    if point is Point.OUTAGE_CREDITED:
        age_heartbeat(ground)


def live(ground: Ground, seed: int, point: Point | None) -> tuple[Life, list[str]]:
    """Let one process act until it dies at the point, or at a random moment; returns what it told."""
    chance = random.Random(seed)
    seats = [ground.room.seat(place) for place in choose_places(ground, chance, point)]
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        visit = 1 if point in SELDOM else chance.choice((1, 1, 2, 3, 5))
        try:
            telling = Arming(writing, lambda: set_trap(ground, point, visit))
            act(ground, telling, seats, seed, WAYS.get(point, ""))
            signal.pause()  # all have handed in: the kill finds an idle process
        finally:
            os._exit(3)  # it broke: the parent sees the status
    os.close(writing)
    life, faults, killed = Life(), [], False
    patience = PATIENCE if point else chance.random() * LONGEST_LIFE
    for line, at in _lines(reading, begun):
        if line is not None:
            _note(ground, life, faults, line, at)
        # A named point comes by itself; a random kill comes soon after the first acknowledgement.
        if at > (SLOWEST_START if life.first_s is None else life.first_s + patience) and not killed:
            os.kill(child, signal.SIGKILL)
            killed = True
    os.close(reading)
    _, status = os.waitpid(child, 0)
    life.at_point = not killed
    if not os.WIFSIGNALED(status):
        faults.append(f"the process ended by itself, status {status}")
    return life, faults


def choose_places(ground: Ground, chance: random.Random, point: Point | None) -> list[Any]:
    """Return who acts: some who have not handed in; for a point at the start, some who begin, too."""
    free = [place for place in ground.room.places if not ground.noted[place.attempt_id].receipt]
    if point in AT_START:  # each thread has one who answers, and then one who starts
        started = [place for place in free if place.attempt_id in ground.kept][:THREADS]
        return started + [place for place in free if place.attempt_id not in ground.kept][:THREADS]
    return chance.sample(free, min(AT_ONCE, len(free)))


def _lines(handle: int, begun: float) -> Iterator[tuple[Any, float]]:
    """Yield what the child tells, or nothing every few milliseconds, with the seconds of its life."""
    rest = b""
    while True:
        ready, _, _ = select.select([handle], [], [], 0.01)
        if not ready:
            yield None, time.monotonic() - begun
            continue
        part = os.read(handle, 65536)
        if not part:
            return
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            yield orjson.loads(line), time.monotonic() - begun


def _note(ground: Ground, life: Life, faults: list[str], words: list[Any], at: float) -> None:
    what, *rest = words
    if what == "sent":
        ground.noted[rest[0]].note_sent(rest[1])
    elif what == "held":
        attempt, lease, results = rest
        life.acknowledged += ground.noted[attempt].note_reply(lease, results)
        if results:
            life.first_s = life.first_s or at
    elif what == "kept":
        ground.kept[rest[0]] = rest[1], rest[2], rest[3]
    elif what == "receipt":
        ground.noted[rest[0]].receipt = rest[1]
    else:
        faults.append(f"{what}: {rest[0]}")


def age_heartbeat(ground: Ground) -> None:
    """Let the last heartbeat be half a minute old, as after an outage."""
    with connect(ground.url) as connection:
        connection.execute("UPDATE server_heartbeat SET boot_ms = boot_ms - 30000")


def try_once(ground: Ground, name: str, seed: int, point: Point | None) -> Trial:
    """One trial: live, die, compare."""
    life, faults = live(ground, seed, point)
    lost, more = check_whole(ground.url, ground.noted)
    died_at = point.name if point and life.at_point else ""
    where = f"{name}: kill -9 at a named point" if died_at else f"{name}: kill -9 at random"
    context = f" (seed {seed}, {point.name if point else 'random'})"
    told = [fault + context for fault in faults + more]
    return Trial(where, life.acknowledged, lost, life.first_s, told, point=died_at)


def run(
    name: str,
    make_ground: Callable[[], AbstractContextManager[Ground]],
    figures: Figures,
    seed: int,
    budget: Budget,
    points: list[Point | None],
) -> int:
    """Run trials on one kind of database while told to; returns how many answers were lost."""
    lost, number = 0, 0
    while budget.goes_on():
        with make_ground() as ground:
            for _ in range(TRIALS_A_GROUND):
                unfinished = [noted for noted in ground.noted.values() if not noted.receipt]
                if len(unfinished) < AT_ONCE or not budget.take():
                    break
                trial = try_once(ground, name, seed + number, points[number % len(points)])
                figures.add(trial)
                lost += trial.lost
                number += 1
            verify(ground, figures, name)
    return lost


def verify(ground: Ground, figures: Figures, name: str) -> None:
    """Recompute every attempt of a ground, and count that."""
    figures.add(Trial(f"{name}: every chain and head recomputed", faults=recompute(ground)))


def recompute(ground: Ground, code: str = "") -> list[str]:
    """Recompute ids, chain and sealed heads of one or every attempt, as `examapp attempt verify` does."""
    from examapp.authoring.vault import ListVault
    from examapp.delivery.models import Attempt
    from examapp.delivery.papers import PaperDesk
    from examapp.grading.verification import verify_attempt

    ground.renew()
    try:
        desk = PaperDesk(ListVault(ground.app.extensions["key_ring"]))
        with ground.room.database.reading() as db:
            return [
                f"{attempt.code}: {fault}"
                for attempt in db.query(Attempt)
                if code in {"", attempt.code}
                for fault in verify_attempt(db, desk, attempt).faults
                if fault != "sealed but not marked yet"
            ]
    finally:
        ground.close()


def campaign(figures: Figures, budget: Budget) -> None:
    """Kill on SQLite and on PostgreSQL, in turns, until the budget is used."""
    if fault_points.trap is None:
        raise RuntimeError(f"set {fault_points.VARIABLE} before the application is imported")
    with durable_postgres() as postgres:
        while budget.goes_on():
            for name, make, others in (
                ("SQLite", lambda: sqlite_ground(SEATS), ON_POSTGRESQL),
                ("PostgreSQL", lambda: postgres_ground(postgres.uri, SEATS), ON_SQLITE),
            ):
                points = [None, *(point for point in Point if point not in others)]
                run(name, make, figures, new_seed(), budget.part(TRIALS_A_GROUND), points)
