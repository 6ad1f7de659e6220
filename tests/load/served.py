"""A served demo for measuring: its processes, and the CPU time that they have used."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.postgres import start_server

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time that processes have used, user and system."""
    total = 0
    for pid in pids:
        try:
            facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(facts[11]) + int(facts[12])
    return total / TICKS


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@dataclass(frozen=True)
class Ground:
    """A database to measure on: its name, its address (None for the demo's own SQLite) and its process."""

    name: str
    address: str | None
    pid: int | None

    def fresh(self, name: str) -> "Ground":
        """Return an empty database of its own on the same PostgreSQL server."""
        if self.address is None:
            return self
        address = make_url(self.address).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        made = make_url(self.address).set(database=name).render_as_string(hide_password=False)
        return Ground(self.name, made, self.pid)


@contextmanager
def grounds(only: str | None) -> Iterator[list[Ground]]:
    """Yield the databases asked for; PostgreSQL runs until the block ends."""
    sqlite = Ground("SQLite", None, None)
    if only == "sqlite":
        yield [sqlite]
        return
    folder = Path(tempfile.mkdtemp(prefix="examapp-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = start_server(folder / "data")
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    try:
        postgres = Ground("PostgreSQL", server.get_uri(), pid)
        yield [postgres] if only == "postgresql" else [sqlite, postgres]
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Served:
    """A served demo: its address, its people, and the processes whose CPU is counted."""

    card: dict[str, Any]
    port: int
    data: Path
    process: subprocess.Popen[str]
    ground: Ground

    @property
    def address(self) -> str:
        return self.ground.address or f"sqlite:///{self.data / 'examapp.sqlite3'}"

    @property
    def application(self) -> list[int]:
        return children(self.process.pid)

    @property
    def database(self) -> list[int]:
        return [self.ground.pid, *children(self.ground.pid)] if self.ground.pid else []

    def cpu(self) -> tuple[float, float]:
        """Return the CPU seconds of application and database so far."""
        return cpu_seconds(self.application), cpu_seconds(self.database)


@contextmanager
def serving(ground: Ground, candidates: int, port: int) -> Iterator[Served]:
    data = Path(tempfile.mkdtemp(prefix="examapp-load-"))
    words = ["demo", "--json", "--data", str(data), "--port", str(port), "--candidates", str(candidates)]
    if ground.address:
        words += ["--database-url", ground.address]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "examapp", *words],
        cwd=ROOT,
        env=environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Served(json.loads(process.stdout.readline()), port, data, process, ground)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
        shutil.rmtree(data, ignore_errors=True)
