"""A fake `e-imzo-server`: it stamps and verifies as the state's is described, and says what it is told."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final

from examapp.results.eimzo import PINFL

SIGNED: Final = base64.b64encode(b"\x30\x80signed").decode()
OWN: Final = "31403811234567"


class FakeServer:
    """Stamps and verifies as the state's server is described; `reply` is what it says of a file."""

    def __init__(self, document: bytes = b"{}", pinfl: str = OWN) -> None:
        self.asked: list[tuple[str, str, str, str]] = []
        self.status = 200
        certificate = {"subjectInfo": {PINFL: pinfl, "CN": "ALIYEV VALI"}, "serialNumber": "218711a92"}
        good = {"verified": True, "certificateVerified": True, "certificateValidAtSigningTime": True}
        stamp = {"verified": True, "time": "2026-11-27 14:02:11"}
        self.signer: dict[str, Any] = {"certificate": [certificate], "timeStampInfo": stamp, **good}
        self.info = {"signers": [self.signer], "documentBase64": base64.b64encode(document).decode()}
        self.reply: dict[str, Any] = {"status": 1, "message": "", "pkcs7Info": self.info}

    def answer(self, path: str, body: str, host: str, address: str) -> tuple[int, dict[str, Any]]:
        self.asked.append((path, body, host, address))
        if path == "/frontend/timestamp/pkcs7":
            return self.status, {"status": 1, "message": "", "pkcs7b64": body + "AAAA"}
        return self.status, self.reply


@contextmanager
def run_eimzo_server() -> Iterator[tuple[str, list[FakeServer]]]:
    """Yield the address of a server and the list whose only member answers."""
    behind: list[FakeServer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, reply = behind[0].answer(self.path, body, self.headers["Host"], self.headers["X-Real-IP"])
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", behind
    server.shutdown()
    server.server_close()
    thread.join()
