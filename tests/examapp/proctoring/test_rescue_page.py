"""The page on which a rescue file is taken in: what it says of each file, and that nothing else is stored."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.rescue_seal import LARGEST_FILE, MAGIC, rescue_code
from examapp.proctoring.models import HandoverState, RoomHandover
from examapp.sittings.models import SittingProctor
from tests.cast import add_person, sign_in
from tests.examapp.delivery.making import MORNING, TEXT_ITEM, Seat, SmallRoom, make_room
from tests.examapp.delivery.rescuing import seal

# The file itself is tried on both databases; what the page adds is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REFUSED = "This is no rescue file of this test, or it is damaged. Save it once more on the computer."


@pytest.fixture
def room(app: Flask) -> Iterator[SmallRoom]:
    clock = ManualClock(MORNING)
    with using(clock):
        yield make_room(app, clock)


@pytest.fixture
def seat(room: SmallRoom) -> Seat:
    return room.started_seat()


@pytest.fixture
def proctor(app: Flask, client: FlaskClient, database: Database, room: SmallRoom) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        account = add_person(db, Role.PROCTOR)
        db.add(SittingProctor(sitting_id=room.sitting_id, staff_id=account.id))
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client


def take(proctor: FlaskClient, room: SmallRoom, content: bytes | None) -> str:
    data = {} if content is None else {"file": (BytesIO(content), "answers.exam")}
    reply = proctor.post(f"/proctor/{room.sitting_code}/rescue", data=data, follow_redirects=True)
    assert reply.status_code == 200
    return reply.text


def test_a_file_is_taken_in_and_twice_is_once(proctor: FlaskClient, room: SmallRoom, seat: Seat) -> None:
    assert (
        rescue_code(room.desk.keys, room.sitting_code)
        in proctor.get(f"/proctor/{room.sitting_code}/rescue").text
    )
    content = seal(room, seat, [seat.text(0, "carried"), seat.text(1, "on a stick")])
    assert "answers added: 2, here before: 0" in take(proctor, room, content)
    assert "answers added: 0, here before: 2" in take(proctor, room, content)
    assert seat.state["answers"] == {TEXT_ITEM: "on a stick"}


def test_who_has_handed_the_room_over_takes_no_file_in(
    proctor: FlaskClient, database: Database, room: SmallRoom, seat: Seat
) -> None:
    with database.transaction() as db:
        (giver,) = db.scalars(select(StaffAccount.code).where(StaffAccount.role == Role.PROCTOR))
        other = add_person(db, Role.PROCTOR, suffix="-2")
        hands = {"given_by": f"staff:{giver}", "offered_to": f"staff:{other.code}"}
        taken = {"state": HandoverState.ACCEPTED, "offered_at": MORNING, "settled_at": MORNING}
        db.add(RoomHandover(code="H", sitting_id=room.sitting_id, **hands, **taken))
    content = seal(room, seat, [seat.text(0, "carried")])
    assert "You have handed this room to" in take(proctor, room, content)
    assert seat.state["answers"] == {}


def test_each_file_that_is_not_of_this_test_is_refused_with_what_to_do(
    proctor: FlaskClient, room: SmallRoom, seat: Seat
) -> None:
    entries = [seat.text(0, "carried")]
    whole = seal(room, seat, entries)
    for wrong in (
        seal(room, seat, entries, code="0000-0000"),
        seal(room, seat, entries, sitting="TK-ANOTHER"),
        whole[:-4],
        b"",
        MAGIC + bytes(LARGEST_FILE),
    ):
        assert REFUSED in take(proctor, room, wrong)
    assert "Choose a file first." in take(proctor, room, None)
    assert seat.state["answers"] == {}


def test_an_answer_that_disagrees_is_told(proctor: FlaskClient, room: SmallRoom, seat: Seat) -> None:
    seat.save(0, "held")
    said = take(proctor, room, seal(room, seat, [seat.text(0, "other")]))
    assert "1 answers in the file disagree" in said
    assert seat.state["answers"] == {TEXT_ITEM: "held"}


def test_the_page_is_closed_to_a_proctor_of_another_sitting(app: Flask, room: SmallRoom, seat: Seat) -> None:
    with room.writing() as db:
        stranger = add_person(db, Role.PROCTOR, suffix="-2")
    other = app.test_client()
    sign_in(other, stranger)
    assert other.get(f"/proctor/{room.sitting_code}/rescue").status_code == 404
