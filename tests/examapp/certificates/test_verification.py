from datetime import UTC, date, datetime

import pytest
from flask import Flask

from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.models import Certificate, Revocation
from examapp.certificates.pdf_check import Reason
from examapp.certificates.queries import read_file
from examapp.certificates.register import RegisterEntry, list_entries
from examapp.certificates.verification import FileVerdict, Standing, judge_file
from examapp.core.db import Database
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.issued import at_work, issue_first

DAY = date(2026, 12, 1)

# The database has no part in what is proved here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def issued(app: Flask, database: Database) -> tuple[Certificate, bytes]:
    certificate = issue_first(app, database)
    with at_work(app):
        return certificate, read_file(certificate)


def judge(app: Flask, data: bytes, entries: list[RegisterEntry] | None, day: date = DAY) -> FileVerdict:
    numbers = {entry.number: entry for entry in entries or []}
    return judge_file(
        data,
        anchor=read_or_make_authority(app.config["SETTINGS"].keys, at=DECIDED_AT).anchor,
        payload_key=None,
        find_entry=None if entries is None else numbers.get,
        today=day,
    )


def entries_of(database: Database) -> list[RegisterEntry]:
    with database.reading() as db:
        return list_entries(db)


def test_the_issued_file_stands_as_the_register_says(app, database, issued) -> None:
    verdict = judge(app, issued[1], entries_of(database))
    assert (verdict.standing, verdict.check) == (Standing.VALID, Reason.GENUINE)
    assert verdict.payload.number == issued[0].number
    assert judge(app, issued[1], entries_of(database), date(2040, 1, 1)).standing is Standing.EXPIRED


def test_without_a_register_the_standing_is_unknown(app, database, issued) -> None:
    assert judge(app, issued[1], None).standing is Standing.UNKNOWN
    assert judge(app, issued[1], []).standing is Standing.UNKNOWN


def test_a_revoked_one_is_genuine_and_does_not_stand(app, database, issued) -> None:
    with database.transaction() as db:
        db.add(
            Revocation(
                certificate_id=issued[0].id,
                reason="r",
                document="d",
                revoked_by="staff:C",
                revoked_at=datetime(2026, 11, 30, tzinfo=UTC),
            )
        )
    assert judge(app, issued[1], entries_of(database)).standing is Standing.REVOKED


def test_a_signed_file_that_is_not_the_one_in_the_register_is_not_genuine(app, database, issued) -> None:
    (entry,) = entries_of(database)
    other = RegisterEntry(entry.number, "0" * 64, False, entry.valid_until, False, None)
    verdict = judge(app, issued[1], [other])
    assert verdict.standing is Standing.NOT_GENUINE
    assert verdict.another_file


def test_lesson_40_one_changed_letter_of_the_file_is_found(app, database, issued) -> None:
    changed = bytearray(issued[1])
    changed[len(changed) // 2] ^= 0x20
    verdict = judge(app, bytes(changed), entries_of(database))
    assert verdict.standing is Standing.NOT_GENUINE
    assert verdict.payload is None
