"""What a hand in the tables changes of sheets and certificates shows against the log."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from examapp.certificates.ending import revoke
from examapp.certificates.models import Certificate, Revocation
from examapp.core.audit import seal_new_entries
from examapp.core.db import Database
from examapp.delivery.sealed_check import SealedVerdict
from examapp.glass_box import verifying
from examapp.glass_box.register_check import verify_register
from examapp.glass_box.verifying import verify_log
from examapp.results.models import Result, ResultSheet
from examapp.results.outcomes import Outcome
from tests.factories.closed_sitting import DECIDED_AT, THREE
from tests.factories.issued import enter_unprinted, make_due

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEATS = (*THREE, THREE[0])


def let_somebody_pass(db: Session) -> None:
    db.execute(update(Result).where(Result.outcome == Outcome.FAILED).values(outcome=Outcome.PASSED))


def give_somebody_another_name(db: Session) -> None:
    db.execute(update(Result).where(Result.outcome == Outcome.FAILED).values(name_latn="Kerimov Botir"))


def change_the_sheet(db: Session) -> None:
    db.execute(update(ResultSheet).values(body=func.replace(ResultSheet.body, "Karimov", "Kerimov")))


def delete_the_sheet_s_revision(db: Session) -> None:
    db.execute(update(ResultSheet).values(revision=7))


def take_the_revocation_back(db: Session) -> None:
    db.execute(delete(Revocation))


def put_another_file_in_the_register(db: Session) -> None:
    db.execute(update(Certificate).values(file_sha256=func.lower(Certificate.number)))


def let_a_certificate_last_longer(db: Session) -> None:
    db.execute(update(Certificate).where(Certificate.id == 1).values(valid_until=date(2046, 11, 27)))


def give_a_certificate_to_somebody_else(db: Session) -> None:
    one = db.get_one(Certificate, 1)
    one.name_latn, one.payload = "Begona Kishi", one.payload.replace(one.name_latn, "Begona Kishi")
    db.flush()


def rename_a_certificate(db: Session) -> None:
    db.execute(update(Certificate).where(Certificate.id == 1).values(number="KS-TK-2026-000099"))


HANDS: tuple[tuple[Callable[[Session], None], str], ...] = (
    (let_somebody_pass, "a sheet's lines are not those that were confirmed"),
    (give_somebody_another_name, "a sheet's lines are not those that were confirmed"),
    (change_the_sheet, "a sheet is not the one that was confirmed"),
    (delete_the_sheet_s_revision, "a confirmed sheet is missing"),
    (take_the_revocation_back, "a revocation is missing"),
    (put_another_file_in_the_register, "a certificate's file is not the one that was issued"),
    (let_a_certificate_last_longer, "a certificate's entry does not say what was signed"),
    (give_a_certificate_to_somebody_else, "a certificate's entry does not say what was signed"),
    (rename_a_certificate, "an issued certificate is missing"),
)


def test_a_hand_in_sheets_or_certificates_is_found_with_the_entry_that_says_otherwise(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The factory's attempts are in no log.
    monkeypatch.setattr(verifying, "verify_sealed", lambda *_words: SealedVerdict(0, ()))
    ring = app.extensions["key_ring"]
    signer, key = ring.signer("audit"), ring.signer("certificates").verifier.key
    enter_unprinted(app, database, make_due(database, SEATS))
    with database.transaction() as db:
        first = db.scalars(select(Certificate).order_by(Certificate.id)).first()
        assert first is not None
        revoke(db, first, reason="Sud qarori", document="ajrim", actor="staff:C", at=DECIDED_AT)
        seal_new_entries(db, signer, DECIDED_AT)
    with database.reading() as db:
        assert verify_log(db, signer.verifier, payload_key=key).whole
    for hand, reason in HANDS:
        with pytest.raises(ZeroDivisionError), database.transaction() as db:
            hand(db)
            db.expire_all()
            assert {one.reason.partition(" (")[0] for one in verify_register(db, key)} == {reason}
            verdict = verify_log(db, signer.verifier, payload_key=key)
            assert verdict.reason.startswith(reason)
            assert verdict.first_bad is not None
            raise ZeroDivisionError
