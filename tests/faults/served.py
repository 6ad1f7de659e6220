"""`./run faults served`: the whole served application under load, killed again and again, with its database.

The hall's pages live in another process, keep their queues, and send again by themselves. A trial ends when
something new is acknowledged: that is when the service is back.
"""

import os
import random
import signal
import time
from contextlib import suppress
from functools import partial

import psutil

from examapp.core import fault_points
from examapp.core.fault_points import Point
from tests.faults.acting import ON_POSTGRESQL, ON_SQLITE
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import (
    Ground,
    Postgres,
    durable_postgres,
    new_seed,
    postgres_ground,
    sqlite_ground,
)
from tests.faults.serving import Serving, serving

TRIALS_A_GROUND = 24
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


def kill_all(served: Serving, chance: random.Random) -> float:
    at = served.kill()
    served.start()
    return at


def kill_writer(served: Serving, chance: random.Random) -> float:
    return served.kill_writer()


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


def _try(kind: str, act: object, served: Serving, chance: random.Random) -> Trial:
    before = served.hall.acknowledged
    time.sleep(0.1 + chance.random() * 0.3)
    at = act(served, chance)
    try:
        back = served.wait(at)
        lost, faults = served.check()
    except TimeoutError as error:
        back, lost, faults = None, 0, [str(error)]
    return Trial(kind, served.hall.acknowledged - before, lost, back, faults)


def campaign(figures: Figures, budget: Budget) -> None:
    """Take the kinds in turns on both databases."""
    with durable_postgres() as postgres:
        on_sqlite = {
            "served on SQLite: kill -9 of everything": kill_all,
            "served on SQLite: kill -9 of the writer": kill_writer,
            "served on SQLite: kill -9 at a named point": kill_at_point,
            "served on SQLite: power cut of the room": partial(cut_room, postgres=None),
        }
        on_postgres = {
            "served on PostgreSQL: kill -9 of everything": kill_all,
            "served on PostgreSQL: kill -9 of the writer": kill_writer,
            "served on PostgreSQL: kill -9 at a named point": kill_at_point,
            "PostgreSQL under it: kill -9 of all": partial(kill_database, postgres=postgres),
            "PostgreSQL under it: immediate stop": partial(stop_database_at_once, postgres=postgres),
            "PostgreSQL under it: kill -9 of one process": partial(kill_one_backend, postgres=postgres),
            "served on PostgreSQL: power cut of the room": partial(cut_room, postgres=postgres),
        }
        while budget.goes_on():
            with sqlite_ground(12, migrated=True) as ground:
                _run(on_sqlite, ground, figures, budget.part(TRIALS_A_GROUND))
            with postgres_ground(postgres.uri, 12, migrated=True) as ground:
                _run(on_postgres, ground, figures, budget.part(TRIALS_A_GROUND))


def _run(kinds: dict[str, object], ground: Ground, figures: Figures, budget: Budget) -> None:
    chance = random.Random(new_seed())
    with serving(ground) as served:
        while budget.goes_on():
            for kind, act in kinds.items():
                if budget.take():
                    figures.add(_try(kind, act, served, chance))
