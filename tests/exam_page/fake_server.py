"""A double of the exam API, in memory, that follows its fixed interface and can be made to fail.

It computes each event's id by itself, so that a page with another idea of canonical JSON is found out.
"""

import hashlib
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, jsonify, make_response, request, send_from_directory
from werkzeug.serving import WSGIRequestHandler, make_server

from examapp.core.errors import init_errors
from examapp.core.headers import init_headers
from examapp.core.i18n import init_i18n
from examapp.delivery.page_shell import STATIC
from examapp.delivery.views import exam_page, show_exam_page
from tests.exam_page.sample_paper import MEDIA_URL, PICTURE, make_paper

API = "/exam/api/v1"
SITTING, CODE, PIN = "TK26112409", "K4179XTW", "4821"
ENDED = {"submitted", "timed_out", "terminated"}


def canonical(value: Any) -> bytes:
    """RFC 8785 for what an event holds: strings, whole numbers, lists, objects with ASCII names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass
class FakeAttempt:
    """One candidate's attempt as the double keeps it."""

    code: str
    name: str = "Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna"
    state: str = "awaiting"
    lease: int = 0
    device: str | None = None
    tokens: set[str] = field(default_factory=set)
    events: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    consent: bool | None = None
    language: str | None = None
    booked_language: str = "uz-Latn"
    minutes: int = 60
    extra_minutes: int = 0
    accommodations: list[str] = field(default_factory=list)
    limit_ms: int = 60 * 60_000
    used_ms: float = 0
    running_since: float | None = None
    receipt: dict[str, Any] | None = None
    ledger: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    handed_in: bool = False
    version: int = 1


class FakeExam:
    """The double: its state is open to the test, and so are its faults."""

    def __init__(self, items: int = 12) -> None:
        self.paper = make_paper(items)
        self.items = [item for section in self.paper["form"]["sections"] for item in section["items"]]
        self.attempts = {CODE: FakeAttempt("ATT-1"), "B2229XTW": FakeAttempt("ATT-2", name="Karimov Bek")}
        self.sitting_open = False
        self.rehearsal = False
        self.link_down = False
        self.poll_ms = 300
        self.lockdown: dict[str, Any] = {"mode": "off", "page": None, "signals": []}
        self.signals: list[dict[str, Any]] = []
        self.rescue: dict[str, Any] | None = None
        self.faults: dict[str, list[Callable[[], Response | None]]] = defaultdict(list)
        self.always: dict[str, Callable[[], Response | None]] = {}
        self.after: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self.requests: list[tuple[str, str, Any]] = []
        self.slow_link = threading.Event()  # cleared: an attempt's own address does not come
        self.slow_link.set()
        self.alerts: list[dict[str, Any]] = []
        self.picture = PICTURE
        self.lock = threading.RLock()
        self.fonts: str | None = None
        self.app = self._make_app()

    @property
    def attempt(self) -> FakeAttempt:
        return self.attempts[CODE]

    # What a test does to it.

    def admit(self, *, open_room: bool = True) -> None:
        self.attempt.state = "authorised"
        self.sitting_open = open_room

    def answers(self, attempt: FakeAttempt | None = None) -> dict[str, Any]:
        events = (attempt or self.attempt).events
        return {event["item"]: event["response"] for _, event in sorted(events.items())}

    def use_up(self, left_ms: int) -> None:
        """Let time pass until so much is left."""
        attempt = self.attempt
        attempt.version += 1
        attempt.used_ms = attempt.limit_ms - left_ms
        attempt.running_since = time.monotonic() if attempt.state == "in_progress" else None

    def give_time(self, minutes: int, cause: str, kind: str = "extension") -> None:
        now = datetime.now(UTC).isoformat()
        row = {
            "kind": kind,
            "cause": cause,
            "minutes": minutes,
            "added_ms": minutes * 60_000,
            "from": now,
            "to": now,
        }
        self.attempt.ledger.append({**row, "at": now})
        self.attempt.limit_ms += minutes * 60_000
        self.attempt.version += 1

    def pause(self, *, on: bool, cause: str = "Medical help") -> None:
        attempt, now = self.attempt, datetime.now(UTC).isoformat()
        if on:
            row = {"kind": "paused", "cause": cause, "minutes": 0, "added_ms": 0, "from": now, "to": None}
            attempt.ledger.append({**row, "at": now})
        else:
            attempt.ledger[-1]["to"] = now
        attempt.used_ms = self._used(attempt)
        attempt.state = "paused" if on else "in_progress"
        attempt.version += 1
        attempt.running_since = None if on else time.monotonic()

    def fail(self, path: str, kind: str, times: int = 1) -> None:
        """Break the next requests to a path: drop, drop_after, 503, 401, redirect, html."""
        for _ in range(times):
            if kind == "drop_after":
                self.after[path].append(_drop)
            else:
                self.faults[path].append(FAULTS[kind])

    @contextmanager
    def broken(self, path: str, kind: str | Callable[[], Response | None]) -> Iterator[None]:
        """Break every request to a path for a while."""
        self.always[path] = FAULTS[kind] if isinstance(kind, str) else kind
        try:
            yield
        finally:
            del self.always[path]

    # What the API says.

    def _used(self, attempt: FakeAttempt) -> float:
        running = attempt.running_since
        used = attempt.used_ms + ((time.monotonic() - running) * 1000 if running is not None else 0)
        return min(used, attempt.limit_ms)

    def _sweep(self, attempt: FakeAttempt) -> None:
        if attempt.state == "in_progress" and self._used(attempt) >= attempt.limit_ms:
            attempt.used_ms, attempt.running_since = attempt.limit_ms, None
            attempt.state = "closing"
            attempt.version += 1

    def _head(self, attempt: FakeAttempt) -> dict[str, int]:
        heads = {}
        for lease in range(1, attempt.lease + 1):
            seq = -1
            while (lease, seq + 1) in attempt.events:
                seq += 1
            heads[str(lease)] = seq
        return heads

    def _view(self, attempt: FakeAttempt, *, answers: bool) -> dict[str, Any]:
        self._sweep(attempt)
        used, now = self._used(attempt), datetime.now(UTC)
        begun = attempt.running_since is not None or attempt.used_ms > 0
        view: dict[str, Any] = {
            "state": attempt.state,
            "version": attempt.version,
            "lease": attempt.lease,
            "head": self._head(attempt),
            "server_time": now.isoformat(),
            "used_ms": int(used),
            "limit_ms": attempt.limit_ms,
            "ends_at": (now + timedelta(milliseconds=attempt.limit_ms - used)).isoformat() if begun else None,
            "time_ledger": attempt.ledger,
            "notices": attempt.notices,
            "next_poll_ms": self.poll_ms,
            "sitting_open": self.sitting_open,
            "room": {
                "seat": 14,
                "name": attempt.name,
                "name_cyrl": "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна",
                "programme": {
                    "uz-Latn": "Minimal kompyuter savodxonligi",
                    "ru": "Минимальная компьютерная грамотность",
                },
                "rehearsal": self.rehearsal,
                "question_count": len(self.items),
                "minutes": attempt.minutes,
                "accommodation_minutes": attempt.extra_minutes,
                "accommodations": attempt.accommodations,
                "rescue": self.rescue,
                "admitted_at": now.isoformat() if attempt.state != "awaiting" else None,
            },
            "receipt": attempt.receipt,
        }
        if answers:
            view["language"], view["consent"] = attempt.language, attempt.consent
            view["answers"] = self.answers(attempt)
            view["answers_held"] = {
                event["item"]: {"at": event["at"], "lease": lease, "seq": seq}
                for (lease, seq), event in sorted(attempt.events.items())
            }
        return view

    def _seal(self, attempt: FakeAttempt, state: str) -> None:
        attempt.state = state
        attempt.version += 1
        answered = len(self.answers(attempt))
        attempt.receipt = {
            "code": "K7QM-4TXD-92HF",
            "answered": answered,
            "items": len(self.items),
            "digest": "d" * 64,
        }

    def _entry(self) -> Response:
        body = request.get_json()
        attempt = self.attempts.get(body["candidate_code"].replace("-", ""))
        if attempt is None or body["sitting_code"].replace("-", "") != SITTING or body["pin"] != PIN:
            return _error(401, "wrong_code")
        device = body.get("device") or f"device-{time.monotonic_ns()}"
        if attempt.state in {"in_progress", "paused"} and device != attempt.device:
            return _error(409, "needs_proctor")
        attempt.device = device
        token = f"token-{attempt.code}-{time.monotonic_ns()}"
        attempt.tokens.add(token)
        languages = ["uz-Latn", "uz-Cyrl", "ru", "en"]
        return jsonify(
            attempt=attempt.code,
            token=token,
            state=attempt.state,
            lease=attempt.lease,
            device=device,
            languages=languages,
            language=attempt.language or attempt.booked_language,
        )

    def _start(self, attempt: FakeAttempt) -> Response:
        if attempt.state == "awaiting":
            return _error(409, "not_admitted")
        if not self.sitting_open:
            return _error(409, "not_open")
        if attempt.state == "authorised":
            attempt.state, attempt.lease = "in_progress", 1
            attempt.version += 1
        return jsonify(self._view(attempt, answers=True))

    def _shown(self, attempt: FakeAttempt) -> Response:
        if attempt.state == "in_progress" and attempt.running_since is None:
            attempt.running_since = time.monotonic()
            attempt.version += 1
        return jsonify(self._view(attempt, answers=True))

    def _save(self, attempt: FakeAttempt) -> Response:
        entries = request.get_json()["entries"]
        assert 1 <= len(entries) <= 32
        assert len({entry["lease"] for entry in entries}) == 1
        self._sweep(attempt)
        results = [self._store(attempt, entry) for entry in entries]
        lease = entries[0]["lease"]
        statuses = {result["status"] for result in results}
        response = jsonify(
            acknowledged={"lease": lease, "seq": self._head(attempt).get(str(lease), -1)},
            results=results,
            used_ms=int(self._used(attempt)),
            limit_ms=attempt.limit_ms,
            state=attempt.state,
            version=attempt.version,
            next_poll_ms=self.poll_ms,
        )
        response.status_code = 409 if "conflict" in statuses else 422 if "refused" in statuses else 200
        return response

    def _store(self, attempt: FakeAttempt, entry: dict[str, Any]) -> dict[str, Any]:
        names = ("lease", "seq", "item", "response", "tick", "since_tick_ms", "prev")
        signed = {"attempt": attempt.code, "form_digest": self.paper["form"]["digest"]}
        signed |= {name: entry.get(name) for name in names}
        event_id = hashlib.sha256(canonical(signed)).hexdigest()
        key = entry["lease"], entry["seq"]
        held = attempt.events.get(key)
        if held and held["id"] != event_id:
            return {"seq": entry["seq"], "id": event_id, "status": "conflict"}
        known = any(item["id"] == entry["item"] for item in self.items)
        status = "stale_lease" if entry["lease"] < attempt.lease else "live" if known else "refused"
        if not held:
            at = datetime.now(UTC).isoformat()
            attempt.events[key] = {**entry, "id": event_id, "at": at, "status": status}
        return {"seq": entry["seq"], "id": event_id, "status": status}

    def _submit(self, attempt: FakeAttempt) -> Response:
        last = request.get_json()["last"]
        missing = [seq for seq in range(last["seq"] + 1) if (last["lease"], seq) not in attempt.events]
        if missing:
            response = jsonify(
                error={"code": "missing", "message": "missing"}, lease=last["lease"], seqs=missing
            )
            response.status_code = 409
            return response
        self._sweep(attempt)
        if attempt.state in {"in_progress", "closing"}:
            self._seal(attempt, "timed_out" if attempt.state == "closing" else "submitted")
        return jsonify(state=attempt.state, version=attempt.version, receipt=attempt.receipt)

    def _call(self, attempt: FakeAttempt, path: str) -> Response:
        free = {
            "/attempt": lambda _: jsonify(self._view(attempt, answers=True)),
            "/attempt/heartbeat": self._beat,
            "/attempt/language": self._choose_language,
            "/attempt/consent": self._consent,
            "/attempt/alert": self._alert,
            "/attempt/lockdown": lambda _: jsonify(self.lockdown),
            "/attempt/signals": self._signals,
            "/attempt/start": self._start,
            "/attempt/shown": self._shown,
            "/attempt/submit": self._submit,
        }
        if path in free:
            return free[path](attempt)
        if attempt.lease == 0:
            return _error(409, "not_started")
        if path == "/attempt/paper":
            return jsonify(self.paper)
        return self._save(attempt) if path == "/attempt/responses" else self._picture()

    def _beat(self, attempt: FakeAttempt) -> Response:
        view = self._view(attempt, answers=False)
        del view["room"]  # only the whole state tells it
        return jsonify({**view, "tick": f"tick-{time.monotonic_ns()}"})

    def _choose_language(self, attempt: FakeAttempt) -> Response:
        attempt.language = request.get_json()["language"]
        return jsonify(self._view(attempt, answers=True))

    def _consent(self, attempt: FakeAttempt) -> Response:
        attempt.consent = request.get_json()["accepted"]
        return jsonify(self._view(attempt, answers=True))

    def _alert(self, _attempt: FakeAttempt) -> Response:
        self.alerts.append(request.get_json())
        return jsonify(alert="A1")

    def _signals(self, _attempt: FakeAttempt) -> Response:
        self.signals += request.get_json()["signals"]
        return jsonify(kept=len(self.signals), left=200 - len(self.signals))

    def _picture(self) -> Response:
        response = make_response(self.picture)
        response.headers["Content-Type"] = "image/svg+xml"
        return response

    def _answer(self, path: str) -> Response:
        path = f"/{path}"
        with self.lock:
            self.requests.append((request.method, path, request.get_json(silent=True)))
            faults = self.faults[path]
            fault = faults.pop(0) if faults else self.always.get(path)
        if self.link_down:
            _drop()
        if fault and (broken := fault()):
            return broken
        with self.lock:
            if path == "/entry":
                return self._entry()
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            attempt = next((each for each in self.attempts.values() if token in each.tokens), None)
            if attempt is None:
                return _error(401, "token_refused")
            response = self._call(attempt, path)
            after = self.after[path]
            if after:
                after.pop(0)()
            return response

    def _make_app(self) -> Flask:
        app = Flask("examapp", root_path=str(STATIC.parent), static_folder=str(STATIC))
        app.config["SETTINGS"] = SimpleNamespace(default_language="uz-Latn", https=False)
        init_i18n(app)
        init_errors(app)
        init_headers(app)
        app.register_error_handler(_Dropped, lambda _error: make_response("", 500))
        app.register_blueprint(exam_page)
        app.add_url_rule(
            f"{API}/<path:path>", view_func=self._answer, endpoint="api", methods=["GET", "POST", "PUT"]
        )
        app.add_url_rule("/exam/p/<value>/", view_func=self._own_page, endpoint="own_page")
        app.add_url_rule("/fonts/<name>", view_func=self._font, endpoint="fonts")
        app.before_request(lambda: _drop() if self.link_down else None)
        return app

    def _own_page(self, value: str) -> Any:
        assert value == self.lockdown["page"]
        self.slow_link.wait(20)
        return show_exam_page()

    def _font(self, name: str) -> Response:
        if self.fonts:
            return send_from_directory(self.fonts, name)
        return make_response(b"not a font", 200)

    def serve_fonts(self, folder: str) -> None:
        """Real fonts, for pictures; the tests measure none."""
        self.fonts = folder


@contextmanager
def serve(app: Callable[..., Any]) -> Iterator[str]:
    """Serve on a free loopback port, in a thread, until the end of the block; yields the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_KeepsConnections)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _KeepsConnections(WSGIRequestHandler):
    """Without it each of the page's sixty files costs a connection and a thread."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a dropped link is what the tests are about."""


def _error(status: int, code: str) -> Response:
    response = jsonify(error={"code": code, "message": code})
    response.status_code = status
    return response


class _Dropped(ConnectionError):
    """The link was cut under a request."""


def _drop() -> None:
    """Cut the connection without a word."""
    connection = request.environ["werkzeug.socket"]
    connection.shutdown(2)
    raise _Dropped


def _redirect() -> Response:
    response = make_response("", 302)
    response.headers["Location"] = "/exam/"
    return response


FAULTS: dict[str, Callable[[], Response | None]] = {
    "drop": _drop,
    "503": lambda: _error(503, "retry"),
    "401": lambda: _error(401, "token_refused"),
    "two at most": lambda: _error(413, "too_large") if len(request.get_json()["entries"]) > 2 else None,
    "redirect": _redirect,
    "html": lambda: make_response("<html>Sign in</html>", 200),
}
__all__ = ["CODE", "MEDIA_URL", "PIN", "SITTING", "FakeExam", "serve"]
