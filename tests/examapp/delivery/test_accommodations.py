"""Accommodations in attempts, and which workstation an entry came from."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import (
    approve_accommodation,
    request_accommodations,
    withdraw_accommodation,
)
from examapp.centres.models import Workstation
from examapp.centres.pairing import issue_workstation_token
from examapp.core.jobs import run_one
from examapp.delivery.attempts import prepare_attempt
from examapp.delivery.jobs import JOBS
from examapp.delivery.models import Attempt, SeatClaim
from examapp.sittings.models import Booking
from tests.examapp.delivery.making import MORNING, SmallRoom

DAY = date(2026, 11, 24)
WHO = {"actor": "staff:WB", "at": MORNING}


def grant(room: SmallRoom, place, *kinds, percent=None, until=DAY):
    with room.writing() as db:
        candidate = db.get_one(Booking, place.booking_id).candidate
        asked = request_accommodations(db, candidate, kinds, percent=percent, evidence="№ 5", **WHO)
        for one in asked:
            approve_accommodation(db, one, valid_until=until, **(WHO | {"actor": "staff:BODY"}))
        return asked


def withdraw(room: SmallRoom, asked):
    with room.writing() as db:
        for one in asked:
            withdraw_accommodation(db, db.merge(one), reason="oʻzi soʻradi", **WHO)


def work(room: SmallRoom):
    with room.app.app_context():
        while run_one(room.database, JOBS, room.now.wall):
            pass


def test_an_attempt_is_prepared_with_the_time_that_is_granted_on_the_day(room):
    place = room.places[0]
    with room.writing() as db:
        db.delete(db.get_one(Attempt, place.attempt_id))
    grant(room, place, AccommodationKind.EXTRA_TIME, percent=33)
    with room.writing() as db:
        attempt = prepare_attempt(db, db.get_one(Booking, place.booking_id), MORNING)
        assert attempt.accommodation_ms == 20 * 60_000


def test_the_waiting_page_follows_an_approval_and_a_withdrawal(room):
    seat = room.seat(room.places[0])
    seat.enter()
    assert seat.state["room"]["accommodations"] == []
    kinds = (AccommodationKind.EXTRA_TIME, AccommodationKind.LARGE_PRINT, AccommodationKind.SEPARATE_ROOM)
    asked = grant(room, seat.place, *kinds, percent=50)
    work(room)
    state = seat.state
    assert (state["limit_ms"], state["room"]["minutes"], state["room"]["accommodation_minutes"]) == (
        90 * 60_000,
        90,
        30,
    )
    assert state["room"]["accommodations"] == ["large_print"]
    withdraw(room, asked)
    work(room)
    assert (seat.state["limit_ms"], seat.state["room"]["accommodations"]) == (60 * 60_000, [])


def test_the_start_gives_what_holds_then_even_if_no_job_has_run_and_afterwards_it_stands(room):
    asked = grant(room, room.places[0], AccommodationKind.EXTRA_TIME, percent=25)
    seat = room.started_seat()
    assert seat.state["limit_ms"] == 75 * 60_000
    withdraw(room, asked)
    work(room)
    assert seat.state["limit_ms"] == 75 * 60_000


def test_what_ends_before_the_day_gives_nothing(room):
    with room.writing() as db:
        candidate = db.get_one(Booking, room.places[0].booking_id).candidate
        [one] = request_accommodations(
            db, candidate, [AccommodationKind.EXTRA_TIME], percent=25, evidence="№ 5", **WHO
        )
        approve_accommodation(db, one, valid_until=DAY, **(WHO | {"actor": "staff:BODY"}))
        one.valid_until = date(2026, 11, 23)
    assert room.started_seat().state["limit_ms"] == 60 * 60_000


@pytest.mark.parametrize("whose", ["own", "other", "forged"])
def test_an_entry_keeps_which_workstation_the_computer_says_it_is(room, whose):
    place, other = room.places
    with room.writing() as db:
        booking = db.get_one(Booking, (other if whose == "other" else place).booking_id)
        workstation = db.get_one(Workstation, booking.workstation_id)
        token = issue_workstation_token(room.app.extensions["key_ring"], workstation)
    seat = room.seat(place)
    assert seat.enter(workstation="1.1.00" if whose == "forged" else token).status_code == 200
    claims = select(SeatClaim.workstation_id).where(SeatClaim.attempt_id == place.attempt_id)
    with room.writing() as db:
        assert db.scalars(claims).all() == ([] if whose == "forged" else [workstation.id])
    assert seat.enter().status_code == 200
    with room.writing() as db:
        assert db.scalars(claims).all() == []
