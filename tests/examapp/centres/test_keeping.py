import pytest

from examapp.centres.errors import CentreCodeTaken, RoomNameTaken
from examapp.centres.keeping import change_centre, create_room, rename_room
from examapp.core.errors import NotFound
from examapp.organisations.errors import NameRefused
from tests.cast import BEGINNING
from tests.examapp.centres.making import make_centre, make_room


def test_a_code_is_made_from_the_region_where_none_was_typed(database):
    with database.transaction() as db:
        make_centre(db, code="TK-C02")
        assert [make_centre(db).code for _ in range(2)] == ["TK-C03", "TK-C04"]


def test_a_typed_code_must_be_free(database):
    with database.transaction() as db:
        make_centre(db, code="tuit")
        with pytest.raises(CentreCodeTaken):
            make_centre(db, code="TUIT")


def test_an_unknown_region_is_refused(database):
    with database.transaction() as db, pytest.raises(NotFound):
        make_centre(db, region_code="Toshkent")


def test_a_name_with_a_control_mark_is_refused(database):
    with database.transaction() as db, pytest.raises(NameRefused):
        make_centre(db, "Markaz\x00")


def test_a_centre_can_be_changed_and_keeps_its_code(database):
    with database.transaction() as db:
        centre = make_centre(db)
        change_centre(
            db,
            centre,
            names={"uz-Latn": "2-markaz"},
            region_code="UZ-SA",
            address=" Registon   1 ",
            actor="staff:T",
            at=BEGINNING,
        )
    assert (centre.code, centre.names["uz-Latn"], centre.region_code) == ("TK-C01", "2-markaz", "UZ-SA")
    assert centre.address == "Registon 1"


def test_a_room_name_is_unique_within_its_centre(database):
    with database.transaction() as db:
        room = make_room(db, "204a")
        with pytest.raises(RoomNameTaken):
            create_room(db, room.centre, name=" 204A ", actor="staff:T", at=BEGINNING)
        other = make_centre(db)
        assert create_room(db, other, name="204A", actor="staff:T", at=BEGINNING).name == "204A"


def test_a_room_can_be_renamed_but_not_to_a_taken_name(database):
    with database.transaction() as db:
        room = make_room(db, "204")
        create_room(db, room.centre, name="205", actor="staff:T", at=BEGINNING)
        rename_room(db, room, name="206", actor="staff:T", at=BEGINNING)
        with pytest.raises(RoomNameTaken):
            rename_room(db, room, name="205", actor="staff:T", at=BEGINNING)
    assert room.name == "206"
