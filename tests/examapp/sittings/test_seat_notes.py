"""Seats that are not checked, not accessible or out of service: said before the day, on three pages."""

from datetime import timedelta

import pytest
from flask import Flask

from examapp.candidates.accommodation_rules import NO_NEEDS, AccommodationKind, Needs
from examapp.centres.models import Workstation, WorkstationState
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.sittings.models import SittingState
from examapp.sittings.planning import publish
from examapp.sittings.seat_notes import note_seat, note_seats, write_numbers
from tests.cast import open_pages, sign_in
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.examapp.sittings.test_sittings import make_ready, plan

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REACHES = Needs(kinds=frozenset({AccommodationKind.ACCESSIBLE_SEAT}))
READY = STARTS + timedelta(days=9)


@pytest.mark.parametrize(
    ("facts", "needs", "words", "grave"),
    [
        ({"ready_until": READY}, NO_NEEDS, None, None),
        ({}, NO_NEEDS, "never checked", False),
        ({"ready_until": STARTS - timedelta(hours=1)}, NO_NEEDS, "check runs out before the sitting", False),
        ({"ready_until": AT - timedelta(days=1)}, NO_NEEDS, "check is too old", False),
        ({"not_ready_cause": "clock"}, NO_NEEDS, "not ready", True),
        ({"ready_until": READY}, REACHES, "not accessible, though that is granted", True),
        ({"ready_until": READY, "accessible": True}, REACHES, None, None),
        ({"state": WorkstationState.OUT_OF_SERVICE, "ready_until": READY}, NO_NEEDS, "out of service", True),
    ],
)
def test_a_seat_is_looked_at_as_it_will_stand_when_the_sitting_begins(facts, needs, words, grave):
    seat = Workstation(**({"state": WorkstationState.IN_SERVICE} | facts))
    note = note_seat(seat, needs, STARTS, AT)
    assert (note and note.words, note and note.grave) == (words, grave)


def test_thirty_seats_in_a_row_are_one_range():
    assert write_numbers(range(1, 31)) == "1–30"
    assert write_numbers([7, 8, 4, 2, 3, 1, 12]) == "1–4, 7, 8, 12"


@on_sqlite
def test_notes_are_summed_up_with_the_seats_and_a_sitting_that_is_over_has_none(ground: Ground) -> None:
    with ground.database.transaction() as db:
        sitting = make_ready(db, ground)
        sitting.bookings[1].workstation.ready_until = READY
        sitting.bookings[2].workstation.not_ready_cause = "clock"
        found = note_seats(db, sitting, AT)
        assert [(note.words, seats) for note, seats in found.lines] == [
            ("not ready", "3"),
            ("never checked", "1, 4"),
        ]
        sitting.state = SittingState.CLOSED
        assert note_seats(db, sitting, AT).lines == ()


@on_sqlite
def test_booking_the_sittings_page_and_the_proctors_page_say_it_and_another_seat_is_one_button_away(
    app: Flask, ground: Ground
) -> None:
    operator = open_pages(app, Role.OPERATOR)
    with ground.database.transaction() as db:
        fresh = plan(db, ground)
        fresh.starts_at = STARTS + timedelta(days=1)
        candidate, code = ground.candidates(db)[4].code, fresh.code
        sitting = make_ready(db, ground)
        publish(db, sitting, **WHO)
        sitting.bookings[0].workstation.state = WorkstationState.OUT_OF_SERVICE
        proctor, own, ready = ground.proctor(db), sitting.bookings[0].candidate_code, sitting.code
    with clock.using(clock.ManualClock(AT)):
        slips = operator.post(f"/sittings/{code}/bookings", data={"candidate": candidate}).text
        assert "Look after these seats before the sitting" in slips
        assert "seat 2: never checked" in slips
        page = operator.get(f"/sittings/{ready}").text
        assert "seat 1: out of service" in page
        assert "seat 2–4: never checked" in page
        room = app.test_client()
        sign_in(room, proctor)
        room.set_cookie("lang", "en")
        assert "seat 1: out of service" in room.get("/proctor/").text
        moved = operator.post(f"/sittings/{ready}/bookings/{own}/seat", follow_redirects=True).text
    assert "has seat 5 now." in moved
    assert "seat 1: out of service" not in moved
