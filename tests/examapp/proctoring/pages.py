"""Addresses of the room's pages, and what a page or the store says."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examapp.core.db import Database
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from tests.examapp.proctoring.stage import RoomStage

PAGES = ("", "/live", "/more", "/pause", "/resume", "/time", "/message", "/power-cut", "/incident", "/close")
PERSON_PAGES = ("/admit", "/withdraw", "/pause", "/time", "/move", "/message", "/end", "/pin")


def address(room: RoomStage, page: str = "") -> str:
    return f"/proctor/{room.sitting.code}{page}"


def person(room: RoomStage, seat: int, page: str) -> str:
    return address(room, f"/people/{room.sitting.bookings[seat - 1].candidate.code}{page}")


def press_of(page: TestResponse) -> str:
    found = re.search(r'name="press"[^>]*value="([^"]+)"', page.text)
    assert found
    return found[1]


def state(database: Database, room: RoomStage, seat: int) -> AttemptState:
    with database.reading() as db:
        return db.get_one(Attempt, room.attempts[seat].id).state


def limit_minutes(database: Database, room: RoomStage, seat: int) -> int:
    with database.reading() as db:
        return read_attempt_clock(db, db.get_one(Attempt, room.attempts[seat].id)).limit_ms // 60_000


def told(reply: TestResponse, proctor: FlaskClient) -> str:
    """Follow to the console and return what its banners say."""
    assert reply.status_code == 303, reply.text
    page = proctor.get(reply.location).text
    notes = re.search(r'<div class="notes".*?(?=<div id="room-live")', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", notes[0]).strip() if notes else ""
