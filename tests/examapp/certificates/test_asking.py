from datetime import timedelta

import pytest
from flask import Flask

from examapp.certificates.asking import ask_to_replace, ask_to_revoke, grant, refuse, withdraw
from examapp.certificates.drafting import payload_of
from examapp.certificates.errors import (
    DocumentMissing,
    NameUnchanged,
    NoLongerStands,
    NotOurRequest,
    ReasonMissing,
    RequestDecided,
    RequestWaits,
)
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.lookup import look_up
from examapp.certificates.models import Certificate, CertificateRequest
from examapp.certificates.payload import parse_payload
from examapp.certificates.queries import read_file
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.results.errors import RanTheSitting, SatTheSitting
from examapp.results.models import ResultSheet
from examapp.results.queries import read_content
from tests.examapp.documents.paper import read_text, squeeze
from tests.factories.closed_sitting import DECIDED_AT, LONG_NAME, make_staff
from tests.factories.issued import at_work, issue_first

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = DECIDED_AT + timedelta(days=40)
WHY = {"reason": "The family name was changed by marriage", "document": "order № 12 of 20.12.2026"}
NAMES = ("Karimova Oʻgʻiloy Gʻulomjonovna", "Каримова Ўғилой Ғуломжоновна")
ASKS, DECIDES = "staff:OPERATOR", "staff:CHAIR"


@pytest.fixture
def certificate(app: Flask, database: Database) -> Certificate:
    return issue_first(app, database)


def ask(db: object, certificate: Certificate, **changes: str) -> CertificateRequest:
    found = db.get_one(Certificate, certificate.id)
    return ask_to_revoke(db, found, actor=ASKS, at=LATER, **WHY | changes)


def test_a_granted_revocation_is_told_to_everybody(app: Flask, database: Database, certificate) -> None:
    with database.transaction() as db:
        grant(db, ask(db, certificate), actor=DECIDES, at=LATER)
    with database.reading() as db, app.app_context():
        told = look_up(db, certificate.code, LATER.date()).to_json()
    assert (told["status"], told["reason"]) == ("revoked", WHY["reason"])


def test_lesson_42_a_mended_name_makes_a_new_certificate_and_the_old_one_names_it(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    with at_work(app, LATER):
        old_file = read_file(certificate)
        with database.transaction() as db:
            old = db.get_one(Certificate, certificate.id)
            asked = ask_to_replace(db, old, NAMES, actor=ASKS, at=LATER, **WHY)
            grant(db, asked, actor=DECIDES, at=LATER)
        with database.reading() as db:
            told = look_up(db, certificate.code, LATER.date()).to_json()
            assert told["status"] == "valid", "it stands until the new file is there"
        assert issue_sheet(certificate.sheet_id) == 1
        assert issue_sheet(certificate.sheet_id) == 0
        with database.reading() as db:
            new = db.query(Certificate).filter_by(replaced_at=None).one()
            told = look_up(db, certificate.code, LATER.date()).to_json()
            assert (told["status"], told["replaced_by"]) == ("replaced", new.number)
            assert look_up(db, new.code, LATER.date()).status == "valid"
            sheet = db.get_one(ResultSheet, certificate.sheet_id)
            result = next(one for one in sheet.results if one.attempt_id == certificate.attempt_id)
            again = payload_of(db, sheet, result, read_content(sheet), at=LATER)
            assert (again.name_latn, again.name_cyrl) == NAMES, "a later regrade keeps the mended name"
        text = read_text(read_file(new))
        assert read_file(certificate) == old_file, "a file never changes"
    assert squeeze(NAMES[0]) in squeeze(text)
    assert squeeze(NAMES[1]) in squeeze(text)
    was, says = (parse_payload(one.payload.encode()) for one in (certificate, new))
    assert (says.valid_until, says.tested_on) == (was.valid_until, was.tested_on), "no longer than before"
    assert says.issued_on == LATER.date()
    assert (new.number, new.code) != (certificate.number, certificate.code)


def test_who_asks_does_not_decide(app: Flask, database: Database, certificate: Certificate) -> None:
    with app.app_context(), database.transaction() as db:
        asked = ask(db, certificate)
        with pytest.raises(NotOurRequest):
            grant(db, asked, actor=ASKS, at=LATER)
        with pytest.raises(NotOurRequest):
            refuse(db, asked, "There is no such order", actor=ASKS, at=LATER)
        with pytest.raises(NotOurRequest):
            withdraw(db, asked, actor=DECIDES, at=LATER)
        ran = make_staff(db, Role.COMMISSION_CHAIR, "Yusupova Dilfuza Rahimovna")
        for settle in (grant, lambda *told, **more: refuse(*told, "There is no such order", **more)):
            with pytest.raises(RanTheSitting):
                settle(db, asked, actor=f"staff:{ran.code}", at=LATER)
        sat = make_staff(db, Role.COMMISSION_CHAIR, LONG_NAME)
        with pytest.raises(SatTheSitting):
            grant(db, asked, actor=f"staff:{sat.code}", at=LATER)
        refuse(db, asked, "There is no such order", actor=DECIDES, at=LATER)
        with pytest.raises(RequestDecided):
            grant(db, asked, actor=DECIDES, at=LATER)


def test_a_certificate_has_one_waiting_request(app: Flask, database: Database, certificate) -> None:
    with app.app_context(), database.transaction() as db:
        asked = ask(db, certificate)
        with pytest.raises(RequestWaits):
            ask(db, certificate)
        withdraw(db, asked, actor=ASKS, at=LATER)
        ask(db, certificate)


def test_reason_document_and_another_name_are_needed(app: Flask, database: Database, certificate) -> None:
    with app.app_context(), database.transaction() as db:
        with pytest.raises(ReasonMissing):
            ask(db, certificate, reason=" because  ")
        with pytest.raises(DocumentMissing):
            ask(db, certificate, document=" ")
        found = db.get_one(Certificate, certificate.id)
        same = (found.name_latn.replace("ʻ", "'"), found.name_cyrl)
        with pytest.raises(NameUnchanged):
            ask_to_replace(db, found, same, actor=ASKS, at=LATER, **WHY)


def test_what_no_longer_stands_is_not_ended_again(app: Flask, database: Database, certificate) -> None:
    with app.app_context(), database.transaction() as db:
        grant(db, ask(db, certificate), actor=DECIDES, at=LATER)
        with pytest.raises(NoLongerStands):
            ask(db, certificate)
