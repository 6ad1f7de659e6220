import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.accounts.models import StaffAccount
from examapp.certificates.badge import read_badge
from examapp.certificates.ending import revoke
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.keys import payload_signer, read_trust
from examapp.certificates.lateness import count_late, list_late
from examapp.certificates.models import Certificate, CertificateRequest, RequestState
from examapp.certificates.register import read_register
from examapp.certificates.register_search import Question, Sought, search_register
from examapp.core.codes import show_code
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.organisations.models import Organisation
from tests.cast import FAR_AHEAD, open_pages, sign_in
from tests.factories.closed_sitting import DECIDED_AT, LONG_NAME, Seat, total
from tests.factories.issued import at_work, issue_first, make_due

TODAY = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)
WHY = {"reason": "Somebody else sat at the test", "document": "order № 12 of 20.12.2026"}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def certificate(app: Flask, database: Database) -> Certificate:
    return issue_first(app, database)


def test_it_is_found_by_name_in_any_script_number_code_body_state_and_day(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    with database.reading() as db:
        everywhere = make_reader()
        body = db.query(Organisation.code).scalar()

        def numbers(**sought: object) -> list[str]:
            page = search_register(db, Question(**sought), everywhere, TODAY)
            return [one.number for one in page.certificates]

        for words in ("Oʻgʻiloy", "ўғилой қўчқорова", "Qo'chqorova O", certificate.number, "ks-tk-2026"):
            assert numbers(words=words) == [certificate.number], words
        assert numbers(words=show_code(certificate.code).lower()) == [certificate.number]
        assert numbers(words="Karimov") == numbers(words="KS-FA-2026") == numbers(words="?") == []
        assert numbers(body=body) == [certificate.number]
        assert numbers(body="ELSEWHERE") == []
        assert numbers(state=Sought.VALID) == [certificate.number]
        for state in set(Sought) - {Sought.VALID}:
            assert numbers(state=state) == [], state
        issued = certificate.issued_on
        assert numbers(first_day=issued, last_day=issued) == [certificate.number]
        assert numbers(first_day=issued + timedelta(days=1)) == []
        later = certificate.valid_until - timedelta(days=100)
        assert search_register(db, Question(state=Sought.ENDS_SOON), everywhere, later).total == 1
        over = certificate.valid_until + timedelta(days=1)
        assert search_register(db, Question(state=Sought.EXPIRED), everywhere, over).total == 1
        assert search_register(db, Question(state=Sought.VALID), everywhere, over).total == 0


def make_reader(region: str | None = None) -> StaffAccount:
    return StaffAccount(role=Role.OPERATOR, region_code=region)


@on_sqlite
def test_a_regional_person_searches_the_own_region(app: Flask, database: Database, certificate) -> None:
    page = open_pages(app, Role.SECRETARY, region_code="UZ-FA").get("/certificates/register").text
    assert certificate.number not in page
    assert certificate.number in open_pages(app, Role.AUDITOR).get("/certificates/register?q=Oʻgʻiloy").text


def open_chair(app: Flask, database: Database) -> FlaskClient:
    """The chair of the commission that has confirmed the sheet."""
    with database.reading() as db:
        account = db.query(StaffAccount).filter_by(role=Role.COMMISSION_CHAIR).one()
    client = app.test_client()
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client


@on_sqlite
def test_the_operator_asks_and_the_chair_decides(app: Flask, database: Database, certificate) -> None:
    operator, chair = open_pages(app, Role.OPERATOR), open_chair(app, database)
    address = f"/certificates/one/{certificate.number}"
    short = operator.post(f"{address}/revocation", data=WHY | {"reason": "no"})
    assert short.status_code == 400
    assert WHY["document"] in short.text, "what was typed stays"
    assert operator.post(f"{address}/revocation", data=WHY).status_code == 302
    assert operator.post(f"{address}/revocation", data=WHY).status_code == 409
    with database.reading() as db:
        code = db.query(CertificateRequest).one().code
    assert WHY["reason"] in chair.get("/certificates/register").text
    assert operator.post(f"/certificates/requests/{code}/grant").status_code == 403
    outside = open_pages(app, Role.COMMISSION_CHAIR, suffix="-outside")
    assert "No commission in force names you" in outside.get(address).text
    assert f"/requests/{code}/" not in outside.get(address).text, "no button that would only refuse"
    assert outside.post(f"/certificates/requests/{code}/grant").status_code == 409
    assert f"/requests/{code}/grant" in chair.get(address).text
    assert "/certificates/register" not in outside.get("/desk").text.partition("desk-pages")[0]
    assert "/certificates/register" in chair.get("/desk").text.partition("desk-pages")[0]
    assert chair.post(f"/certificates/requests/{code}/refuse", data={"remark": "no"}).status_code == 400
    assert chair.post(f"/certificates/requests/{code}/grant").status_code == 302
    page = operator.get(address).text
    assert "Revoked" in page
    assert WHY["document"] in page
    assert "The certificate must not stand" not in page
    told = app.test_client().get(f"/verify/{certificate.code}", headers={"Accept": "application/json"}).json
    assert (told["status"], told["reason"]) == ("revoked", WHY["reason"])


@on_sqlite
def test_a_mended_name_is_asked_for_refused_withdrawn_and_asked_again(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    operator, chair = open_pages(app, Role.OPERATOR), open_chair(app, database)
    address = f"/certificates/one/{certificate.number}"
    names = {"new-name_latn": "Karimova Oʻgʻiloy", "new-name_cyrl": "Каримова Ўғилой"}
    form = names | {f"new-{name}": words for name, words in WHY.items()}
    assert LONG_NAME in operator.get(address).text
    for act, client, data in (
        ("refuse", chair, {"remark": "There is no such order at all"}),
        ("withdraw", operator, {}),
        ("grant", chair, {}),
    ):
        assert operator.post(f"{address}/replacement", data=form).status_code == 302
        with database.reading() as db:
            code = db.query(CertificateRequest).filter_by(state=RequestState.WAITING).one().code
        assert client.post(f"/certificates/requests/{code}/{act}", data=data).status_code == 302
    page = operator.get(address).text
    assert "There is no such order at all" in page
    assert "is being made in the place of this one" in page
    with at_work(app):
        assert "1 of 2 certificates made" in operator.get("/certificates/TK-2026-0001/progress").text
        issue_sheet(certificate.sheet_id)
    with database.reading() as db:
        newest = db.query(Certificate.number).order_by(Certificate.id.desc()).limit(1).scalar()
    assert newest != certificate.number
    assert newest in operator.get(address).text
    assert certificate.number in operator.get(f"/certificates/one/{newest}").text


@on_sqlite
def test_what_no_longer_stands_can_only_be_refused_and_the_page_says_why(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    chair, address = open_chair(app, database), f"/certificates/one/{certificate.number}"
    assert open_pages(app, Role.OPERATOR).post(f"{address}/revocation", data=WHY).status_code == 302
    with database.transaction() as db:  # a regrade was quicker
        revoke(db, db.get_one(Certificate, certificate.id), **WHY, actor="staff:C", at=AT)
        code = db.query(CertificateRequest).one().code
    page = chair.get(address).text
    assert "no longer stands" in page
    assert f"/requests/{code}/grant" not in page
    assert f"/requests/{code}/refuse" in page


@on_sqlite
def test_the_signed_register_and_the_badge_are_downloaded(
    app: Flask, database: Database, certificate
) -> None:
    operator = open_pages(app, Role.OPERATOR)
    settings = app.config["SETTINGS"]
    trust = read_trust((settings.keys / "authority" / "anchor.pem").read_bytes())
    kept = read_register(operator.get("/certificates/register.json").data, trust.anchor)
    assert list(kept.entries) == [certificate.number]
    reply = operator.get(f"/certificates/badge/{certificate.number}.json")
    assert reply.content_type == "application/vc+ld+json"
    assert read_badge(reply.data, [payload_signer(settings.keys).public_key()]).name_latn == LONG_NAME
    assert json.loads(reply.data)["credentialSubject"]["licenseNumber"] == certificate.number


@on_sqlite
def test_the_progress_is_told_by_the_state_whoever_makes_them(app: Flask, database: Database) -> None:
    sheet_id = make_due(database)
    operator = open_pages(app, Role.OPERATOR)
    assert "0 of 1 certificates made" in operator.get("/certificates/TK-2026-0001/progress").text
    with at_work(app):
        issue_sheet(sheet_id)
    assert "All certificates are made." in operator.get("/certificates/TK-2026-0001/progress").text


def test_what_is_later_than_three_days_is_listed(app: Flask, database: Database) -> None:
    seats = tuple(Seat(f"{name} Botir Abduvohidovich", total(40)) for name in ("Azimov", "Boboyev"))
    sheet_id = make_due(database, seats)
    reader, decided = make_reader(), DECIDED_AT.date()
    with database.reading() as db:
        assert list_late(db, reader, decided + timedelta(days=3)) == []
        late = list_late(db, reader, decided + timedelta(days=4))
        assert [(one.name_latn, one.issued_on, one.days, one.allowed) for one in late] == [
            (seat.name, None, 4, 3) for seat in seats
        ]
        assert count_late(db, reader, decided + timedelta(days=4)) == 2
    with at_work(app, DECIDED_AT + timedelta(days=5)):
        issue_sheet(sheet_id)
    with database.reading() as db:
        late = list_late(db, reader, decided + timedelta(days=30))
        assert [(one.number, one.days) for one in late] == [
            ("KS-TK-2026-000001", 5),
            ("KS-TK-2026-000002", 5),
        ]
        assert count_late(db, reader, decided + timedelta(days=30)) == 0
        assert list_late(db, make_reader("UZ-FA"), decided + timedelta(days=30)) == []
    page = open_pages(app, Role.OPERATOR).get("/certificates/late?lang=ru").text
    assert "KS-TK-2026-000002" in page
    assert late[0].name_cyrl in page
    assert late[0].name_latn not in page


@on_sqlite
def test_the_candidate_takes_file_and_badge_and_reads_that_it_is_revoked(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    client = app.test_client()
    with database.reading() as db:
        booking_id = db.get_one(Attempt, certificate.attempt_id).booking_id
    with client.session_transaction() as session:
        session["own_page"] = {"booking": booking_id, "until": FAR_AHEAD.isoformat()}
    page = client.get("/my/?lang=en").text
    assert "Download my certificate (PDF)" in page
    assert "Open Badges" in page
    key = payload_signer(app.config["SETTINGS"].keys).public_key()
    assert read_badge(client.get("/my/badge.json").data, [key]).number == certificate.number
    assert client.get("/my/certificate.pdf").data.startswith(b"%PDF")
    with app.app_context(), database.transaction() as db:
        found = db.get_one(Certificate, certificate.id)
        revoke(db, found, reason="Somebody else sat", document="d", actor="staff:C", at=AT)
    page = client.get("/my/?lang=en").text
    assert f"Your certificate № {certificate.number} is revoked." in page
    assert "Somebody else sat" in page
    assert "Open Badges" not in page
    assert app.test_client().get("/my/badge.json").status_code == 404
