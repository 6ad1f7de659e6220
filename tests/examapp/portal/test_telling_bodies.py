"""A body is told once of its people's published results, at the address that it keeps itself."""

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

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
from examapp.portal.telling_bodies import Letter, list_letters, tell_bodies
from examapp.results.models import Result, ResultSheet
from tests.cast import add_person, open_pages, sign_in
from tests.examapp.notices.test_posting import Recorder
from tests.factories.closed_sitting import DECIDED_AT, THREE
from tests.factories.issued import at_work, enter_unprinted, make_due

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
