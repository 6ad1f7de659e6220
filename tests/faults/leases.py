"""`./run faults leases`: seats race for one attempt, on threads, while both send; at most one may be live.

Each race: several takeovers at one moment, then several machines enter with the same codes at one moment. The
leases must be 1, 2, 3 … without a hole; exactly one machine gets the attempt, the others are told that the
proctor is needed; and what the old seat had acknowledged is there.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from examapp.core.errors import AppError
from examapp.delivery import control
from examapp.delivery.models import Attempt, Lease
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM, Seat
from tests.faults.budget import Budget
from tests.faults.figures import Figures, Trial
from tests.faults.ground import Ground, durable_postgres, postgres_ground, sqlite_ground
from tests.faults.store import check_whole

RACERS, RACES_AN_ATTEMPT, SEATS = 3, 40, 8


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do acts at one moment; returns what each returned, or raised."""
    found: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def work(place: int) -> None:
        gate.wait()
        try:
            found[place] = acts[place]()
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def race(ground: Ground, seat: Seat) -> tuple[Seat, Trial]:
    """Race once for the attempt that a seat holds; returns the seat that holds it afterwards."""
    room, place, noted = ground.room, seat.place, ground.noted[seat.place.attempt_id]
    lease = seat.state["lease"]

    def move() -> None:
        with suppress(AppError), room.writing() as db:
            control.take_over(db, place.attempt_id, reason="race", actor=PROCTOR, now=room.now)

    def save() -> int:
        entry = noted.make(lease, TEXT_ITEM, "raced")
        reply = seat.put(entry)
        if reply.status_code == 200:
            noted.note_reply(lease, reply.json["results"])
        return reply.status_code

    said = at_once([move, save, move])
    faults = [f"raised {error}" for error in said if isinstance(error, Exception)]
    seats = [room.seat(place) for _ in range(RACERS)]
    statuses = [reply.status_code for reply in at_once([each.enter for each in seats])]
    winners = [each for each, status in zip(seats, statuses, strict=True) if status == 200]
    # A busy storage may tell some to ask again; nobody is told twice that the seat is theirs.
    if len(winners) > 1 or set(statuses) - {200, 409, 503}:
        faults.append(f"entering at one moment: {statuses}")
    with room.database.reading() as db:
        numbers = list(db.scalars(select(Lease.number).filter_by(attempt_id=place.attempt_id)))
        attempt = db.get_one(Attempt, place.attempt_id)
        if sorted(numbers) != list(range(1, attempt.lease + 1)):
            faults.append(f"leases {sorted(numbers)} at lease {attempt.lease}")
    while not winners and seats[0].enter().status_code != 200:
        time.sleep(0.01)
    return (winners or seats)[0], Trial("", acknowledged=int(said[1] == 200), faults=faults)


def run(ground: Ground, name: str, figures: Figures, budget: Budget) -> None:
    """Race on one ground."""
    ground.renew()
    ground.app.testing = True
    for place in ground.room.places:
        if place.attempt_id in ground.kept or not budget.goes_on():
            continue
        seat = ground.room.started_seat(place)
        ground.kept[place.attempt_id] = seat.token, seat.device or "", 1
        some: list[Trial] = []
        for _ in range(RACES_AN_ATTEMPT):
            if not budget.take():
                break
            seat, trial = race(ground, seat)
            trial.kind = f"{name}: raced leases"
            some.append(trial)
        lost, faults = check_whole(ground.url, ground.noted)
        if some:
            some[-1].lost, some[-1].faults = lost, some[-1].faults + faults
            figures.add(*some)
    ground.close()


def campaign(figures: Figures, budget: Budget) -> None:
    """Race on both databases in turns."""
    with durable_postgres() as postgres:
        while budget.goes_on():
            with sqlite_ground(SEATS) as ground:
                run(ground, "SQLite", figures, budget)
            with postgres_ground(postgres.uri, SEATS) as ground:
                run(ground, "PostgreSQL", figures, budget)
