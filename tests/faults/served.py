"""`./run faults served`: the whole served application under load, killed again and again, with its database.

The hall's pages live in another process, keep their queues, and send again by themselves. A trial ends when
something new is acknowledged: that is when the service is back.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial

import psutil

from examapp.core import fault_points
from examapp.core.fault_points import Point
from tests.faults.acting import ON_POSTGRESQL, ON_SQLITE
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import (
    Postgres,
    durable_postgres,
    new_seed,
    postgres_ground,
    sqlite_ground,
)
from tests.faults.nursery import Nursery
from tests.faults.serving import Serving, serving

TRIALS_A_GROUND = 28
# Whoever has more serves; the others watch.
THREADS_OF_A_WATCHER = 5
# What every save comes by, so that the process surely dies there.
EACH_SAVE = [
    Point.SAVE_ARRIVED,
    Point.SAVE_PREPARED,
    Point.SAVE_STORED,
    Point.SAVE_REPLIED,
    *sorted(ON_SQLITE - {Point.LANE_TAKEN}),
    Point.APPEND_JUDGED,
    Point.APPEND_DONE,
]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done to a served application, and how often compared with other kinds."""

    act: Callable[[Serving, random.Random], float]
    weight: int


def kill_all(served: Serving, chance: random.Random) -> float:
    at = served.kill()
    served.start()
    return at


def kill_writer(served: Serving, chance: random.Random) -> float:
    return served.kill_writer()


def kill_one_of_two(served: Serving, chance: random.Random) -> float:
    """Let two processes serve every attempt in turns, and kill -9 one of them."""
    served.kill()
    served.start(workers=2)
    served.hall.wandering = True
    served.wait()
    time.sleep(1 + chance.random())
    serving_us = [pid for pid in served.workers() if psutil.Process(pid).num_threads() > THREADS_OF_A_WATCHER]
    at = time.monotonic()
    os.kill(chance.choice(serving_us or served.workers()), signal.SIGKILL)
    return at


def kill_at_point(served: Serving, chance: random.Random) -> float:
    """Start it so that it dies by itself at a named point after some saves; then start it as it is."""
    others = ON_POSTGRESQL if served.ground.url.startswith("sqlite") else ON_SQLITE
    point = chance.choice([each for each in EACH_SAVE if each not in others])
    served.kill()
    served.start(**{fault_points.VARIABLE: f"{point.name}#{chance.randint(5, 60)}"})
    served.wait()
    workers = served.workers()
    end = time.monotonic() + 30
    while any(map(psutil.pid_exists, workers)) and time.monotonic() < end:
        time.sleep(0.005)
    at = time.monotonic()
    served.kill()
    served.start()
    return at


def kill_database(served: Serving, chance: random.Random, postgres: Postgres) -> float:
    at = postgres.kill()
    time.sleep(chance.random() * 0.3)
    postgres.start()
    return at


def stop_database_at_once(served: Serving, chance: random.Random, postgres: Postgres) -> float:
    at = time.monotonic()
    os.kill(postgres.pid, signal.SIGQUIT)  # what `pg_ctl stop -m immediate` sends
    postgres.start()
    return at


def kill_one_backend(served: Serving, chance: random.Random, postgres: Postgres) -> float:
    """Kill -9 one process of the database: PostgreSQL then ends all and recovers by itself."""
    backends = psutil.Process(postgres.pid).children()
    serving_us = [each for each in backends if "idle" in " ".join(each.cmdline())] or backends
    at = time.monotonic()
    with suppress(psutil.Error):
        chance.choice(serving_us).kill()
    return at


def cut_room(served: Serving, chance: random.Random, postgres: Postgres | None) -> float:
    """The power of the whole room: server, database and every seat at once; all come back."""
    for page in served.pages:
        page.hang_up()
    at = served.kill()
    if postgres is not None:
        postgres.kill()
        postgres.start()
    served.start()
    return at


ON_SQLITE_FILE = {
    "served on SQLite: kill -9 of everything": Kind(kill_all, 6),
    "served on SQLite: kill -9 of the writer": Kind(kill_writer, 3),
    "served on SQLite: kill -9 at a named point": Kind(kill_at_point, 3),
    "served on SQLite: power cut of the room": Kind(partial(cut_room, postgres=None), 2),
}


def kinds_on(postgres: Postgres) -> dict[str, Kind]:
    """Return what is done to an application that is served on a PostgreSQL."""
    return {
        "served on PostgreSQL: kill -9 of everything": Kind(kill_all, 6),
        "served on PostgreSQL: kill -9 of the writer": Kind(kill_writer, 3),
        "served on PostgreSQL: kill -9 at a named point": Kind(kill_at_point, 3),
        "served on PostgreSQL: kill -9 of one process of two": Kind(kill_one_of_two, 3),
        "PostgreSQL under it: kill -9 of all": Kind(partial(kill_database, postgres=postgres), 2),
        "PostgreSQL under it: immediate stop": Kind(partial(stop_database_at_once, postgres=postgres), 2),
        "PostgreSQL under it: kill -9 of one process": Kind(partial(kill_one_backend, postgres=postgres), 2),
        "served on PostgreSQL: power cut of the room": Kind(partial(cut_room, postgres=postgres), 2),
    }


def try_once(
    kind: str, act: Callable[[Serving, random.Random], float], served: Serving, chance: random.Random
) -> Trial:
    """Let one thing happen, see the service come back, and compare."""
    before = served.hall.acknowledged
    time.sleep(0.1 + chance.random() * 0.3)
    try:
        at = act(served, chance)
        back = served.wait(at)
        lost, faults = served.check()
    except TimeoutError as error:
        back, lost, faults = None, 0, [str(error)]
    served.hall.wandering = False
    return Trial(kind, served.hall.acknowledged - before, lost, back, faults)


def choose(kinds: Mapping[str, Kind], figures: Figures) -> str:
    """Return the kind that has had the fewest trials for its weight, over all runs."""
    counted = figures.read()
    return min(kinds, key=lambda kind: counted.get(kind, {}).get("trials", 0) / kinds[kind].weight)


def campaign(figures: Figures, budget: Budget) -> None:
    """Take both databases in turns; the imports are done once, each server is a process of its own."""
    with durable_postgres() as postgres, closing(Nursery(dict(os.environ))) as nursery:
        on_sqlite, on_postgres = ON_SQLITE_FILE, kinds_on(postgres)
        while budget.goes_on():
            with sqlite_ground(12, migrated=True) as ground, serving(ground, nursery=nursery) as served:
                _run(on_sqlite, served, figures, budget.part(TRIALS_A_GROUND))
            if budget.goes_on():
                with (
                    postgres_ground(postgres.uri, 12, migrated=True) as ground,
                    serving(ground, nursery=nursery) as served,
                ):
                    _run(on_postgres, served, figures, budget.part(TRIALS_A_GROUND))


def _run(kinds: Mapping[str, Kind], served: Serving, figures: Figures, budget: Budget) -> None:
    chance = random.Random(new_seed())
    while budget.take():
        kind = choose(kinds, figures)
        figures.add(try_once(kind, kinds[kind].act, served, chance))
