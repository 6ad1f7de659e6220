import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from examapp.certificates import reminding
from examapp.certificates.ending import revoke
from examapp.certificates.models import Certificate
from examapp.certificates.reminding import list_ending, remind_of_ends
from examapp.core.db import Database
from examapp.core.post_settings import PostSettings
from examapp.core.signing import KeyRing
from examapp.notices.models import Channel, Notice, NoticeKind
from examapp.notices.posting import PostOffice, post_due
from examapp.sittings.models import Booking
from tests.examapp.notices.test_posting import Recorder
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.issued import at_work, issue_first
from tests.factories.published import reach

MAIL = (Channel.EMAIL,)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST_DAY = date(2031, 5, 27)  # six months before 27.11.2031


@pytest.fixture(autouse=True)
def first_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding._Rounds, "next_at", None)


@pytest.fixture
def certificate(app: Flask, database: Database) -> Certificate:
    found = issue_first(app, database)
    with database.transaction() as db:
        for booking in db.query(Booking):
            reach(db, booking, email="a@mail.uz", phone="998901234567")
    return found


def test_a_reminder_is_due_from_six_months_before_to_the_last_day(database: Database, certificate) -> None:
    with database.reading() as db:
        due = {day: list_ending(db, day, MAIL) for day in (FIRST_DAY, FIRST_DAY - timedelta(days=1))}
        assert due == {FIRST_DAY: [certificate.number], FIRST_DAY - timedelta(days=1): []}
        assert list_ending(db, certificate.valid_until, MAIL) == [certificate.number]
        assert list_ending(db, certificate.valid_until + timedelta(days=1), MAIL) == []
        assert list_ending(db, FIRST_DAY, ()) == []


@on_sqlite
def test_it_is_written_and_sent_once(app: Flask, database: Database, certificate: Certificate) -> None:
    settings = app.config["SETTINGS"]
    post = PostSettings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none", smtp_from="a@example.uz")
    app.config["SETTINGS"] = dataclasses.replace(settings, post=post)
    at = datetime(2031, 5, 27, 6, 0, tzinfo=UTC)
    recorder = Recorder()
    for hours in (0, 0, 2, 50):
        with at_work(app, at + timedelta(hours=hours)):
            remind_of_ends()
            office = PostOffice(database, KeyRing(settings.keys, settings.secret_key), "https://x.uz")
            post_due(office, {Channel.EMAIL: recorder})
    (letter,) = recorder.taken
    assert certificate.number in letter.subject
    assert "27.11.2031" in letter.subject
    assert f"https://x.uz/verify/{certificate.code}" in letter.text
    assert "Minimal kompyuter savodxonligi" in letter.text
    assert letter.calendar == b""
    with database.reading() as db:
        assert [one.kind for one in db.query(Notice)] == [NoticeKind.ENDS_SOON]


@on_sqlite
def test_who_has_a_later_certificate_or_a_rehearsals_is_not_reminded(
    app: Flask, database: Database, certificate: Certificate
) -> None:
    rehearsal = issue_first(app, database, rehearsal=True, code="TK-2", region="UZ-FA")
    with database.transaction() as db:
        first, second = db.get_one(Certificate, certificate.id), db.get_one(Certificate, rehearsal.id)
        assert list_ending(db, FIRST_DAY, MAIL) == [certificate.number]
        second.rehearsal, second.valid_until = False, first.valid_until + timedelta(days=900)
        theirs = db.query(Booking).filter(Booking.id == booking_of(db, second)).one()
        theirs.candidate_id = db.get_one(Booking, booking_of(db, first)).candidate_id
        db.flush()
        assert list_ending(db, FIRST_DAY, MAIL) == []
        revoke(db, second, reason="r", document="d", actor="staff:C", at=DECIDED_AT)
        assert list_ending(db, FIRST_DAY, MAIL) == [certificate.number], "the later one does not stand"


def booking_of(db: object, certificate: Certificate) -> int:
    from examapp.delivery.models import Attempt

    return db.get_one(Attempt, certificate.attempt_id).booking_id


@on_sqlite
def test_within_the_hour_it_does_not_look_again(app: Flask, database: Database, monkeypatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr(reminding, "open_channels", lambda _settings: MAIL)
    monkeypatch.setattr(reminding, "list_ending", lambda *_: looks.append(None) or [])
    at = datetime(2031, 5, 27, 6, 0, tzinfo=UTC)
    for minutes in (0, 1, 59, 61):
        with at_work(app, at + timedelta(minutes=minutes)):
            remind_of_ends()
    assert len(looks) == 2
