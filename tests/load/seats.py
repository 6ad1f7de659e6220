"""Virtual candidates on threads, who all act at one moment, and what that costs."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import brotli

from tests.load.served import Served

API = "/exam/api/v1"


@dataclass
class Seat:
    """One virtual candidate with a connection of its own."""

    port: int
    sitting: str
    entry: dict[str, Any]
    token: str = ""
    seq: int = 0
    paper: bytes = b""
    item: str = ""
    attempt: str = ""
    choices: list[str] = field(default_factory=list)
    offered: list[tuple[str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "br"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            return self._ask(method, path, body, headers)
        except ConnectionError:
            self.connection.close()  # the server gave up a line that was silent; a browser asks again
            return self._ask(method, path, body, headers)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes]:
        self.connection.request(method, API + path, json.dumps(body or {}), headers)
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        status, content = self.send(method, path, body)
        return status, json.loads(content) if content else None

    def enter(self) -> None:
        codes = {name: self.entry[name] for name in ("candidate_code", "pin")}
        status, reply = self.call("POST", "/entry", codes | {"sitting_code": self.sitting})
        assert status == 200, reply
        self.token, self.attempt = reply["token"], reply["attempt"]
        self.call("POST", "/attempt/consent", {"accepted": True})

    def start(self) -> None:
        """Start and take the paper, as far as a candidate waits for it; it is read later."""
        status, reply = self.call("POST", "/attempt/start")
        assert status == 200, reply
        status, self.paper = self.send("GET", "/attempt/paper?lang=uz-Latn")
        assert status == 200, self.paper

    def see(self) -> None:
        """Say that the first item is on the screen, and choose what to answer."""
        assert self.call("POST", "/attempt/shown")[0] == 200
        items = [
            item
            for section in json.loads(brotli.decompress(self.paper))["form"]["sections"]
            for item in section["items"]
        ]
        self.offered = [
            (item["id"], [choice["id"] for choice in item["interactions"][0]["choices"]])
            for item in items
            if item["interactions"][0]["type"] == "choice"
        ]
        self.item, self.choices = self.offered[0]

    def answer_all(self) -> None:
        """Answer each item of a choice, as a batch of the page would."""
        entries = [
            {"lease": 1, "seq": self.seq + n, "item": item, "response": [choices[0]], "made_ms": n}
            for n, (item, choices) in enumerate(self.offered[:30])
        ]
        status, reply = self.call("PUT", "/attempt/responses", {"entries": entries})
        assert status == 200, reply
        self.seq += len(entries)

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
    """What one kind of call cost; milliseconds of CPU of application, database and this driver, latencies."""

    application: float
    database: float
    driver: float
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
    """Let all seats act at once; the driver's own CPU is told, because it takes the same cores."""
    before, own = served.cpu(), time.process_time()
    began = time.perf_counter()
    taken = run_all(seats, act, times)
    whole = time.perf_counter() - began
    used = [now - then for now, then in zip(served.cpu(), before, strict=True)]
    cuts = [1000 * cut for cut in statistics.quantiles(taken, n=100)]
    costs = [1000 * cost / len(taken) for cost in (*used, time.process_time() - own)]
    return Figure(*costs, cuts[49], cuts[94], cuts[98], whole)


HEAD = f"  {'':<34}{'app ms':>9}{'db ms':>9}{'driver':>9}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'whole s':>9}"


def show(name: str, figure: Figure) -> None:
    print(
        f"  {name:<34}{figure.application:>9.2f}{figure.database:>9.2f}"
        f"{figure.driver:>9.2f}{figure.p50:>9.1f}{figure.p95:>9.1f}{figure.p99:>9.1f}{figure.whole_s:>9.2f}",
        flush=True,
    )
