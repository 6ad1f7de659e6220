"""A candidate's computer without a browser: the exam API over HTTP, and every reply is kept."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.serving import Served

API = "/exam/api/v1"
PATIENCE = 30


@dataclass(frozen=True)
class Reply:
    """What came back, whole."""

    asked: str
    status: int
    body: bytes
    kind: str

    def json(self) -> Any:
        return json.loads(self.body)


def fetch(url: str, *, method: str = "GET", body: Any = None, token: str = "") -> Reply:
    """Ask once; a refusal is a reply like any other."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return Reply(f"{method} {url}", answer.status, answer.read(), answer.headers.get_content_type())
    except urllib.error.HTTPError as refusal:
        with refusal:
            kind = refusal.headers.get_content_type()
            return Reply(f"{method} {url}", refusal.code, refusal.read(), kind)


@dataclass
class Seat:
    """One candidate at one computer."""

    served: Served
    candidate: dict[str, Any]
    token: str = ""
    device: str | None = None
    replies: list[Reply] = field(default_factory=list)
    next_seq: int = 0

    def call(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Call the API, expect a status, and return the reply's JSON."""
        body = {} if body is None and method != "GET" else body
        reply = fetch(f"{self.served.url}{API}{path}", method=method, body=body, token=self.token)
        self.replies.append(reply)
        assert reply.status == status, (reply.asked, reply.status, reply.body[:400])
        return reply.json() if reply.kind == "application/json" else None

    def enter(self) -> dict[str, Any]:
        codes = {
            "sitting_code": self.served.sitting,
            "candidate_code": self.candidate["candidate_code"],
            "pin": self.candidate["pin"],
        }
        entered: dict[str, Any] = self.call(
            "POST", "/entry", codes | ({"device": self.device} if self.device else {})
        )
        self.token, self.device = entered["token"], entered["device"]
        return entered

    def start(self) -> None:
        self.call("POST", "/attempt/consent", {"accepted": True})
        self.call("POST", "/attempt/start")
        self.call("POST", "/attempt/shown")

    def entry(self, item: str, response: Any) -> dict[str, Any]:
        """The next answer of this seat, to be sent."""
        self.next_seq += 1
        seq = self.next_seq - 1
        return {"lease": 1, "seq": seq, "item": item, "response": response, "made_ms": 1000 * seq}

    def save(self, entries: list[dict[str, Any]], *, status: int = 200) -> Any:
        return self.call("PUT", "/attempt/responses", {"entries": entries}, status=status)

    def submit(self) -> dict[str, Any]:
        last = {"lease": 1, "seq": self.next_seq - 1}
        submitted: dict[str, Any] = self.call("POST", "/attempt/submit", {"last": last})
        return submitted
