"""The short form's other half: PostgreSQL, killed processes of the storage module, raced leases, power."""

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

from examapp.core.fault_points import Point
from tests.faults import kills, leases, power, served
from tests.faults.acting import ON_POSTGRESQL, ON_SQLITE
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, Postgres, durable_postgres, new_seed, postgres_ground, sqlite_ground
from tests.faults.nursery import Nursery
from tests.faults.planting import one_taken_out, prove
from tests.faults.serving import serving
from tests.faults.shim import COMPILER

SEATS, PLACES, PAUSE_S = 4, 5, 0.1
POINTS, RACES, ANSWERS, CUTS = 8, 16, 60, 60
RACED_PLACES = 2
MINUTES = 3
NAMES = ("SQLite", "PostgreSQL")
POWER = "SQLite: power cut"
SERVED = tuple(served.kinds_on(None))
ON_A_PROCESS = (
    "kill -9 at random",
    "kill -9 at a named point",
    "every chain and head recomputed",
    "raced leases",
)
RECOMPUTED = "served on PostgreSQL: every chain and head recomputed"
KINDS = (POWER, *(f"{name}: {kind}" for name in NAMES for kind in ON_A_PROCESS), *SERVED, RECOMPUTED)
PLANTED = (*(f"{name}, {what}" for name in NAMES for what in ("kills", "leases")), "served on PostgreSQL")


def run(figures: Figures) -> None:
    """Let all of it happen; without a PostgreSQL what needs none."""
    try_power(figures)
    try_processes(figures, "SQLite", lambda: sqlite_ground(places()), ON_POSTGRESQL)
    with ExitStack() as stack:
        try:
            postgres = stack.enter_context(durable_postgres())
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            for kind in (*KINDS, *(f"planted loss: {kind}" for kind in PLANTED)):
                if "PostgreSQL" in kind:
                    figures.skip(kind, f"PostgreSQL does not start here: {error}")
            return
        try_processes(figures, "PostgreSQL", lambda: postgres_ground(postgres.uri, places()), ON_SQLITE)
        try_served(figures, postgres)


def places() -> int:
    """Return how many candidates a ground of killed processes needs: some hand in on the way."""
    return kills.AT_ONCE * 4 + RACED_PLACES


def try_power(figures: Figures) -> None:
    """Cut the power of one recording, anywhere."""
    if COMPILER is None:
        figures.skip(POWER, "no C compiler: the recorder cannot be built")
        return
    with tempfile.TemporaryDirectory(prefix="examapp-faults-") as place:
        power.record(Path(place), answers=ANSWERS)
        figures.add(*power.replay(Path(place), CUTS, new_seed()))


def try_processes(
    figures: Figures,
    name: str,
    make_ground: Callable[[], AbstractContextManager[Ground]],
    others: frozenset[Point],
) -> None:
    """Kill processes at named points and at random, then let seats race on the same ground."""
    seed = new_seed()
    points = random.Random(seed).sample([point for point in Point if point not in others], POINTS)
    with make_ground() as ground:
        *ground.room.places, one, other = ground.room.places
        for number, point in enumerate((None, None, *points)):
            figures.add(kills.try_once(ground, name, seed + number, point))
        kills.verify(ground, figures, name)
        with one_taken_out(ground):
            prove(figures, f"{name}, kills", lambda: kills.try_once(ground, name, seed, None))
        ground.room.places = [one]
        leases.run(ground, name, figures, Budget(RACES, MINUTES))
        ground.room.places = [other]
        with one_taken_out(ground):
            prove(figures, f"{name}, leases", lambda: race_apart(ground, name))


def race_apart(ground: Ground, name: str) -> Trial:
    """Race once, and count it nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Figures(Path(folder) / "apart.json")
        leases.run(ground, name, figures, Budget(1, MINUTES))
        [counts] = figures.read().values()
    return Trial("", counts["acknowledged"], counts["lost"])


def try_served(figures: Figures, postgres: Postgres) -> None:
    """Kill what is served on PostgreSQL, and the database under it."""
    chance = random.Random(new_seed())
    with (
        closing(Nursery(dict(os.environ))) as nursery,
        postgres_ground(postgres.uri, PLACES, migrated=True) as ground,
        serving(ground, seats=SEATS, nursery=nursery) as hall,
    ):
        hall.hall.pause_s = PAUSE_S
        for kind, what in served.kinds_on(postgres).items():
            figures.add(served.try_once(kind, what.act, hall, chance))
        with hall.quiet():
            kills.verify(ground, figures, "served on PostgreSQL")
        with one_taken_out(ground):
            prove(
                figures,
                "served on PostgreSQL",
                lambda: served.try_once("", lambda *_: time.monotonic(), hall, chance),
            )
