"""The ground of trials: an installation with a room full of candidates, on SQLite or PostgreSQL."""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from flask import Flask

import examapp
from examapp.core.clock import MachineClock
from examapp.core.db import Base, Database, make_engine
from examapp.core.settings import Settings
from examapp.delivery.desk import AttemptDesk
from migrations.upgrade import upgrade_to_head
from tests.conftest import SECRET, import_all_models
from tests.examapp.delivery.making import SmallRoom, make_room
from tests.faults.ledger import Noted, Paper
from tests.postgres import address_of, drop_database, make_database, patient_start, start_server

MINUTES = 600


@dataclass
class Ground:
    """A room whose answers are watched; `noted` is by attempt."""

    url: str
    folder: Path
    room: SmallRoom
    noted: dict[int, Noted] = field(default_factory=dict)
    # What each candidate's machine keeps: token, device secret, lease.
    kept: dict[int, tuple[str, str, int]] = field(default_factory=dict)

    @property
    def app(self) -> Flask:
        return self.room.app

    def renew(self) -> SmallRoom:
        """Give this process a database of its own: what was open belongs to the one it was forked from."""
        extensions = self.app.extensions
        engine = make_engine(self.url)
        # What a process compiles at its first requests is forked with it, too: it is not what is tried here.
        engine._compiled_cache = extensions["database"].engine._compiled_cache
        extensions["database"] = Database(engine)
        papers = extensions["attempt_desk"].papers  # opened once: to decrypt a list is not what is tried here
        extensions["attempt_desk"] = AttemptDesk(extensions["database"], extensions["key_ring"])
        extensions["attempt_desk"].papers = papers
        self.room.database = extensions["database"]
        self.app.testing = False
        return self.room

    def close(self) -> None:
        """Forget the engine."""
        self.app.extensions["database"].engine.dispose()


@contextmanager
def open_ground(url: str, folder: Path, seats: int, *, migrated: bool = False) -> Iterator[Ground]:
    """Make a room with so many candidates who have not started; `migrated`: as `examapp serve` wants it."""
    if migrated:
        upgrade_to_head(url)
    else:
        import_all_models()
        engine = make_engine(url)
        Base.metadata.create_all(engine)
        engine.dispose()
    settings = Settings(
        data=folder, database_url=url, secret_key=SECRET, base_url="http://localhost", log_level="CRITICAL"
    )
    app = examapp.create_app(settings)
    app.testing = True
    minutes = {"exam.duration_minutes": MINUTES}
    room = make_room(app, MachineClock(), seats=seats + 1, **minutes)
    room.open()
    with room.writing() as db:
        from examapp.delivery.models import Attempt

        for attempt in db.query(Attempt):
            attempt.consent = True
    for place in room.places:
        room.admit(place)
    _warm_up(room)
    ground = Ground(url, folder, room)
    ground.noted = {place.attempt_id: Noted(Paper(place.code, place.form_digest)) for place in room.places}
    ground.close()
    try:
        yield ground
    finally:
        ground.close()


def _warm_up(room: SmallRoom) -> None:
    """Let one candidate go the whole way: what a process learns at its first request is forked with it."""
    place = room.places.pop()
    seat = room.started_seat(place)
    seat.save(0, "warm")
    room.seat(place).enter()  # refused, in words of the catalogue
    seat.beat(1, 0, "0" * 64)
    seat.submit(0)
    for each in room.places:
        paper = room.app.extensions["attempt_desk"].papers
        with room.database.reading() as db:
            from examapp.sittings.models import Booking

            paper.open(db, db.get_one(Booking, each.booking_id).form_id)


@contextmanager
def sqlite_ground(seats: int, beneath: Path | None = None, *, migrated: bool = False) -> Iterator[Ground]:
    """A ground on a SQLite file of its own, in the shipped mode, on a real disk unless told otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="examapp-faults-", dir=beneath))
    try:
        with open_ground(f"sqlite:///{folder / 'exam.sqlite3'}", folder, seats, migrated=migrated) as ground:
            yield ground
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_ground(server: str, seats: int, *, migrated: bool = False) -> Iterator[Ground]:
    """A ground on a database of its own."""
    name = make_database(server, "template1")
    folder = Path(tempfile.mkdtemp(prefix="examapp-faults-"))
    try:
        with open_ground(address_of(server, name), folder, seats, migrated=migrated) as ground:
            yield ground
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        drop_database(server, name)


@dataclass
class Postgres:
    """A PostgreSQL of our own with its durable settings on, which can be killed and comes back."""

    folder: Path
    server: Any

    @property
    def uri(self) -> str:
        return self.server.get_uri()

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def kill(self) -> float:
        """Kill -9 postmaster and backends; returns when."""
        postmaster = psutil.Process(self.pid)
        victims = [postmaster, *postmaster.children(recursive=True)]
        at = time.monotonic()
        for victim in victims:
            with suppress(psutil.Error):
                victim.kill()
        psutil.wait_procs(victims, timeout=10)
        return at

    def start(self) -> None:
        """Start it again after its end; returns when it takes connections."""
        with suppress(psutil.Error, OSError):
            psutil.wait_procs([psutil.Process(self.pid)], timeout=10)
        with patient_start():
            for _ in range(5):
                try:
                    self.server.ensure_postgres_running()
                except subprocess.SubprocessError:
                    time.sleep(0.5)  # shared memory of the dead one is still held
                else:
                    return
            self.server.ensure_postgres_running()


@contextmanager
def durable_postgres() -> Iterator[Postgres]:
    """Run a server as it ships: fsync and synchronous_commit on."""
    folder = Path(tempfile.mkdtemp(prefix="examapp-faults-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, exist_ok=True)
    server = start_server(folder / "data")
    try:
        yield Postgres(folder, server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_seed() -> int:
    """Return a seed that no run before had."""
    return secrets.randbits(32)
