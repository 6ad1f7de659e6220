"""A steady hall: each virtual candidate answers every 20 s and beats every 10 s, whatever the server does.

The load is open: a call is due at its time, and its latency counts from then, so that a server that stalls
cannot hide behind those who wait for it. The calls share some hundred kept connections, as behind a proxy.
"""

import asyncio
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from tests.load.running import Running
from tests.load.served import Served

ANSWER_SECONDS: Final = 20.0
BEAT_SECONDS: Final = 10.0
API: Final = "/exam/api/v1/attempt"
MOST_CONNECTIONS: Final = 200
BOUND_MS: Final = 250.0


@dataclass
class Steady:
    """What a steady load cost: seconds of CPU, latencies in milliseconds, and what went wrong.

    `closed` counts kept connections that the server had closed, so that their call was sent again.
    """

    candidates: int
    seconds: float
    application: float
    database: float
    saves: list[float]
    beats: list[float]
    faults: list[str]
    closed: int

    def row(self) -> str:
        """Return one line of the table."""
        calls = len(self.saves) + len(self.beats)
        cores = self.application / self.seconds
        p50, p95, p99 = _cuts(self.saves + self.beats)
        a_core = f"{self.candidates / cores:>9.0f}" if p99 <= BOUND_MS and cores else f"{'-':>9}"
        return (
            f"  {self.candidates:>7}{calls / self.seconds:>9.0f}{1000 * self.application / calls:>9.2f}"
            f"{1000 * self.database / calls:>9.2f}{cores:>8.2f}{self.database / self.seconds:>8.2f}"
            f"{p50:>8.1f}{p95:>8.1f}{p99:>8.1f}{a_core}{len(self.faults):>7}{self.closed:>8}"
        )


HEAD: Final = (
    f"  {'people':>7}{'calls/s':>9}{'app ms':>9}{'db ms':>9}{'cores':>8}{'db':>8}"
    f"{'p50 ms':>8}{'p95':>8}{'p99':>8}{'a core':>9}{'faults':>7}{'closed':>8}"
)


def _cuts(taken: list[float]) -> tuple[float, float, float]:
    cuts = statistics.quantiles(taken, n=100)
    return cuts[49], cuts[94], cuts[98]


@dataclass
class Line:
    """Kept connections to the server, the last used first."""

    port: int
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    closed: int = 0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_CONNECTIONS))

    async def call(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any]:
        """Send one call and return status and JSON; over a new connection where a kept one has been closed.

        A server may close what it keeps at any moment, and whoever kept it sends again, as browsers do.
        """
        content = orjson.dumps(body)
        head = (
            f"{method} {API}{path} HTTP/1.1\r\nHost: load\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        async with self.gate:
            while self.free:
                with suppress(asyncio.IncompleteReadError, ConnectionError):
                    return await self._exchange(*self.free.pop(), head.encode() + content)
                self.closed += 1
            return await self._exchange(
                *await asyncio.open_connection("127.0.0.1", self.port), head.encode() + content
            )

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes
    ) -> tuple[int, Any]:
        writer.write(message)
        told = await reader.readuntil(b"\r\n\r\n")
        status = int(told[9:12])
        lower = told.lower()
        at = lower.index(b"content-length:") + 15
        length = int(lower[at : lower.index(b"\r\n", at)])
        reply = orjson.loads(await reader.readexactly(length))
        self.free.append((reader, writer))
        return status, reply


@dataclass
class Hall:
    """All virtual candidates of one measurement, and what has been seen of them."""

    line: Line
    saves: list[float] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def save(self, one: Running, due: float) -> None:
        seq = one.seq
        one.seq += 1
        entry = {
            "lease": 1,
            "seq": seq,
            "item": one.item,
            "response": [one.choices[seq % len(one.choices)]],
            "made_ms": seq * 20_000,
            "prev": one.last_id,
            "tick": one.tick,
            "since_tick_ms": 5_000,
        }
        status, reply = await self.line.call("PUT", "/responses", one.token, {"entries": [entry]})
        self.saves.append(1000 * (time.perf_counter() - due))
        if status != 200 or reply["acknowledged"]["seq"] != seq:
            self.faults.append(f"save {status} {reply}"[:200])
        else:
            one.last_id = reply["results"][0]["id"]

    async def beat(self, one: Running, due: float) -> None:
        head = {"lease": 1, "seq": one.seq - 1, "id": one.last_id} if one.last_id else None
        status, reply = await self.line.call("POST", "/heartbeat", one.token, {"head": head})
        self.beats.append(1000 * (time.perf_counter() - due))
        if status != 200:
            self.faults.append(f"beat {status} {reply}"[:200])
        else:
            one.tick = reply["tick"]

    async def keep(self, people: list[Running], seconds: float) -> None:
        """Send all that is due within so many seconds, and wait for the replies."""
        waiting: set[asyncio.Task[None]] = set()
        began = time.perf_counter()
        calls = []
        for place, one in enumerate(people):
            share = place / len(people)
            for act, every in ((self.save, ANSWER_SECONDS), (self.beat, BEAT_SECONDS)):
                at = share * every
                while at < seconds:
                    calls.append((at, act, one))
                    at += every
        calls.sort(key=lambda call: call[0])
        for at, act, one in calls:
            due = began + at
            delay = due - time.perf_counter()
            if delay > 0:
                await asyncio.sleep(delay)
            task = asyncio.get_running_loop().create_task(act(one, due))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
        while waiting:
            await asyncio.wait(set(waiting))


def measure_steady(served: Served, people: list[Running], warm: float, seconds: float) -> Steady:
    """Let the candidates warm the server for some seconds, then measure."""

    async def run() -> Steady:
        line = Line(served.port)
        await Hall(line).keep(people, warm)
        hall = Hall(line)
        before, began = served.cpu(), time.perf_counter()
        await hall.keep(people, seconds)
        whole = time.perf_counter() - began
        used = [now - then for now, then in zip(served.cpu(), before, strict=True)]
        for _, writer in line.free:
            writer.close()
        return Steady(len(people), whole, used[0], used[1], hall.saves, hall.beats, hall.faults, line.closed)

    return asyncio.run(run())
