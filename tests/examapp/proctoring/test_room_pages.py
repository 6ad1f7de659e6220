"""Acts for the whole room, its opening, closing, handing over and papers, through a client without script."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import SeatSilence
from examapp.delivery.states import AttemptState
from examapp.lockdown.exceptions import ask_exception
from examapp.proctoring.interventions import Hand
from examapp.proctoring.models import AbortReason, HandoverState, Incident, RoomHandover
from examapp.proctoring.reasons import Cause
from examapp.proctoring.time_acts import extend_one
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.pages import (
    address,
    limit_minutes,
    person,
    state,
    told,
)
from tests.examapp.proctoring.stage import RoomStage, call, see

# The verbs are proved on both databases; what the pages add is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_acts_for_all_ask_once_with_the_number_of_people(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    assert "Pause all (2 people)?" in proctor.get(address(room, "/pause")).text
    sent = {"press": "p" * 20, "cause": "disturbance"}
    assert "2 people are paused." in told(proctor.post(address(room, "/pause"), data=sent), proctor)
    assert "Let all go on (2 people)?" in proctor.get(address(room, "/resume")).text
    assert "2 people go on." in told(
        proctor.post(address(room, "/resume"), data={"press": "q" * 20}), proctor
    )
    sent = {"press": "r" * 20, "offered": "5", "cause": "power_cut"}
    assert "Time given to 2: 5 min." in told(proctor.post(address(room, "/time"), data=sent), proctor)
    assert limit_minutes(database, room, 2) == 65


def test_a_power_cut_is_no_mere_cause_of_a_pause(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(address(room, "/pause")).text
    assert page.count("Power cut") == 1 + page.count("use “Power cut” instead")
    assert (
        proctor.post(address(room, "/pause"), data={"press": "p" * 20, "cause": "power_cut"}).status_code
        == 200
    )
    assert state(database, room, 1) is AttemptState.IN_PROGRESS
    for page in (person(room, 1, "/pause"), person(room, 1, "/time"), person(room, 1, "/move")):
        text = proctor.get(page).text
        assert "Power failure at this seat" in text
        assert "Power cut" not in text


def test_a_power_cut_is_one_press_from_the_room(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        see(db, room.attempts[1], read_instant().wall - timedelta(seconds=150))
    said = told(proctor.post(address(room, "/power-cut"), data={"press": "p" * 20}), proctor)
    assert said == "Clocks stopped: 2. Time given back: up to 3 min."
    assert state(database, room, 2) is AttemptState.PAUSED


@pytest.mark.parametrize(("who", "seats"), [("K001", (1,)), ("", (1, 2))])
def test_lesson_24_an_incident_is_typed_and_gives_its_time(
    database: Database, proctor: FlaskClient, room: RoomStage, who: str, seats: tuple[int, ...]
) -> None:
    sent = {"press": "p" * 20, "who": who, "offered": "5", "other": "", "text": "Monitor oʻchdi"}
    page = proctor.post(address(room, "/incident"), data=sent)
    assert page.status_code == 200  # words alone are no incident
    told(proctor.post(address(room, "/incident"), data=sent | {"kind": "technical"}), proctor)
    with database.reading() as db:
        (incident,) = db.scalars(select(Incident)).all()
    assert (incident.kind, incident.minutes, incident.attempt_id is None) == ("technical", 5, not who)
    assert [seat for seat in (1, 2) if limit_minutes(database, room, seat) == 65] == list(seats)
    assert "Monitor oʻchdi" in proctor.get(address(room, "/incident")).text


def test_lesson_24_closing_shows_every_open_matter_and_refuses_by_name(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[1], read_instant())
        asked = {"actor": "staff:T", "at": read_instant().wall}
        ask_exception(db, room.attempts[2], "The browser does not start", **asked)
    page = proctor.get(address(room, "/close")).text
    for matter in (
        *("1 call without an answer", "3 attempts are not finished", "1 person did not come"),
        "1 exception was asked for and nobody has decided on it.",
        "2 people have time left: closing ends their tests at once.",
    ):
        assert matter in page
    codes = {seat: room.attempts[seat].code for seat in (1, 2, 3)}
    sent = {"press": "p" * 20, f"reason-{codes[1]}": "technical", f"reason-{codes[3]}": "absent"}
    refused = proctor.post(address(room, "/close"), data=sent)
    assert refused.status_code == 409
    assert "Still open: 1 Abdullayeva Malika Rustamovna, 2 Rahmonov Jasur Anvarovich." in refused.text
    assert re.search(rf'name="reason-{codes[1]}" value="technical" checked', refused.text)
    proctor.post(person(room, 1, "/answer"))
    closed = proctor.post(address(room, "/close"), data=sent | {f"reason-{codes[2]}": "left"})
    assert "The sitting is closed" in told(closed, proctor)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.CLOSED
        kinds = {one.attempt_id: one.kind for one in db.scalars(select(AbortReason))}
    assert [kinds[room.attempts[seat].id] for seat in (1, 2, 3, 4)] == [
        "technical",
        "left",
        "absent",
        "absent",
    ]


@pytest.mark.parametrize(
    "act", [lambda room: person(room, 3, "/admit"), lambda room: address(room, "/pause")]
)
def test_a_closed_room_takes_no_more_acts_and_says_why(
    database: Database, proctor: FlaskClient, room: RoomStage, act: Callable[[RoomStage], str]
) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.CLOSED
        db.get_one(Sitting, room.sitting.id).closed_at = read_instant().wall
    sent = {"press": "p" * 20, "document": "passport", "cause": "break"}
    said = told(proctor.post(act(room), data=sent), proctor)
    assert "not running" in said or "not open" in said
    assert state(database, room, 3) is AttemptState.AWAITING


def test_a_sitting_that_is_only_planned_has_no_room(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        db.get_one(Sitting, room.sitting.id).state = SittingState.PLANNED
    assert proctor.get(address(room)).status_code == 409


def test_lesson_22_the_room_opens_by_one_button(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        sitting.state, sitting.opened_at = SittingState.PUBLISHED, None
    assert f'formaction="{address(room, "/open")}"' in proctor.get(address(room)).text
    assert "open now" in told(proctor.post(address(room, "/open")), proctor)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.OPEN


def test_one_proctor_hands_the_room_to_another_and_both_confirm(
    app: Flask, database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        other = add_person(db, Role.PROCTOR, suffix="-2")
        other.display_name = "Yusupova Dildora Rashidovna"
    sent = {"press": "p" * 20, "receiver": other.code}
    assert "The room is offered." in told(proctor.post(address(room, "/handover"), data=sent), proctor)
    taker = app.test_client()
    sign_in(taker, other)
    taker.set_cookie("lang", "en")
    offer = re.search(r"/proctor/handovers/(\w+)", taker.get("/proctor/").text)
    assert offer
    assert "Do you take this room?" in taker.get(offer[0]).text
    assert "waits" not in proctor.get(address(room, "/handover")).text
    reply = taker.post(offer[0], data={"press": "q" * 20, "answer": "accept"})
    assert reply.location == address(room)
    assert "You run this room now." in taker.get(reply.location).text
    refused = told(
        proctor.post(person(room, 1, "/pause"), data={"press": "r" * 20, "cause": "medical"}), proctor
    )
    assert "You have handed this room to Yusupova Dildora Rashidovna." in refused
    assert taker.get(offer[0]).status_code == 409


def test_a_way_to_another_computer_and_a_silence_are_told_on_every_page(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    now = read_instant().wall
    with database.transaction() as db:
        ago = {"since": now - timedelta(minutes=5), "until": now - timedelta(minutes=3)}
        db.add(SeatSilence(attempt_id=room.attempts[1].id, **ago))
    assert "2 min ran off the clock, 0 min given back" in proctor.get(person(room, 1, "/time")).text
    sent = {"press": "p" * 20, "seat": "", "cause": "computer", "document": "passport"}
    assert "enters the three codes" in told(proctor.post(person(room, 2, "/move"), data=sent), proctor)
    console = proctor.get(address(room, "?seat=K002")).text
    assert "On the way to another computer since" in console
    assert re.search(r'id="foot-resume" formaction="[^"]*/resume\?walks=1"', console)
    minutes = proctor.get(address(room, "/minutes")).text
    assert "Way to another computer, the clock stood: Computer or program fault" in minutes
    assert "Computers that fell silent" in minutes
    assert "goes on" in told(proctor.post(person(room, 2, "/resume?walks=1")), proctor)
    assert "On the way to another computer since" not in proctor.get(address(room)).text


def test_what_keeps_a_sitting_open_is_named_in_the_reader_s_script(
    proctor: FlaskClient, room: RoomStage
) -> None:
    proctor.set_cookie("lang", "ru")
    page = proctor.post(address(room, "/close"), data={"press": "p" * 20})
    assert page.status_code == 409
    assert "1 Абдуллаева Малика Рустамовна, 2 Раҳмонов Жасур Анварович" in page.text


def test_whoever_has_handed_the_room_over_is_led_back_to_it_by_each_refusal(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    with database.transaction() as db:
        other = add_person(db, Role.PROCTOR, suffix="-2")
        moment = read_instant().wall
        db.add(
            RoomHandover(
                code="H-1",
                sitting_id=room.sitting.id,
                given_by=f"staff:{room.proctor.code}",
                offered_to=f"staff:{other.code}",
                offered_at=moment,
                state=HandoverState.ACCEPTED,
                settled_at=moment,
            )
        )
    refused = "You have handed this room to"
    for url in (address(room, "/close"), person(room, 4, "/pin"), person(room, 1, "/pause")):
        sent = {"press": "p" * 20, "cause": "medical"}
        assert refused in told(proctor.post(url, data=sent), proctor), url


def test_a_page_that_does_not_show_what_another_proctor_did_meanwhile_does_it_no_second_time(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    page = proctor.get(person(room, 1, "/time")).text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert seen
    with database.transaction() as db:
        other = add_person(db, Role.PROCTOR, suffix="-2")
        hers = Hand(f"staff:{other.code}", read_instant(), "hers-in-between")
        extend_one(db, room.sitting, room.attempts[1], 10, Cause.COMPUTER, hers)
    sent = {"press": "p" * 20, "seen": seen[1], "give": "10:computer"}
    assert "did the same at" in told(proctor.post(person(room, 1, "/time"), data=sent), proctor)
    assert limit_minutes(database, room, 1) == 70
    # Whatever else is sent in the place of a number or a key breaks nothing.
    odd = {"press": "p" * 400, "seen": "1" * 40}
    assert proctor.post(person(room, 1, "/answer"), data=odd).status_code == 303


def test_papers_of_the_room_say_who_came_and_what_changed_the_time(
    database: Database, proctor: FlaskClient, room: RoomStage
) -> None:
    proctor.post(person(room, 3, "/admit"), data={"press": "p" * 20, "document": "passport"})
    proctor.post(person(room, 1, "/time"), data={"press": "q" * 20, "give": "15:computer"})
    with database.transaction() as db:
        see(db, room.attempts[4], read_instant().wall)  # at the seat, and not admitted
    page = proctor.get(address(room, "/attendance")).text
    assert "Booked: 4. Came: 4. Did not come: 0." in page
    assert "came, not admitted yet" in page
    assert "came, has not started yet" in page
    assert re.search(r"Passport, \d\d:\d\d", page)
    page = proctor.get(address(room, "/minutes")).text
    assert "75 = 60 + 15" in page
    assert re.search(r"Time was given: Computer or program fault</th>\s*<td[^>]*><span>\+15</span>", page)
    assert "Checked the identity and admitted: Passport" in page


def test_an_act_waits_for_the_beat_that_credits_what_the_server_was_away(
    app: Flask, proctor: FlaskClient, room: RoomStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first press after an outage would end those whose time only the outage has used."""
    beats: list[str] = []
    monkeypatch.setattr(app.extensions["attempt_desk"].pulse, "ensure_beating", lambda: beats.append("beat"))
    monkeypatch.setattr(app, "testing", False)
    proctor.get(address(room, "/power-cut"))
    assert not beats
    proctor.post(address(room, "/power-cut"), data={"press": "p" * 20})
    assert beats == ["beat"]
