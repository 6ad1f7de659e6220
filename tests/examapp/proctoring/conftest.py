"""A room of five seats and a proctor's client, for the tests of pages; others build a room of their own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.core.clock import read_instant
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.sittings.models import SittingState
from tests.cast import add_person, sign_in
from tests.examapp.proctoring.stage import RoomStage, answer, begin, build_room, see


@pytest.fixture
def room(database: Database) -> RoomStage:
    """1 and 2 work, 3 has entered and waits, 4 never came; the room is open."""
    instant = read_instant()
    started = instant.later(milliseconds=-600_000)
    with database.transaction() as db:
        made = build_room(
            db, add_person(db, Role.PROCTOR), state=SittingState.OPEN, starts_at=started.wall, seats=5
        )
        for seat in (1, 2):
            begin(db, made.attempts[seat], started)
            answer(db, made.attempts[seat], 20 + seat, instant)
            see(db, made.attempts[seat], instant.wall)
        see(db, made.attempts[3], instant.wall)
    return made


@pytest.fixture
def proctor(app: Flask, client: FlaskClient, room: RoomStage) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(client, room.proctor)
    client.set_cookie("lang", "en")
    return client
