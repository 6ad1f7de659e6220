"""`./run load`: what answers, heartbeats, starts and handing in cost the application, on both databases.

Virtual candidates speak the exam API over loopback to `examapp demo` in a process of its own. Costs are CPU
time of the serving process (and, apart, of PostgreSQL) read from /proc, so that a busy machine disturbs them
little; the latencies are those of this machine as it was. It prints figures and fails on none.
"""

import argparse
import os
import platform
import time
from dataclasses import dataclass
from typing import Final

from sqlalchemy import create_engine, func, select, text

from examapp.core.db import Database, make_engine
from examapp.delivery.models import SealedHead
from examapp.grading.models import Score
from tests.load.filling import fill_attempts
from tests.load.running import make_running
from tests.load.seats import HEAD as SEATS_HEAD
from tests.load.seats import Seat, measure, run_all, show
from tests.load.served import Ground, Served, grounds, serving
from tests.load.steady import HEAD as STEADY_HEAD
from tests.load.steady import measure_steady

PARTS: Final = ["starts", "calls", "submits", "steady"]


@dataclass(frozen=True)
class Plan:
    """What is measured, and how much of each."""

    parts: frozenset[str]
    clients: int
    starts: list[int]
    saves: int
    submits: int
    stored: int
    steady: list[int]
    warm: float
    seconds: float


def read_log_bytes(served: Served) -> int:
    """Return how far the database's log has grown: SQLite's file, PostgreSQL's position."""
    if served.ground.address is None:
        return (served.data / "examapp.sqlite3-wal").stat().st_size
    address = served.ground.address.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")).scalar_one()
    engine.dispose()
    return int(found)


def begin_log(served: Served) -> None:
    """Write the log back, so that what follows is counted from a beginning."""
    database = Database(make_engine(served.address))
    with database.engine.connect() as connection:
        statement = "CHECKPOINT" if served.ground.address else "PRAGMA wal_checkpoint(TRUNCATE)"
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
    database.engine.dispose()


def count_marked(served: Served) -> tuple[int, int]:
    """Return how many attempts are sealed and how many of these are marked."""
    database = Database(make_engine(served.address))
    with database.reading() as db:
        counts = (
            db.scalar(select(func.count()).select_from(SealedHead)),
            db.scalar(select(func.count()).select_from(Score)),
        )
    database.engine.dispose()
    return counts[0] or 0, counts[1] or 0


def wait_for_marks(served: Served) -> None:
    """Wait until all that is sealed is marked."""
    while True:
        sealed, marked = count_marked(served)
        if sealed == marked:
            return
        time.sleep(0.1)


def measure_starts(ground: Ground, seats: int, port: int) -> None:
    """Start so many at one moment, in a room that has just opened."""
    with serving(ground, seats, port) as served:
        people = take_seats(served)
        run_all(people, Seat.enter, 1)
        show(f"{len(people)} start and have the paper", measure(served, people, Seat.start, 1))
        show(f"{len(people)} see the first item", measure(served, people, Seat.see, 1))


def take_seats(served: Served) -> list[Seat]:
    """Return a virtual candidate for everybody who is admitted."""
    admitted = [entry for entry in served.card["candidates"] if entry["state"] == "authorised"]
    return [Seat(served.port, served.card["sitting"]["code"], entry) for entry in admitted]


def measure_calls(served: Served, people: list[Seat], plan: Plan) -> None:
    """Measure saves, heartbeats and the log, before and after many attempts were stored."""
    show(f"save, {len(people)} clients", measure(served, people, Seat.save, plan.saves))
    show(f"heartbeat, {len(people)} clients", measure(served, people, Seat.beat, plan.saves))
    begin_log(served)
    run_all(people, Seat.save, 1)  # each page's first change after a checkpoint goes into the log whole
    before = read_log_bytes(served)
    run_all(people, Seat.save, 5)
    grown = (read_log_bytes(served) - before) / (5 * len(people))
    print(f"  {'log of the database a save':<34}{grown / 1000:>9.2f} KB", flush=True)
    added = fill_attempts(served.data, served.ground.address, plan.stored)
    time.sleep(3)  # let the heartbeat be young again, and SQLite's log be written back
    run_all(people, Seat.beat, 1)
    show(f"save, {added} more attempts stored", measure(served, people, Seat.save, plan.saves))
    show(f"heartbeat, {added} more stored", measure(served, people, Seat.beat, plan.saves))


def measure_submits(served: Served, people: list[Seat], count: int) -> None:
    """Hand in by so many at one moment, and wait for the last mark."""
    ready = people[:count]
    run_all(ready, Seat.answer_all, 1)
    began = time.perf_counter()
    figure = measure(served, ready, Seat.submit, 1)
    show(f"{len(ready)} hand in", figure)
    wait_for_marks(served)
    print(f"  {'… until the last is marked':<34}{time.perf_counter() - began:>54.2f}", flush=True)


def measure_ground(ground: Ground, plan: Plan, port: int) -> None:
    """Measure what is asked for on one database."""
    print(f"\n{ground.name}\n{SEATS_HEAD}", flush=True)
    if "starts" in plan.parts:
        for number, seats in enumerate(plan.starts):
            measure_starts(ground.fresh(f"starts{number}"), seats, port)
    if plan.parts & {"calls", "submits"}:
        measure_hall(ground.fresh("calls"), plan, port)
    if "steady" in plan.parts and plan.steady:
        measure_steady_halls(ground.fresh("steady"), plan, port)


def measure_hall(ground: Ground, plan: Plan, port: int) -> None:
    """Measure calls and handing in of one hall that has started."""
    submits = plan.submits if "submits" in plan.parts else 0
    with serving(ground, max(submits, plan.clients), port) as served:
        people = take_seats(served)
        for act in (Seat.enter, Seat.start, Seat.see, Seat.save):
            run_all(people, act, 1)
        if "calls" in plan.parts:
            measure_calls(served, people[: plan.clients], plan)
        if submits:
            measure_submits(served, people[:submits], submits)


def measure_steady_halls(ground: Ground, plan: Plan, port: int) -> None:
    """Measure halls in the middle of their test, one larger than the other."""
    print(STEADY_HEAD, flush=True)
    with serving(ground, 40, port) as served:
        pattern = take_seats(served)[0]
        for act in (Seat.enter, Seat.start, Seat.see):
            act(pattern)
        running = make_running(served, pattern, max(plan.steady))
        for count in plan.steady:
            steady = measure_steady(served, running[:count], plan.warm, plan.seconds)
            print(steady.row(), flush=True)
            for fault in steady.faults[:3]:
                print(f"    {fault}", flush=True)


def main() -> None:
    """Read the command line and measure."""
    reader = argparse.ArgumentParser(prog="./run load", description=__doc__)
    reader.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
    reader.add_argument("--clients", type=int, default=32)
    reader.add_argument("--starts", type=int, nargs="*", default=[200, 300], help="at one moment")
    reader.add_argument("--saves", type=int, default=120, help="saves of each client")
    reader.add_argument("--submits", type=int, default=500, help="at one moment")
    reader.add_argument("--stored", type=int, default=10_000, help="attempts stored before measuring again")
    reader.add_argument(
        "--steady", type=int, nargs="*", default=[2000, 5000], help="candidates of a steady hall"
    )
    reader.add_argument("--warm", type=float, default=20.0, help="seconds before a steady hall is measured")
    reader.add_argument("--seconds", type=float, default=40.0, help="seconds of a steady hall")
    reader.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = vars(reader.parse_args())
    only = asked.pop("only")
    plan = Plan(**asked | {"parts": frozenset(asked["parts"])})
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}", flush=True)
    with grounds(only) as found:
        for number, ground in enumerate(found):
            measure_ground(ground, plan, 8471 + number)


main()
