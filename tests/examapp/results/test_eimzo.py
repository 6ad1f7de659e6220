"""The E-IMZO adapter against a fake `e-imzo-server`, and signing by what it says."""

import dataclasses
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask

from examapp.core.db import Database
from examapp.core.settings import SettingsError, load_settings
from examapp.results.commission_models import CommissionSeat
from examapp.results.drawing_up import draw_up
from examapp.results.eimzo import EimzoServer, read_pkcs7
from examapp.results.eimzo_signing import sign_with_eimzo, statement_of
from examapp.results.errors import EimzoAway, EimzoRefused
from examapp.results.models import ResultSheet, SignatureMethod
from examapp.results.presence import record_presence
from examapp.results.signing import is_genuine
from tests.cast import sign_in
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, make_closed_sitting
from tests.factories.commission import keys, make_commission
from tests.factories.eimzo_server import OWN, SIGNED, FakeServer, run_eimzo_server


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, list[FakeServer]]]:
    with run_eimzo_server() as found:
        yield found


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_takes_in_the_signed_file_and_says_what_is_wrong_with_another(
    app: Flask, database: Database, running: tuple[str, list[FakeServer]]
) -> None:
    url, behind = running
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        member = commission.members[0]
        db.query(CommissionSeat).filter_by(staff_id=member.id).one().pinfl = OWN
    client = app.test_client()
    sign_in(client, member)
    client.set_cookie("lang", "en")
    page = f"/results/{sheet.number}"

    def hand_in(file: bytes, document: bytes = b"") -> str:
        behind[:] = [FakeServer(document or client.get(f"{page}/statement.json").data)]
        form = {"digest": sheet.digest, "file": (BytesIO(file), "statement.p7s")}
        return client.post(f"{page}/sign-eimzo", data=form, follow_redirects=True).text

    assert "Hand in the signed file" not in client.get(f"{page}/sign").text
    assert "Signatures are not made in this way here." in hand_in(SIGNED.encode())
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], sign_by="either", eimzo_url=url)
    assert "Hand in the signed file" in client.get(f"{page}/sign").text
    assert "Choose a file first." in client.post(f"{page}/sign-eimzo", data={"digest": sheet.digest}).text
    assert "choose the file that E-IMZO has made" in hand_in(b"%PDF-1.7")
    assert "another document was signed" in hand_in(SIGNED.encode(), b"{}")
    assert "You have signed." in hand_in(SIGNED.encode())
    with database.reading() as db:
        (row,) = db.query(ResultSheet).one().signatures
        assert (row.staff_id, row.method) == (member.id, SignatureMethod.EIMZO)
        assert is_genuine(row.sheet, row)


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
