"""The front, the desk, and the candidate's own page: code and PIN open exactly one person's page."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.accounts.errors import SignInThrottled
from examapp.accounts.sign_in import FREE_TRIES
from examapp.core.clock import ManualClock, now, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.portal.candidate_entry import find_own_booking
from examapp.portal.navigation import STAFF_PAGES
from examapp.portal.page_purposes import PURPOSES
from examapp.sittings.booking import EntrySlip, book, unbook
from examapp.sittings.models import Booking, SittingState
from examapp.sittings.planning import create_sitting
from tests.at_once import at_once
from tests.cast import add_person, cast, sign_in
from tests.examapp.proctoring.stage import build_room
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground, ground
from tests.factories.closed_sitting import make_closed_sitting
from tests.factories.commission import make_commission, make_confirmed_sheet

__all__ = ["ground"]


@pytest.fixture
def slips(ground: Ground) -> list[EntrySlip]:
    with ground.database.transaction() as db:
        sitting = create_sitting(
            db,
            programme=ground.programme(db),
            question_list=ground.question_list(db),
            room=ground.room(db),
            starts_at=STARTS,
            rehearsal=True,
            **WHO,
        )
        return book(db, ground.keys, sitting, ground.candidates(db)[:2], **WHO)


def test_pins_guessed_in_one_moment_are_counted_one_after_the_other(
    ground: Ground, slips: list[EntrySlip]
) -> None:
    slip = slips[0]
    wrong = f"{(int(slip.pin) + 1) % 1_000_000:06}"

    def guess() -> object:
        try:
            with ground.database.transaction() as db:
                told = {"typed_code": slip.candidate_code, "pin": wrong, "address": "10.0.0.1", "at": AT}
                return find_own_booking(db, ground.keys, **told)
        except SignInThrottled:
            return SignInThrottled

    answers = at_once(*[guess] * 10)
    assert answers.count(None) == FREE_TRIES["pair"]
    assert answers.count(SignInThrottled) == 10 - FREE_TRIES["pair"]


@pytest.fixture
def page(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def test_the_front_leads_to_the_test_the_own_page_and_the_verification(client: FlaskClient) -> None:
    text = client.get("/?lang=en").get_data(as_text=True)
    assert all(f'href="{path}"' in text for path in ("/exam/", "/my/", "/verify"))


def test_code_and_pin_open_the_own_page_as_people_type_them(
    page: FlaskClient, slips: list[EntrySlip]
) -> None:
    slip = slips[0]
    typed = f" {slip.candidate_code[:4].lower()} {slip.candidate_code[4:]}"
    assert page.post("/my/", data={"code": typed, "pin": slip.pin}).status_code == 302
    text = page.get("/my/?lang=ru").get_data(as_text=True)
    assert slip.name in text
    assert "24.11.2026, 09:30" in text
    assert "Результата пока нет." in text
    assert slips[1].name not in text


def test_before_the_day_the_own_page_has_the_slip_and_a_button_to_confirm(
    page: FlaskClient, ground: Ground, slips: list[EntrySlip]
) -> None:
    with using(ManualClock(AT)):
        with ground.database.transaction() as db:
            booking = db.get_one(Booking, slips[0].booking_id)
            booking.sitting.state = SittingState.PUBLISHED
        page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin})
        text = page.get("/my/?lang=en").text
        assert 'href="/my/slip.pdf"' in text
        assert 'href="/practice"' in text
        assert b"BEGIN:VALARM" in page.get("/my/test.ics").data
        assert "no result" not in text
        assert "I will come" in text
        page.post("/my/confirm")
        again = page.get("/my/?lang=en").text
    assert "you have confirmed" in again
    assert "I will come" not in again


def test_without_code_and_pin_there_is_no_slip_and_no_date(client: FlaskClient) -> None:
    for path in ("/my/slip.pdf", "/my/test.ics"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [SittingState.PUBLISHED, SittingState.CANCELLED])
def test_nobody_is_told_to_come_to_what_is_over_or_cancelled(
    page: FlaskClient, ground: Ground, slips: list[EntrySlip], state: SittingState
) -> None:
    with ground.database.transaction() as db:
        booking = db.get_one(Booking, slips[0].booking_id)
        booking.sitting.state = state
        after = booking.sitting.starts_at + timedelta(days=1)
    cancelled = state is SittingState.CANCELLED
    with using(ManualClock(AT if cancelled else after)):
        page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin})
        text = page.get("/my/?lang=en").text
        if cancelled:
            assert page.get("/my/slip.pdf").location == "/my/"
    assert "Come on" not in text
    assert ("Your test was on" in text) is not cancelled


def test_whose_place_was_taken_away_is_asked_for_codes_again(
    page: FlaskClient, ground: Ground, slips: list[EntrySlip]
) -> None:
    page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin})
    with ground.database.transaction() as db:
        booking = db.get_one(Booking, slips[0].booking_id)
        unbook(db, booking.sitting, booking, **WHO)
    assert page.get("/my/slip.pdf").status_code == 404
    for _again in range(2):
        assert 'name="pin"' in page.get("/my/").text


def test_a_wrong_code_and_a_wrong_pin_look_the_same(page: FlaskClient, slips: list[EntrySlip]) -> None:
    wrong_pin = page.post("/my/?lang=en", data={"code": slips[0].candidate_code, "pin": slips[1].pin})
    wrong_code = page.post("/my/?lang=en", data={"code": "ZZZZZZZZ", "pin": slips[1].pin})
    sentence = "The code or the PIN is wrong."
    assert (wrong_pin.status_code, wrong_code.status_code) == (401, 401)
    assert sentence in wrong_pin.get_data(as_text=True)
    assert sentence in wrong_code.get_data(as_text=True)


def test_guessing_is_slowed_down_for_the_code_and_not_for_the_room(
    page: FlaskClient, slips: list[EntrySlip]
) -> None:
    for _ in range(5):
        page.post("/my/", data={"code": slips[0].candidate_code, "pin": "000000"})
    assert page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin}).status_code == 429
    assert page.post("/my/", data={"code": slips[1].candidate_code, "pin": slips[1].pin}).status_code == 302


def test_the_page_closes_for_the_next_person_at_the_computer(
    page: FlaskClient, slips: list[EntrySlip]
) -> None:
    page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin})
    page.post("/my/leave")
    assert slips[0].name not in page.get("/my/").get_data(as_text=True)
    assert page.get("/my/certificate.pdf").status_code == 404


@pytest.mark.parametrize(("language", "heading"), [("ru", "name_cyrl"), ("uz-Latn", "name_latn")])
def test_the_own_page_is_headed_in_the_script_of_its_language(
    page: FlaskClient, ground: Ground, slips: list[EntrySlip], language: str, heading: str
) -> None:
    page.post("/my/", data={"code": slips[0].candidate_code, "pin": slips[0].pin})
    text = page.get(f"/my/?lang={language}").text
    with ground.database.reading() as db:
        name = getattr(ground.candidates(db)[0], heading)
    assert f"<h1>{name}</h1>" in text


def test_a_stranger_at_a_wrong_address_is_offered_the_start_and_the_check(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    text = client.get("/no-such-page?lang=en").text
    assert 'href="/"' in text
    assert 'href="/verify"' in text
    assert "administrator" not in text
    assert "list" not in re.sub(r"<[^>]+>", "", text.split("<h1>")[1])
    with database.transaction() as db:
        people = cast(db)
    sign_in(client, people[Role.OPERATOR])
    known = client.get("/no-such-page?lang=en").text
    assert "administrator" in known
    assert 'href="/verify"' not in known


@pytest.mark.parametrize(
    ("state", "hours", "offered"),
    [
        (SittingState.OPEN, -30, True),
        (SittingState.PUBLISHED, 0, True),
        (SittingState.PUBLISHED, 30, False),
        (SittingState.CLOSED, 0, False),
    ],
)
def test_the_desk_of_a_proctor_leads_into_the_room_of_today(
    client: FlaskClient, database: Database, state: SittingState, hours: int, offered: bool
) -> None:
    with database.transaction() as db:
        proctor = add_person(db, Role.PROCTOR)
        room = build_room(db, proctor, state=state, starts_at=now() + timedelta(hours=hours))
    sign_in(client, proctor)
    text = client.get("/desk?lang=en", follow_redirects=True).text
    assert (f'<a class="button primary large" href="/proctor/{room.sitting.code}"' in text) is offered


@pytest.mark.parametrize(("shown", "topics"), [("total", False), ("total_and_topics", True)])
def test_the_candidate_sees_as_much_of_the_result_as_the_policy_says(
    client: FlaskClient, database: Database, shown: str, topics: bool
) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, policy={"exam.result_shown": shown})
        make_confirmed_sheet(db, sitting, make_commission(db))
        booking = sitting.bookings[0].id
    with client.session_transaction() as session:
        session["own_page"] = {"booking": booking, "until": "2999-01-01T00:00:00+00:00"}
    text = client.get("/my/?lang=en").text
    assert "Your result" in text
    assert ("Points by topic" in text) is topics


@pytest.mark.parametrize("role", Role)
def test_everybody_has_a_desk_with_pages_that_open(app: Flask, database, role: Role) -> None:
    with database.transaction() as db:
        people = cast(db)
    client = app.test_client()
    sign_in(client, people[role])
    reply = client.get("/desk", follow_redirects=True)
    assert reply.status_code == 200


def test_the_audit_page_says_whether_the_chain_is_whole(app: Flask, database) -> None:
    with database.transaction() as db:
        people = cast(db)
    client = app.test_client()
    sign_in(client, people[Role.AUDITOR])
    text = client.get("/audit?lang=en").get_data(as_text=True)
    assert "The chain is whole." in text
    assert "staff.created" in text


def test_fonts_that_are_not_made_yet_are_not_there_and_nothing_else_is_served(
    app: Flask, client: FlaskClient
) -> None:
    folder: Path = app.config["SETTINGS"].fonts
    assert client.get("/fonts/noto-sans-400.woff2").status_code == 404
    folder.mkdir(parents=True)
    (folder / "noto-sans-400.woff2").write_bytes(b"wOF2")
    (folder / "secret").write_bytes(b"x")
    with client.get("/fonts/noto-sans-400.woff2") as reply:
        assert (reply.status_code, reply.content_type) == (200, "font/woff2")
    assert client.get("/fonts/secret").status_code == 404


def test_anybody_reads_what_each_programme_demands(client):
    page = client.get("/requirements?lang=ru")
    assert page.status_code == 200
    assert "Ставит и проверяет электронную цифровую подпись" in page.text
    assert "Управляет правами доступа" in page.text


def test_the_desk_says_of_every_page_what_it_is_for():
    assert {endpoint for _permission, endpoint, *_ in STAFF_PAGES} == {"portal.desk", *PURPOSES}
