import re

import pytest

from examapp.accounts.models import StaffAccount
from examapp.centres import workstations
from examapp.centres.keeping import create_room
from examapp.centres.models import Room, WorkstationState
from examapp.centres.queries import get_room
from examapp.centres.workstations import add_workstations
from examapp.core.permissions import Role
from tests.cast import BEGINNING, open_pages
from tests.examapp.centres.making import make_centre, make_room

FIELDS = {"name_latn": "1-sinov markazi", "region_code": "UZ-TK", "address": "Amir Temur koʻchasi, 107"}


class Anybody:
    """An actor whom nothing bounds."""

    id = 0
    role = Role.OPERATOR
    region_code = None
    centre_code = None


@pytest.fixture
def operator(app):
    return open_pages(app, Role.OPERATOR)


@pytest.fixture
def room(database):
    with database.transaction() as db:
        made = make_room(db)
        add_workstations(db, made, 3, actor="staff:T", at=BEGINNING)
        return made


def states(database, room):
    with database.reading() as db:
        return [seat.state for seat in get_room(db, "TK-C01", room.id, Anybody()).workstations]


def test_an_empty_list_says_what_belongs_here(operator):
    assert "There is no centre yet." in operator.get("/centres").text


def test_the_operator_makes_a_centre_a_room_and_workstations(operator):
    page = operator.post("/centres/new", data=FIELDS, follow_redirects=True).text
    assert "The centre is added. Now add its rooms." in page
    reply = operator.post("/centres/TK-C01", data={"name": "204"})
    assert reply.location.startswith("/centres/TK-C01/rooms/")
    page = operator.post(reply.location, data={"count": "12"}, follow_redirects=True).text
    assert "12 workstations are added." in page
    assert page.count('class="tile"') == 12
    assert "12" in operator.get("/centres").text


def test_a_chosen_workstation_is_taken_out_of_service(operator, room, database):
    path = f"/centres/TK-C01/rooms/{room.id}"
    assert "Take out of service" in operator.get(f"{path}?seat=2").text
    page = operator.post(
        f"{path}/workstations/2", data={"in_service": "no", "reason": "screen"}, follow_redirects=True
    ).text
    assert "Put back in service" in page
    assert states(database, room)[1] is WorkstationState.OUT_OF_SERVICE


def test_a_number_that_is_none_is_refused_beside_its_field(operator, room):
    page = operator.post(f"/centres/TK-C01/rooms/{room.id}", data={"count": "many"}).text
    assert 'value="many"' in page
    assert "error" in page


def test_a_slip_of_the_finger_does_not_fill_the_room(operator, room, database):
    page = operator.post(f"/centres/TK-C01/rooms/{room.id}", data={"count": "2000"}).text
    assert "Type a number from 1 to 200; add the rest afterwards." in page
    assert len(states(database, room)) == 3


def test_more_than_a_room_can_hold_is_refused_with_the_bound(operator, room, monkeypatch):
    monkeypatch.setattr(workstations, "MOST_IN_A_ROOM", 20)
    page = operator.post(f"/centres/TK-C01/rooms/{room.id}", data={"count": "19"}).text
    assert "A room holds from 1 to 20 workstations; it has 3 now." in page


def test_a_second_room_of_the_same_name_is_refused(operator, room):
    page = operator.post("/centres/TK-C01", data={"name": "204"}).text
    assert "already has a room “204”" in page


def test_a_room_is_renamed_on_its_page(operator, room):
    path = f"/centres/TK-C01/rooms/{room.id}"
    assert 'value="204"' in operator.get(f"{path}/name").text
    assert "Room 305" in operator.post(f"{path}/name", data={"name": "305"}, follow_redirects=True).text


def test_a_centre_is_changed_on_its_page(operator, room):
    assert 'value="1-sinov markazi"' in operator.get("/centres/TK-C01/edit").text
    page = operator.post(
        "/centres/TK-C01/edit", data=FIELDS | {"address": "Registon, 1"}, follow_redirects=True
    ).text
    assert "Registon, 1" in page


def test_a_workstation_or_room_that_is_not_there_is_not_found(operator, room):
    assert operator.get("/centres/TK-C01/rooms/999").status_code == 404
    assert operator.post(f"/centres/TK-C01/rooms/{room.id}/workstations/9").status_code == 404


def test_a_regional_operator_sees_only_the_own_region(app, database, room):
    with database.transaction() as db:
        make_centre(db, "Samarqand markazi", region_code="UZ-SA")
    regional = open_pages(app, Role.OPERATOR, region_code="UZ-SA", suffix="-sa")
    page = regional.get("/centres").text
    assert "Samarqand markazi" in page
    assert "TK-C01" not in page
    assert regional.get("/centres/TK-C01").status_code == 404
    path = f"/centres/TK-C01/rooms/{room.id}"
    assert regional.post(f"{path}/workstations/1", data={"in_service": "no"}).status_code == 404
    assert "Not saved" in regional.post("/centres/new", data=FIELDS).text
    assert states(database, room) == [WorkstationState.IN_SERVICE] * 3


@pytest.mark.parametrize(
    ("language", "word"), [("uz-Latn", "204‑xona"), ("uz-Cyrl", "204‑хона"), ("ru", "Кабинет 204")]
)
def test_the_room_speaks_the_readers_language(operator, room, language, word):
    assert word in operator.get(f"/centres/TK-C01/rooms/{room.id}?lang={language}").text


def test_a_plan_is_typed_refused_with_what_stands_and_saved(operator, room):
    path = f"/centres/TK-C01/rooms/{room.id}/plan"
    taken = {"x-1": "1", "y-1": "1", "x-2": "1", "y-2": "1", "a-2": "yes"}
    page = operator.post(path, data=taken).text
    assert "Workstations 1 and 2 stand on one place" in page
    assert 'name="a-2" value="yes" checked' in page
    page = operator.post(path, data=taken | {"x-2": "3"}, follow_redirects=True).text
    assert 'name="x-2" value="3"' in page
    assert 'name="y-2" value="2"' in operator.get(f"{path}/rows?columns=1").text


def test_a_sketch_is_looked_at_refused_with_what_stands_and_saved(operator, room, database):
    path, key = "/centres/TK-C01/sketch", room.id
    typed = {f"floor-{key}": "2", f"x-{key}": "3", f"y-{key}": "1", "entrance": "1"}
    page = operator.post(path, data=typed | {f"x-{key}": "11"}).text
    assert "Room 204: the floor is a number from 0 to 40 or empty" in page
    assert f'name="x-{key}" value="11"' in page
    page = operator.post(path, data=typed | {"act": "look"}).text
    assert ("Not saved yet." in page, "floor 2" in page) == (True, True)
    assert "floor 2" not in operator.get(path).text
    page = operator.post(path, data=typed, follow_redirects=True).text
    assert ("Not saved yet." in page, "floor 2" in page) == (False, True)
    with database.reading() as db:
        kept = db.get_one(Room, key)
        assert (kept.floor, kept.sketch_x, kept.sketch_y, kept.centre.entrance_x) == (2, 3, 1, 1)


def test_hours_days_and_people_of_a_centre_are_kept(operator, room):
    code = "TK-C01"
    week = {"opens-0": "9:00", "closes-0": "18:00", "opens-1": "9:00", "closes-1": "8:00"}
    page = operator.post(f"/centres/{code}/hours", data=week).text
    assert page.count("The centre must open before it closes") == 1
    operator.post(f"/centres/{code}/hours", data=week | {"opens-1": "", "closes-1": ""})
    day = {"day": "31.12.2026", "opens": "", "closes": "", "reason": "Bayram"}
    page = operator.post(f"/centres/{code}/special-days", data=day, follow_redirects=True).text
    assert 'name="opens-0" value="09:00"' in page
    assert 'name="opens-1" value=""' in page
    assert "31.12.2026" in page
    assert (
        "31.12.2026"
        not in operator.post(f"/centres/{code}/special-days/2026-12-31/remove", follow_redirects=True).text
    )
    person = {"name": "Karimov Botir", "role": "kalitlar", "phone": "+998 71 200 00 00"}
    assert (
        "+998 71 200 00 00"
        in operator.post(f"/centres/{code}/contacts", data=person, follow_redirects=True).text
    )
    assert "Type the number" in operator.post(f"/centres/{code}/contacts", data=person | {"phone": "x"}).text


def test_a_proctor_sees_the_rooms_of_the_own_centre_and_makes_their_code(app, room, database):
    proctor = open_pages(app, Role.PROCTOR)
    with database.transaction() as db:
        db.query(StaffAccount).filter_by(login_name="proctor").one().centre_code = "TK-C01"
        other = create_room(db, make_centre(db, "2-sinov markazi"), name="1", actor="staff:T", at=BEGINNING)
    page = proctor.get("/readiness/").text
    assert "3 never checked" in page
    assert "2-sinov markazi" not in page
    assert proctor.get(f"/readiness/TK-C02/{other.id}").status_code == 404
    path = f"/readiness/TK-C01/{room.id}"
    given = proctor.post(f"{path}/code").text
    assert re.search(r'id="room-code">[0-9A-Z]{4}-[0-9A-Z]{4}<', given)
    assert 'id="room-code"' not in proctor.get(path).text
