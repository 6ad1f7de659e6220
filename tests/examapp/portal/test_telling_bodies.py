"""A body is told once of its people's published results, at the address that it keeps itself."""

import dataclasses
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.post_settings import PostSettings
from examapp.core.signing import KeyRing
from examapp.notices.body_contacts import set_body_contact
from examapp.notices.body_models import BodyNotice, BodyNoticeLine
from examapp.notices.models import Channel, NoticeState
from examapp.notices.posting import PostOffice, post_due
from examapp.organisations.models import Organisation
from examapp.portal import telling_bodies
from examapp.portal.after_void import AfterVoid, read_after_void
from examapp.portal.telling_bodies import Letter, list_letters, tell_bodies
from examapp.programmes.models import Programme
from examapp.results.drawing_up import put_revision
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Booking
from examapp.sittings.schedule_models import ScheduleRow, ScheduleState, YearSchedule
from tests.cast import add_person, open_pages, sign_in
from tests.examapp.notices.test_posting import Recorder
from tests.factories.closed_sitting import DECIDED_AT, THREE
from tests.factories.issued import at_work, enter_unprinted, make_due
from tests.factories.published import make_published_sitting

LATER = DECIDED_AT + timedelta(minutes=5)
POST = PostSettings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none", smtp_from="a@example.uz")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def first_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling_bodies._Rounds, "next_at", None)


@pytest.fixture
def sheet_id(app: Flask, database: Database) -> int:
    """A confirmed sheet of a pass, a failure and an absence; their body has an address."""
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], post=POST)
    made = make_due(database, THREE)
    with database.transaction() as db:
        body = db.scalars(select(Organisation)).one()
        set_body_contact(db, body, email="kadrlar@Vazirlik.uz", language="ru", actor="staff:H", at=DECIDED_AT)
    return made


def send(app: Flask, database: Database, *minutes: int) -> Recorder:
    settings, recorder = app.config["SETTINGS"], Recorder()
    office = PostOffice(database, KeyRing(settings.keys, settings.secret_key), "https://x.uz")
    for later in minutes:
        with at_work(app, DECIDED_AT + timedelta(minutes=later)):
            tell_bodies()
            post_due(office, {Channel.EMAIL: recorder})
    return recorder


def test_one_letter_names_certificates_and_what_helps_and_goes_once(
    app: Flask, database: Database, sheet_id: int
) -> None:
    with database.reading() as db:
        assert list_letters(db, LATER) == [], "the certificate is still being made"
    enter_unprinted(app, database, sheet_id)
    (letter,) = send(app, database, 5, 5, 10, 600).taken
    assert (letter.to, letter.language) == ("kadrlar@vazirlik.uz", "ru")
    assert "24.11.2026" in letter.subject
    for words in (
        "Министерство цифровых технологий",
        "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна: № KS-TK-2026-000001, https://x.uz/verify/",
        "Каримов Ботир Абдувоҳидович: снова можно с 24.01.2027",
        "Интернет и электронная почта",
        "https://x.uz/people/",
    ):
        assert words in letter.text
    assert "Носирова" not in letter.text
    assert not {"29", "37", "50"} & set(letter.text.replace(",", " ").split()), "no mark"
    with database.reading() as db:
        notice = db.query(BodyNotice).one()
        assert (notice.state, notice.tries) == (NoticeState.SENT, 1)


def test_a_certificate_that_cannot_be_made_does_not_keep_the_others_back_and_is_told_later(
    app: Flask, database: Database, sheet_id: int
) -> None:
    (first,) = send(app, database, 5, 60 * 25).taken
    assert "Каримов" in first.text
    assert "Ўрмонжонова" not in first.text
    enter_unprinted(app, database, sheet_id)
    (second,) = send(app, database, 60 * 26, 60 * 27).taken
    assert "KS-TK-2026-000001" in second.text
    assert "Каримов" not in second.text


def test_without_an_address_or_for_a_rehearsal_nothing_is_written(
    app: Flask, database: Database, sheet_id: int
) -> None:
    enter_unprinted(app, database, sheet_id)
    with database.transaction() as db:
        db.scalars(select(ResultSheet)).one().rehearsal = True
    assert send(app, database, 5).taken == []
    with database.transaction() as db:
        db.scalars(select(ResultSheet)).one().rehearsal = False
        body = db.scalars(select(Organisation)).one()
        assert set_body_contact(db, body, email=" ", language="ru", actor="staff:H", at=LATER) is None
    assert send(app, database, 10).taken == []


def test_what_another_process_has_told_meanwhile_is_no_empty_letter(
    app: Flask, database: Database, sheet_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_unprinted(app, database, sheet_id)
    with database.reading() as db:
        [due] = list_letters(db, LATER)
    monkeypatch.setattr(telling_bodies, "list_letters", lambda _db, _at: [Letter(0, 0), due, due])
    assert len(send(app, database, 5, 5).taken) == 1, "a letter that fails keeps no other back"
    with database.reading() as db:
        assert db.query(BodyNotice).count() == 1


def test_a_line_that_was_told_cannot_be_written_twice(app: Flask, database: Database, sheet_id: int) -> None:
    enter_unprinted(app, database, sheet_id)
    send(app, database, 5)
    with database.reading() as db:
        lines = db.query(BodyNoticeLine).all()
        assert len(lines) == 2
        assert {line.occasion.split()[0] for line in lines} == {"passed", "failed"}
        assert db.query(Result).count() == 3


def confirm_next(database: Database, outcome: Outcome) -> None:
    """Let the next revision say another outcome of the first candidate, confirmed at once."""
    with database.transaction() as db:
        before = db.query(ResultSheet).order_by(ResultSheet.revision.desc()).first()
        content = read_content(before)
        first, *others = content.lines
        lines = (replace(first, outcome=outcome), *others)
        results = [
            Result(
                position=one.position,
                booking_id=one.booking_id,
                attempt_id=one.attempt_id,
                outcome=one.outcome,
            )
            for one in before.results
        ]
        results[0].outcome = outcome
        told = replace(content, lines=lines, revision=before.revision + 1)
        fresh = put_revision(db, before.sitting, told, results)
        before.state, fresh.state = SheetState.SUPERSEDED, SheetState.CONFIRMED
        decided = {"digest": fresh.digest, "members": 9, "present": 7, "at": DECIDED_AT}
        who = {"chair_id": before.decision.chair_id, "chair_name": before.decision.chair_name}
        db.add(Decision(sheet_id=fresh.id, **decided, **who))


def test_a_void_result_is_told_with_the_next_date_and_again_what_follows_it(
    app: Flask, database: Database, sheet_id: int
) -> None:
    enter_unprinted(app, database, sheet_id)
    assert len(send(app, database, 5).taken) == 1
    confirm_next(database, Outcome.VOID)
    with database.transaction() as db:
        plan_period(db, date(2027, 3, 1))
    (void,) = send(app, database, 10, 10, 15).taken
    assert "Каримов" not in void.text
    assert "KS-TK" not in void.text
    for words in (
        "недействительны",
        "Ўғилой Ғуломжоновна: можно снова пройти тестирование без ожидания",
        "01.03.2027–12.03.2027",
        "другое место",
    ):
        assert words in void.text, words
    confirm_next(database, Outcome.PASSED)
    (again,) = send(app, database, 20, 25).taken
    assert "KS-TK-2026-000001" in again.text
    assert "недействительны" not in again.text
    confirm_next(database, Outcome.VOID)
    assert len(send(app, database, 30, 35).taken) == 1
    with database.reading() as db:
        kinds = [line.occasion.split()[::2] for line in db.query(BodyNoticeLine).order_by(BodyNoticeLine.id)]
    assert kinds == [["passed"], ["failed"], ["void"], ["passed", "3"], ["void", "4"]]


def plan_period(db: Session, first: date) -> None:
    """Publish a schedule that gives the body a period."""
    body, programme = db.scalars(select(Organisation)).one(), db.scalars(select(Programme)).one()
    days = {"first_day": first, "last_day": first + timedelta(days=11), "expected": 3}
    row = ScheduleRow(organisation_id=body.id, programme_id=programme.id, **days)
    made = {"drafted_by": "staff:O", "drafted_at": DECIDED_AT}
    db.add(YearSchedule(year=first.year, state=ScheduleState.PUBLISHED, rows=[row], **made))


def test_an_earlier_failure_makes_wait_and_a_place_that_is_booked_is_named(
    app: Flask, database: Database, sheet_id: int
) -> None:
    at = DECIDED_AT + timedelta(minutes=5)
    with database.transaction() as db:
        failed = db.get_one(Booking, db.query(Result).filter_by(outcome=Outcome.FAILED).one().booking_id)
        with at_work(app, at):
            assert read_after_void(db, failed, at) == AfterVoid("", "24.01.2027", None)
        elsewhere = make_published_sitting(db, THREE[:1], code="TK-2026-1224-01")
        elsewhere.starts_at = at + timedelta(days=30)
        elsewhere.bookings[0].candidate_id = failed.candidate_id
        db.flush()
        with at_work(app, at):
            assert read_after_void(db, failed, at).booked == "27.12.2026"


def test_the_hr_officer_keeps_the_address_and_sees_what_became_of_the_last_letter(
    app: Flask, database: Database, sheet_id: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        body = db.scalars(select(Organisation)).one()
        officer: StaffAccount = add_person(db, Role.HR_OFFICER)
        officer.organisation_code = body.code
    client = app.test_client()
    sign_in(client, officer)
    client.set_cookie("lang", "en")
    assert "Letters about results go to kadrlar@vazirlik.uz." in client.get("/people/").text
    form = {"email": "hr", "language": "uz-Latn"}
    assert "kept" not in client.post("/people/letters", data=form).text
    form["email"] = "hr@vazirlik.uz"
    assert client.post("/people/letters", data=form).location == "/people/"
    assert "It is kept." in client.get("/people/").text
    send(app, database, 60 * 25)
    page = client.get("/people/").text
    assert "Letters about results go to hr@vazirlik.uz. The last one, of 28.11.2026, 15:02" in " ".join(
        page.split()
    )
    assert open_pages(app, Role.WORKING_BODY).get("/people/letters").status_code in {403, 404}
