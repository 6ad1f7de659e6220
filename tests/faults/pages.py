"""Candidates' pages without a browser: each keeps its own queue and sends it, as the exam page does."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.examapp.delivery.making import API, PIN, TEXT_ITEM, Place
from tests.faults.ledger import Noted

DEADLINE_SECONDS = 4
BACK_OFF = (0.05, 0.1, 0.2, 0.4)


@dataclass
class Hall:
    """What all pages share: where the server is, when something was acknowledged, what went wrong."""

    port: int
    sitting: str
    stop: threading.Event = field(default_factory=threading.Event)
    quiet: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: int = 0
    last_at: float = 0.0
    refusals: int = 0
    faults: list[str] = field(default_factory=list)
    new_answers: bool = True
    pause_s: float = 0.02
    # Send the later answers first, everything twice, and some of long ago again.
    muddled: bool = False
    # Each call on a connection of its own, so that any of several processes answers it.
    wandering: bool = False

    def note_held(self, count: int) -> None:
        with self.lock:
            self.acknowledged += count
            self.last_at = time.monotonic()

    def wait_held(self, since: float, seconds: float) -> float | None:
        """Return how long after a moment something new was acknowledged; None if it was not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.last_at > since:
                return self.last_at - since
            time.sleep(0.005)
        return None


class Page(threading.Thread):
    """One candidate's machine."""

    def __init__(self, hall: Hall, place: Place, noted: Noted, seed: int, device: str | None = None) -> None:
        super().__init__(daemon=True)
        self.hall, self.place, self.noted, self.random = hall, place, noted, random.Random(seed)
        self.token, self.device, self.lease, self.tick = "", device, 0, None
        self.gone = threading.Event()
        self.connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask once; (0, None) is silence."""
        try:
            # Another thread may hang up at any moment.
            connection = self.connection or http.client.HTTPConnection(
                "127.0.0.1", self.hall.port, timeout=DEADLINE_SECONDS
            )
            self.connection = connection
            headers = {"Content-Type": "application/json"}
            if self.token:
                headers["Authorization"] = f"Bearer {self.token}"
            connection.request(method, API + path, json.dumps(body) if body is not None else None, headers)
            reply = connection.getresponse()
            content = reply.read()
            kind = reply.headers.get("Content-Type", "")
            said = json.loads(content) if content and "json" in kind else None
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            # AttributeError: hung up while a reply was read, which takes the reply's file from under it.
            self.hang_up()
            return 0, None
        if self.hall.wandering:
            self.hang_up()
        if reply.status >= 500 and reply.status != 503:
            self.hall.faults.append(f"{method} {path}: {reply.status} {content[:120]!r}")
        if reply.status == 503:
            with self.hall.lock:
                self.hall.refusals += 1
            if not isinstance(said, dict) or said.get("error", {}).get("code") != "retry":
                self.hall.faults.append(f"{method} {path}: 503 without `retry`: {content[:120]!r}")
        return reply.status, said

    def hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def sit(self) -> bool:
        """Enter and start; whether it went well."""
        codes = {
            "sitting_code": self.hall.sitting,
            "candidate_code": self.place.candidate_code,
            "pin": PIN,
            **({"device": self.device} if self.device else {}),
        }
        status, said = self.call("POST", "/entry", codes)
        if status != 200 or not said:
            return False
        self.token, self.device = said["token"], said["device"]
        status, said = self.call("POST", "/attempt/start", {})
        if status != 200 or not said:
            return False
        self.lease = said["lease"]
        return self.call("POST", "/attempt/shown", {})[0] == 200

    def run(self) -> None:
        """Answer and send until the hall closes, or this machine is no more."""
        failures = 0
        while not (self.hall.stop.is_set() or self.gone.is_set()):
            if self.lease == 0:
                went_well = self.sit()
            else:
                if self.hall.new_answers and len(self.noted.waiting(self.lease)) < 40:
                    for _ in range(3 if self.hall.muddled else 1):  # of one there is no other order
                        self.noted.make(self.lease, TEXT_ITEM, str(self.random.randrange(10**6)))
                went_well = self.send()
                if self.random.random() < 0.1:
                    self.beat()
            failures = 0 if went_well else min(failures + 1, len(BACK_OFF))
            self.hall.stop.wait(BACK_OFF[failures - 1] if failures else self.hall.pause_s)
        self.hang_up()

    def send(self) -> bool:
        """Send what waits; whether there was nothing to send or it was acknowledged."""
        waiting = self.noted.waiting(self.lease)[:32]
        if not waiting:
            return True
        if not self.hall.muddled:
            return self.put(waiting)
        half = len(waiting) // 2
        own = [entry for (lease, _), entry in self.noted.sent.items() if lease == self.lease]
        parts = [part for part in (waiting[half:], waiting[:half]) if part]
        parts += [*parts, self.random.sample(own, min(8, len(own)))]
        went_well = [self.put(part) for part in parts]  # each is sent, whatever became of those before it
        return all(went_well)

    def put(self, entries: list[dict[str, Any]]) -> bool:
        """Send some answers once; whether they were acknowledged."""
        status, said = self.call("PUT", "/attempt/responses", {"entries": entries})
        if status != 200 or not isinstance(said, dict) or "results" not in said:
            return False
        held = self.noted.note_reply(said["acknowledged"]["lease"], said["results"])
        self.hall.note_held(held)
        return True

    def beat(self) -> None:
        last = self.noted.next_seq(self.lease) - 1
        head = (
            {"lease": self.lease, "seq": last, "id": self.noted.ids[self.lease, last]} if last >= 0 else None
        )
        self.call("POST", "/attempt/heartbeat", {"head": head})
