"""The E-IMZO adapter against a fake `e-imzo-server`, and signing by what it says."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final

import pytest

from examapp.core.db import Database
from examapp.core.settings import SettingsError, load_settings
from examapp.results.commission_models import CommissionSeat
from examapp.results.drawing_up import draw_up
from examapp.results.eimzo import PINFL, EimzoServer, read_pkcs7
from examapp.results.eimzo_signing import sign_with_eimzo, statement_of
from examapp.results.errors import EimzoAway, EimzoRefused
from examapp.results.models import SignatureMethod
from examapp.results.presence import record_presence
from examapp.results.signing import is_genuine
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, make_closed_sitting
from tests.factories.commission import keys, make_commission

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


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, list[FakeServer]]]:
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


@pytest.fixture
def fake(running: tuple[str, list[FakeServer]]) -> tuple[EimzoServer, FakeServer]:
    url, behind = running
    behind[:] = [FakeServer()]
    return EimzoServer(url), behind[0]


def test_a_file_is_stamped_and_then_verified_for_the_site_and_the_signers_address(
    fake: tuple[EimzoServer, FakeServer],
) -> None:
    client, server = fake
    signer = client.verify(SIGNED, host="attestatsiya.example", address="10.1.1.7")
    assert server.asked == [
        ("/frontend/timestamp/pkcs7", SIGNED, "attestatsiya.example", "10.1.1.7"),
        ("/backend/pkcs7/verify/attached", SIGNED + "AAAA", "attestatsiya.example", "10.1.1.7"),
    ]
    assert (signer.pinfl, signer.serial, signer.stamped_at) == (OWN, "218711a92", "2026-11-27 14:02:11")
    assert (signer.document, signer.pkcs7) == (b"{}", SIGNED + "AAAA")


@pytest.mark.parametrize("check", ["verified", "certificateVerified", "certificateValidAtSigningTime"])
def test_what_the_server_does_not_find_good_is_refused(
    fake: tuple[EimzoServer, FakeServer], check: str
) -> None:
    client, server = fake
    server.signer[check] = False
    with pytest.raises(EimzoRefused):
        client.verify(SIGNED, host="a", address="b")


def test_refusals_strange_answers_and_a_server_that_is_away_are_told_apart(
    fake: tuple[EimzoServer, FakeServer],
) -> None:
    client, server = fake
    server.reply = {"status": -1, "message": "certificate revoked"}
    with pytest.raises(EimzoRefused, match="certificate revoked"):
        client.verify(SIGNED, host="a", address="b")
    for strange in ({}, {"signers": []}, {"signers": [{}, {}]}, {"signers": [{"verified": True}]}):
        server.reply = {"status": 1, "pkcs7Info": strange}
        with pytest.raises(EimzoRefused):
            client.verify(SIGNED, host="a", address="b")
    server.status = 503
    with pytest.raises(EimzoAway):
        client.verify(SIGNED, host="a", address="b")
    with pytest.raises(EimzoAway):
        EimzoServer("http://127.0.0.1:1").verify(SIGNED, host="a", address="b")


@pytest.mark.parametrize(
    "file",
    [
        b"\x30\x80signed",
        SIGNED.encode(),
        b"-----BEGIN PKCS7-----\n" + SIGNED.encode() + b"\n-----END PKCS7-----\n",
    ],
)
def test_a_signed_file_is_read_as_bytes_base64_or_pem(file: bytes) -> None:
    assert read_pkcs7(file) == SIGNED


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", "имзо".encode(), b"aGVsbG8=", b"\x30" * 1_000_001])
def test_another_file_is_refused(file: bytes) -> None:
    with pytest.raises(EimzoRefused):
        read_pkcs7(file)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_member_signs_the_statement_with_the_own_certificate_alone(
    database: Database, running: tuple[str, list[FakeServer]]
) -> None:
    url, behind = running
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        chair = commission.chair_account

        def hand_in(document: bytes, pinfl: str = OWN) -> object:
            behind[:] = [FakeServer(document, pinfl)]
            signer = EimzoServer(url).verify(SIGNED, host="a", address="b")
            return sign_with_eimzo(db, keys(), sheet, chair, signer, digest_seen=sheet.digest, at=DECIDED_AT)

        statement = statement_of(sheet, chair)
        with pytest.raises(EimzoRefused, match="does not have your PINFL"):
            hand_in(statement)
        db.query(CommissionSeat).filter_by(staff_id=chair.id).one().pinfl = OWN
        db.flush()
        with pytest.raises(EimzoRefused, match="another person's"):
            hand_in(statement, pinfl="41403811234567")
        with pytest.raises(EimzoRefused, match="another document"):
            hand_in(statement_of(sheet, commission.members[0]))
        hand_in(statement)
        (row,) = sheet.signatures
        assert (row.method, row.pkcs7) == (SignatureMethod.EIMZO, SIGNED + "AAAA")
        assert row.certificate
        assert row.certificate["pinfl"] == OWN
        assert is_genuine(sheet, row)


def test_eimzo_is_off_unless_an_address_is_named(tmp_path) -> None:
    env = {"EXAMAPP_DATA": str(tmp_path)}
    assert load_settings(env).sign_by == "totp"
    for wrong in (
        {"EXAMAPP_SIGN_BY": "either"},
        {"EXAMAPP_SIGN_BY": "eimzo", "EXAMAPP_EIMZO_URL": "http://foreign.example"},
        {"EXAMAPP_SIGN_BY": "pen"},
    ):
        with pytest.raises(SettingsError):
            load_settings(env | wrong)
    near = {"EXAMAPP_SIGN_BY": "either", "EXAMAPP_EIMZO_URL": "http://127.0.0.1:8080/"}
    assert load_settings(env | near).eimzo_url == "http://127.0.0.1:8080"
