"""Webhooks: what is called, signed how, tried when again, and where no call ever goes."""

import hashlib
import hmac
import json
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from jsonschema_rs import Draft202012Validator
from sqlalchemy import select

from examapp.certificates.models import Certificate, Revocation
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.organisations.models import Organisation
from examapp.webhooks import calling
from examapp.webhooks.calling import call, is_public, read_url
from examapp.webhooks.errors import AddressRefused, CallFailed
from examapp.webhooks.keeping import make_webhook, secret_of
from examapp.webhooks.models import CallState, Webhook, WebhookCall
from examapp.webhooks.rounds import run_calls
from tests.cast import open_pages
from tests.examapp.notices.mail_server import make_certificate
from tests.factories.closed_sitting import DECIDED_AT, make_closed_sitting
from tests.factories.issued import issue_first

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEFORE = DECIDED_AT - timedelta(hours=1)
AFTER = DECIDED_AT + timedelta(minutes=1)
INNER = (
    *("127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "::ffff:127.0.0.1", "fe80::1%eth0", "fc00::1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"),
    *("224.0.0.1", "::127.0.0.1", "fec0::1"),
)
REFUSED = (
    *("http://example.uz/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://x.local/"),
    *("ftp://example.uz/", "https://a:b@example.uz/", "https://example.uz:0/", "https://example.uz:x/", ""),
    *("https://example.uz/ x", "https://2130706433/", "https://exämple.uz/", "https://x.uz/" + "a" * 500),
)


@pytest.fixture
def receiver():
    """A real server on this machine; `statuses` says what it answers, the last one for ever."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.taken.append((dict(self.headers), body))
            self.send_response(server.statuses.pop(0) if len(server.statuses) > 1 else server.statuses[0])
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.taken, server.statuses = [], [204]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def private(settings: Settings) -> Settings:
    return Settings(**{**settings.__dict__, "webhooks_private": True})


def run(app, at, *, settings=None):
    chosen = settings or private(app.config["SETTINGS"])
    with clock.using(clock.ManualClock(at)):
        return run_calls(app.extensions["database"], _keys(app), chosen)


def _keys(app):
    return KeyRing(app.config["SETTINGS"].keys, app.config["SETTINGS"].secret_key)


def hook(app, receiver, *, other=False, whole=False):
    """Enter the receiver's address for the body of the ground, for another one, or for the republic."""
    with app.extensions["database"].transaction() as db:
        bodies = db.scalars(select(Organisation).order_by(Organisation.id)).all()
        body = None if whole else bodies[1 if other else 0]
        url = f"http://127.0.0.1:{receiver.server_port}/hook?a=1"
        return secret_of(_keys(app), make_webhook(db, body, url, actor="t", at=BEFORE))


@pytest.fixture
def ground(app, database):
    certificate = issue_first(app, database)
    with database.transaction() as db:
        make_closed_sitting(db, code="FA-1", region="UZ-FA")
    return certificate


@on_sqlite
def test_each_event_is_called_once_signed_and_without_a_person(app, database, ground, receiver) -> None:
    secret = hook(app, receiver)
    hook(app, receiver, other=True)  # none of its people was there
    assert run(app, AFTER) == 2
    with database.transaction() as db:
        facts = {"reason": "r", "document": "d", "revoked_by": "t", "revoked_at": AFTER}
        db.add(Revocation(certificate_id=ground.id, **facts))
        db.get_one(Certificate, ground.id).replaced_at = AFTER
    assert run(app, AFTER + timedelta(minutes=1)) == 2
    assert run(app, AFTER + timedelta(minutes=2)) == 0
    bodies = [json.loads(body) for _headers, body in receiver.taken]
    assert [one["event"] for one in bodies] == [
        "sheet.published",
        "certificate.issued",
        "certificate.replaced",
        "certificate.revoked",
    ]
    assert bodies[1]["certificate"] == ground.number
    document = app.test_client().get("/webhooks/openapi.json").json
    assert {one["event"] for one in bodies} == set(document["webhooks"])
    for one in bodies:
        content = document["webhooks"][one["event"]]["post"]["requestBody"]["content"]
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(one)
    for headers, body in receiver.taken:
        signed = headers["X-Attestation-Timestamp"].encode() + b"." + body
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["X-Attestation-Signature"] == f"sha256={expected}"
        assert b"Botir" not in body


@on_sqlite
def test_a_webhook_of_the_republic_is_told_of_everything(app, ground, receiver) -> None:
    hook(app, receiver, whole=True)
    assert run(app, AFTER) == 2


@on_sqlite
def test_a_refused_call_is_tried_again_later_and_a_redirect_is_not_followed(
    app, database, ground, receiver
) -> None:
    receiver.statuses = [500, 302, 200]
    hook(app, receiver)
    assert run(app, AFTER) == 0
    assert run(app, AFTER + timedelta(seconds=30)) == 0
    assert len(receiver.taken) == 2
    assert run(app, AFTER + timedelta(minutes=2)) == 2
    with database.reading() as db:
        calls = db.scalars(select(WebhookCall)).all()
        assert {(one.state, one.tries, one.problem) for one in calls} == {(CallState.SENT, 2, None)}


@on_sqlite
def test_it_is_given_up_in_the_end(app, database, ground, receiver) -> None:
    receiver.statuses = [500]
    hook(app, receiver)
    for days in range(9):
        run(app, AFTER + timedelta(days=days))
    with database.reading() as db:
        calls = db.scalars(select(WebhookCall)).all()
        assert {(one.state, one.tries, one.problem) for one in calls} == {(CallState.GIVEN_UP, 7, "HTTP 500")}


@pytest.mark.parametrize("way", ["in the open", "encrypted", "in the handshake"])
def test_a_receiver_that_sends_a_byte_now_and_then_is_cut_off(way, monkeypatch, tmp_path) -> None:
    server, client = make_certificate(tmp_path)
    monkeypatch.setattr(calling, "SECONDS", 0.4)
    monkeypatch.setattr(calling.ssl, "create_default_context", lambda: client)
    stop = threading.Event()
    # A record of TLS that has begun and whose 8,192 bytes take their time.
    beginning = b"\x16\x03\x03\x20\x00" if way == "in the handshake" else b"HTTP/1.1 "
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)

        def drip() -> None:
            with suppress(OSError):
                taken, _ = listening.accept()
                taken.settimeout(20)
                talk = server.wrap_socket(taken, server_side=True) if way == "encrypted" else taken
                with talk:
                    talk.sendall(beginning)
                    while not stop.wait(0.05):
                        talk.sendall(b"2")

        # Nobody else ends it: the call comes back because it was cut off, or never.
        thread, caught = threading.Thread(target=drip), []
        thread.start()
        scheme = "http" if way == "in the open" else "https"
        address = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/"

        def make() -> None:
            with pytest.raises(CallFailed) as refused:
                call(address, b"{}", {}, private=True)
            caught.append(refused.value)

        caller = threading.Thread(target=make, daemon=True)
        caller.start()
        caller.join(20)
        came_back = len(caught)
        stop.set()
        thread.join()
        assert came_back == 1


@on_sqlite
def test_an_inner_address_is_not_called_unless_the_installation_says_so(
    app, database, ground, receiver
) -> None:
    hook(app, receiver)
    assert run(app, AFTER, settings=app.config["SETTINGS"]) == 0
    assert receiver.taken == []
    with database.reading() as db:
        assert {one.problem for one in db.scalars(select(WebhookCall))} == {"inner address"}


@pytest.mark.parametrize("address", INNER)
def test_no_inner_address_passes_for_a_public_one(address) -> None:
    assert not is_public(address)
    assert is_public("8.8.8.8")


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_is_not_plainly_public_is_refused_when_it_is_entered(url) -> None:
    with pytest.raises(AddressRefused):
        read_url(url, private=False)
    assert read_url(" https://example.uz:8443/a?b=c ", private=False) == "https://example.uz:8443/a?b=c"


def test_a_name_is_judged_by_each_address_that_it_leads_to(monkeypatch) -> None:
    def look_up(*_arguments, **_named):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(calling.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(calling.socket, "create_connection", lambda *_a, **_n: pytest.fail("connected"))
    with pytest.raises(CallFailed, match="inner address"):
        call("https://two-faced.uz/", b"{}", {}, private=False)


@on_sqlite
def test_an_operator_enters_an_address_and_sees_the_secret_once(app, database) -> None:
    client = open_pages(app, Role.OPERATOR)
    assert "public address" in client.post("/webhooks/", data={"url": "https://10.0.0.1/"}).text
    made = client.post("/webhooks/", data={"url": "https://example.uz/hook"}).text
    with database.reading() as db:
        webhook = db.scalars(select(Webhook)).one()
    secret = secret_of(_keys(app), webhook)
    assert secret in "".join(made.split())
    assert secret not in client.get("/webhooks/").text
    assert client.post(f"/webhooks/{webhook.code}/end").status_code == 302
    assert "Not called any more" in client.get("/webhooks/").text
    assert (
        open_pages(app, Role.OPERATOR, region_code="UZ-TK", suffix="r").get("/webhooks/").status_code == 404
    )
