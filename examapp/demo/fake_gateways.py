"""Both SMS gateways on this machine, as their documents describe them: for the demo and the tests.

Nothing leaves the machine: a message ends in a list, which `/` shows, and counts as delivered when it is
asked for.
"""

import base64
import json
import threading
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qsl

USER: Final = "attestation"
PASSWORD: Final = "not-a-secret"  # noqa: S105 - the fake's own, nothing stands behind it
TOKEN: Final = "fake-token"  # noqa: S105 - likewise
LARGEST_BODY: Final = 100_000


@dataclass(frozen=True)
class TakenMessage:
    """An SMS as the gateway got it."""

    gateway: str
    to: str
    text: str
    code: str
    sender: str


@dataclass
class GatewayState:
    """What the fake has taken, and how it shall behave.

    `refusals` are statuses to answer with, one a request, before it behaves again; `arrival` is what Eskiz
    says of a message.
    """

    taken: list[TakenMessage] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    arrival: str = "DELIVERED"
    sign_ins: int = 0


class FakeGateways:
    """A server on a free port of this machine; `url` is its address."""

    def __init__(self) -> None:
        self.state = GatewayState()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.state))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def settings(self) -> dict[str, str]:
        """Return what an installation is told in its environment, so that its SMS end here."""
        return {
            "EXAMAPP_SMS_GATEWAY": "eskiz",
            "EXAMAPP_SMS_URL": self.url,
            "EXAMAPP_SMS_USER": USER,
            "EXAMAPP_SMS_PASSWORD": PASSWORD,
            "EXAMAPP_SMS_FROM": "4546",
        }

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(state: GatewayState) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
            body = _read_body(self.headers.get("Content-Type", ""), self.path, self.rfile.read(length))
            self._reply(*_answer(state, self.path, dict(self.headers), body))

        def do_GET(self) -> None:
            self._reply(*_answer(state, self.path, dict(self.headers), {}))

        def _reply(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Stay silent."""

    return Handler


def _read_body(media_type: str, path: str, content: bytes) -> dict[str, Any]:
    """Return the body; Eskiz takes a form alone, Play Mobile JSON alone, and neither sees the other's."""
    if path == "/broker-api/send":
        read: dict[str, Any] = json.loads(content) if media_type == "application/json" else {}
        return read
    is_form = media_type == "application/x-www-form-urlencoded"
    return dict(parse_qsl(content.decode())) if is_form else {}


def _answer(
    state: GatewayState, path: str, headers: dict[str, str], body: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    if path == "/api/auth/login":
        state.sign_ins += 1
        if (body.get("email"), body.get("password")) != (USER, PASSWORD):
            return 401, {"message": "Invalid credentials"}
        return 200, {"message": "token_generated", "data": {"token": TOKEN}, "token_type": "bearer"}
    if path == "/":
        return 200, {"taken": [asdict(message) for message in state.taken]}
    if state.refusals:
        return state.refusals.pop(0), {"message": "refused"}
    take = _take_by_broker if path == "/broker-api/send" else _take_by_eskiz
    return take(state, path, headers, body)


def _take_by_eskiz(
    state: GatewayState, path: str, headers: dict[str, str], body: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    if headers.get("Authorization") != f"Bearer {TOKEN}":
        return 401, {"message": "Expired"}
    if path.startswith("/api/message/sms/status_by_id/"):
        return 200, {"status": "success", "data": {"status": state.arrival}}
    state.taken.append(
        TakenMessage("eskiz", body["mobile_phone"], body["message"], body["user_sms_id"], body["from"])
    )
    return 200, {"id": f"id-{len(state.taken)}", "status": "waiting", "message": "Waiting"}


def _take_by_broker(
    state: GatewayState, path: str, headers: dict[str, str], body: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    del path
    wanted = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if headers.get("Authorization") != f"Basic {wanted}":
        return 401, {"error-code": 401, "error-description": "Unauthorized"}
    for one in body["messages"]:
        text, sender = one["sms"]["content"]["text"], one["sms"]["originator"]
        state.taken.append(TakenMessage("playmobile", one["recipient"], text, one["message-id"], sender))
    return 200, {}
