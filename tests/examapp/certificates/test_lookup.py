from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from examapp.certificates.code_check import new_certificate_code
from examapp.certificates.lookup import address_key, is_a_guess, look_up
from examapp.certificates.models import Certificate, Replacement, Revocation
from examapp.certificates.states import CertificateStatus, status_on
from examapp.core.codes import show_code
from examapp.core.db import Database
from examapp.core.signing import KeyRing
from tests.factories.issued import issue_first

DAY = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 10, 20, tzinfo=UTC)
LAST_DAY = date(2031, 11, 27)


@pytest.mark.parametrize(
    ("day", "revoked", "replaced", "status"),
    [
        (LAST_DAY, False, False, CertificateStatus.VALID),
        (LAST_DAY + timedelta(days=1), False, False, CertificateStatus.EXPIRED),
        (LAST_DAY, True, False, CertificateStatus.REVOKED),
        (LAST_DAY, False, True, CertificateStatus.REPLACED),
        (LAST_DAY, True, True, CertificateStatus.REVOKED),
        (LAST_DAY + timedelta(days=1), False, True, CertificateStatus.REPLACED),
    ],
)
def test_the_status_follows_from_the_day_and_from_decisions(
    day: date, revoked: bool, replaced: bool, status: CertificateStatus
) -> None:
    assert status_on(day, valid_until=LAST_DAY, revoked=revoked, replaced=replaced) is status


def test_a_code_is_found_however_it_is_typed(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.reading() as db:
        for typed in (certificate.code, show_code(certificate.code).lower(), f" {certificate.code[:4]} "):
            found = look_up(db, typed, DAY)
            whole = typed.strip() != certificate.code[:4]
            assert (found.status is CertificateStatus.VALID) is whole


def test_a_wrong_and_an_unknown_code_have_the_same_answer(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    unknown = new_certificate_code()
    wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    assert is_a_guess(show_code(unknown).lower())
    assert not is_a_guess(wrong)
    with database.reading() as db:
        answers = [look_up(db, typed, DAY).to_json() for typed in (unknown, wrong, "", "x" * 5000, "'; --")]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["status"] == "unknown"
    assert {value for name, value in answers[0].items() if name not in {"status", "rehearsal"}} == {None}


def test_lesson_42_the_old_number_says_by_which_it_was_replaced(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.transaction() as db:
        old = db.get_one(Certificate, certificate.id)
        old.replaced_at = AT
        db.flush()
        new = copy_of(old, number="KS-TK-2027-000012", code=new_certificate_code())
        db.add(new)
        db.flush()
        db.add(Replacement(old_id=old.id, new_id=new.id, at=AT))
        new_code = new.code
    with database.reading() as db:
        answer = look_up(db, certificate.code, DAY).to_json()
        assert (answer["status"], answer["replaced_by"]) == ("replaced", "KS-TK-2027-000012")
        assert look_up(db, new_code, DAY).status is CertificateStatus.VALID


def copy_of(certificate: Certificate, *, number: str, code: str) -> Certificate:
    kept = {
        column.name: getattr(certificate, column.name)
        for column in Certificate.__table__.columns
        if column.name not in {"id", "number", "code", "file_sha256", "replaced_at"}
    }
    return Certificate(**kept, number=number, code=code, file_sha256="f" * 64)


def test_a_revoked_certificate_says_when_and_why(app: Flask, database: Database) -> None:
    certificate = issue_first(app, database)
    with database.transaction() as db:
        db.add(
            Revocation(
                certificate_id=certificate.id,
                reason="Family name corrected",
                document="decision № 4",
                revoked_by="staff:C",
                revoked_at=AT,
            )
        )
    with database.reading() as db:
        answer = look_up(db, certificate.code, DAY).to_json()
    assert (answer["status"], answer["revoked_on"], answer["reason"]) == (
        "revoked",
        "2026-12-01",
        "Family name corrected",
    )


def test_an_attempt_has_one_certificate_at_a_time(app: Flask, database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    certificate = issue_first(app, database)
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.add(copy_of(db.get_one(Certificate, certificate.id), number="X", code=new_certificate_code()))


def test_addresses_are_not_kept_and_an_ipv6_network_counts_as_one(app: Flask) -> None:
    keys: KeyRing = app.extensions["key_ring"]
    assert "10.0.0.1" not in address_key(keys, "10.0.0.1")
    assert address_key(keys, "2001:db8:1:2::1") == address_key(keys, "2001:db8:1:2:ffff::9")
    assert address_key(keys, "2001:db8:1:2::1") != address_key(keys, "2001:db8:1:3::1")
