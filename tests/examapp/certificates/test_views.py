import io
import re
import time
import zipfile
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from examapp.certificates.code_check import new_certificate_code
from examapp.certificates.keys import payload_signer
from examapp.certificates.misses import MOST_MISSES
from examapp.certificates.models import Certificate
from examapp.certificates.payload import parse_payload
from examapp.certificates.qr_text import write_qr_text
from examapp.certificates.queries import read_file
from examapp.core import clock
from examapp.core.codes import show_code
from examapp.core.db import Database
from examapp.core.jobs import Job, JobState
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from tests.cast import open_pages
from tests.factories.closed_sitting import LONG_NAME
from tests.factories.issued import at_work, issue_first, make_due

CHECKED_AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)


@pytest.fixture
def certificate(app: Flask, database: Database) -> Certificate:
    return issue_first(app, database)


def ask(client: FlaskClient, code: str, **headers: str) -> TestResponse:
    with clock.using(clock.ManualClock(CHECKED_AT)):
        return client.get(f"/verify/{code}", headers=headers)


def drop(client: FlaskClient, content: bytes, **headers: str) -> TestResponse:
    with clock.using(clock.ManualClock(CHECKED_AT)):
        return client.post("/verify", data={"pdf": (io.BytesIO(content), "c.pdf")}, headers=headers)


def test_lesson_41_42_anybody_sees_the_answer_of_this_moment_without_a_cookie_or_a_sign_in(
    client: FlaskClient, certificate: Certificate, settings: Settings
) -> None:
    said = parse_payload(certificate.payload.encode())
    square = urlsplit(write_qr_text(said, payload_signer(settings.keys), settings.base_url))
    assert certificate.code in square.path.replace("-", "")
    for path in ("/verify", square.path, f"/verify/{new_certificate_code()}"):
        for accept in ("text/html", "application/json"):
            reply = client.get(path, headers={"Accept": accept})
            assert (reply.status_code, reply.location) == (200, None)
            assert "Set-Cookie" not in reply.headers
            assert reply.headers["Cache-Control"] == "no-store"


def test_lesson_40_the_page_shows_what_the_certificate_says(
    client: FlaskClient, certificate: Certificate
) -> None:
    page = ask(client, show_code(certificate.code), **{"Accept-Language": "uz"}).text
    for words in (
        "Sertifikat haqiqiy va amalda",
        LONG_NAME,
        "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна",
        certificate.number,
        "Minimal kompyuter savodxonligi",
        "27.11.2026",
        "27.11.2031 gacha",
        "01.12.2026, 15:20",
    ):
        assert words in page
    assert "<svg" in page
    assert "1981" not in page
    assert "37" not in page.split('<section class="verdict')[1].split("<svg")[0]


def test_programs_get_the_fixed_members(client: FlaskClient, certificate: Certificate) -> None:
    answer = ask(client, certificate.code, Accept="application/json").json
    assert answer == answer | {
        "status": "valid",
        "rehearsal": False,
        "number": certificate.number,
        "holder": LONG_NAME,
        "programme": "Minimal kompyuter savodxonligi",
        "level": "Minimal",
        "issued_on": "2026-11-27",
        "valid_until": "2031-11-27",
        "replaced_by": None,
    }


def test_an_unknown_code_is_said_to_be_unknown(client: FlaskClient, certificate: Certificate) -> None:
    assert ask(client, new_certificate_code(), Accept="application/json").json["status"] == "unknown"
    assert "topilmadi" in ask(client, "ABC", **{"Accept-Language": "uz"}).text


def guess_until_refused(client: FlaskClient) -> None:
    answers = [ask(client, new_certificate_code()).status_code for _ in range(MOST_MISSES + 1)]
    assert answers == [200] * MOST_MISSES + [429]


def test_who_has_no_mouse_is_told_to_choose_the_file(client: FlaskClient) -> None:
    page = client.get("/verify?lang=ru").text
    assert '<span class="by-mouse">Перетащите его сюда.' in page
    assert '<span class="by-finger">Выберите файл.' in page


def test_lesson_43_whoever_guesses_is_turned_away_per_address(client: FlaskClient) -> None:
    guess_until_refused(client)
    refused = ask(client, new_certificate_code(), Accept="application/json")
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "lookup_throttled")
    elsewhere = client.get(f"/verify/{new_certificate_code()}", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 200


def test_a_genuine_certificate_is_answered_however_much_was_guessed_before(
    app: Flask, client: FlaskClient, certificate: Certificate
) -> None:
    guess_until_refused(client)
    assert ask(client, certificate.code, Accept="application/json").json["status"] == "valid"
    with at_work(app):
        content = read_file(certificate)
    assert drop(client, content, Accept="application/json").json["file"] == "issued"


def test_slips_of_the_hand_and_foreign_files_are_not_counted(client: FlaskClient) -> None:
    code = new_certificate_code()
    slip = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(3):
        ask(client, slip)
        ask(client, "ABC")
        drop(client, b"%PDF-1.7")
    guess_until_refused(client)
    assert ask(client, slip).status_code == 200


def test_a_miss_costs_the_same_work_as_a_hit_and_writes_nothing(
    client: FlaskClient, database: Database, app: Flask, certificate: Certificate
) -> None:
    works = []
    for code in (certificate.code, new_certificate_code(), "ABC"):
        statements: list[str] = []

        def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any, kept=statements) -> None:
            kept.append(statement)

        engine = app.extensions["database"].engine
        event.listen(engine, "before_cursor_execute", keep)
        ask(client, code, Accept="application/json")
        event.remove(engine, "before_cursor_execute", keep)
        works.append([statement for statement in statements if "certificate" in statement])
    assert works[0] == works[1] == works[2]
    assert len(works[0]) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_and_an_unknown_code_look_the_same_to_the_byte_and_cost_the_same(
    app: Flask, database: Database, client: FlaskClient, certificate: Certificate
) -> None:
    unknown = new_certificate_code()
    wrong = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
    programs = [ask(client, code, Accept="application/json") for code in (unknown, wrong, "ABC")]
    assert len({reply.data for reply in programs}) == 1
    nonce = re.compile(r"'nonce-[^']*'")
    assert len({(reply.status, nonce.sub("", str(reply.headers))) for reply in programs}) == 1
    pages = [ask(client, code) for code in (unknown, wrong)]
    texts = {
        re.sub(r'nonce="[^"]*"', "", reply.text).replace(show_code(code), "CODE").replace(code, "CODE")
        for reply, code in zip(pages, (unknown, wrong), strict=True)
    }
    assert len(texts) == 1
    # An answer that ends early does so each time; a busy machine does not.
    assert min(compare_costs(client, unknown, wrong) for _ in range(5)) < 1.3


def compare_costs(client: FlaskClient, *codes: str) -> float:
    """Return the dearest code's CPU time over the cheapest one's, each from many questions in turn."""
    costs: dict[str, list[float]] = {code: [] for code in codes}
    for _ in range(60):
        for code, spent in costs.items():
            begun = time.process_time()
            ask(client, code, Accept="application/json")
            spent.append(time.process_time() - begun)
    middles = [sorted(spent)[20] for spent in costs.values()]
    return max(middles) / min(middles)


def test_a_typed_code_leads_to_its_page(client: FlaskClient, certificate: Certificate) -> None:
    reply = client.get("/verify", query_string={"code": f" {certificate.code.lower()} "})
    assert reply.status_code == 302
    assert reply.location == f"/verify/{show_code(certificate.code)}"
    assert client.get("/verify", query_string={"code": "a/../b"}).status_code == 302
    assert client.get("/verify", query_string={"code": " / "}).status_code == 200


def test_a_rehearsal_is_said_loudly_and_never_valid(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    rehearsal = issue_first(app, database, rehearsal=True)
    page = ask(client, rehearsal.code, **{"Accept-Language": "ru"}).text
    assert "Репетиция: этот сертификат недействителен" in page
    assert "band rehearsal" in page
    assert "подлинный и действует" not in page
    assert "Срок действия" not in page
    assert "27.11.2031" not in page
    assert ask(client, rehearsal.code, Accept="application/json").json["rehearsal"] is True


def test_the_issued_file_dropped_on_the_page_is_recognised(
    app: Flask, client: FlaskClient, certificate: Certificate
) -> None:
    with at_work(app):
        content = read_file(certificate)
    app.config["WTF_CSRF_ENABLED"] = True
    reply = drop(client, content, **{"Accept-Language": "uz"})
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert "Bu aynan biz bergan fayl" in reply.text
    assert LONG_NAME in reply.text
    answer = drop(client, content, Accept="application/json").json
    assert (answer["file"], answer["status"]) == ("issued", "valid")


def test_lesson_40_one_changed_byte_of_the_dropped_file_is_found(
    app: Flask, client: FlaskClient, certificate: Certificate
) -> None:
    with at_work(app):
        content = bytearray(read_file(certificate))
    content[len(content) // 2] ^= 1
    reply = drop(client, bytes(content), **{"Accept-Language": "uz"})
    assert "Bu fayl biz bergan sertifikat emas" in reply.text
    assert LONG_NAME not in reply.text
    answer = drop(client, bytes(content), Accept="application/json").json
    assert (answer["file"], answer["status"], answer["number"]) == ("not_issued", "unknown", None)


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_certificate_is_told_so(client: FlaskClient, content: bytes) -> None:
    assert drop(client, content, Accept="application/json").json["file"] == "not_issued"


def test_a_file_that_is_too_large_is_refused(client: FlaskClient) -> None:
    head = b'--B\r\nContent-Disposition: form-data; name="pdf"; filename="c.pdf"\r\n\r\n'
    body = head + b"0" * (5 * 1024 * 1024) + b"\r\n--B--\r\n"
    reply = client.post("/verify", data=body, content_type="multipart/form-data; boundary=B")
    assert reply.status_code == 413


def test_the_commission_lists_and_downloads_one_or_all(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    secretary = open_pages(app, Role.SECRETARY)
    assert "TK-2026-0001" in secretary.get("/certificates/").text
    page = secretary.get("/certificates/TK-2026-0001").text
    assert certificate.number in page
    assert LONG_NAME in page
    with at_work(app):
        content = read_file(certificate)
    one = secretary.get(f"/certificates/file/{certificate.number}.pdf")
    assert (one.data, one.content_type) == (content, "application/pdf")
    with secretary.get("/certificates/TK-2026-0001/all.zip") as reply:
        archive = io.BytesIO(reply.data)
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == [f"{certificate.number}.pdf"]
        assert packed.read(f"{certificate.number}.pdf") == content


def test_a_regional_commission_sees_only_its_own_region(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    elsewhere = open_pages(app, Role.SECRETARY, region_code="UZ-FA")
    assert "TK-2026-0001" not in elsewhere.get("/certificates/").text
    assert elsewhere.get("/certificates/TK-2026-0001").status_code == 404
    assert elsewhere.get("/certificates/TK-2026-0001/all.zip").status_code == 404
    assert elsewhere.get(f"/certificates/file/{certificate.number}.pdf").status_code == 404


def test_whoever_still_waits_stands_on_the_page(app: Flask, database: Database) -> None:
    make_due(database)
    page = open_pages(app, Role.OPERATOR).get("/certificates/TK-2026-0001").text
    assert "0 of 1 certificates made" in page
    assert LONG_NAME in page


def test_the_operator_has_failed_certificates_made_again(app: Flask, database: Database) -> None:
    make_due(database)
    with database.transaction() as db:
        db.query(Job).one().state = JobState.FAILED
    operator = open_pages(app, Role.OPERATOR)
    assert "Try to make them again" in operator.get("/certificates/TK-2026-0001").text
    assert operator.post("/certificates/TK-2026-0001/issue").status_code == 302
    with database.reading() as db:
        assert db.query(Job).one().state is JobState.WAITING


def test_a_secretary_cannot_have_certificates_made(app: Flask, database: Database) -> None:
    make_due(database)
    assert open_pages(app, Role.SECRETARY).post("/certificates/TK-2026-0001/issue").status_code == 403
