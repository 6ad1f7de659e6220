import xml.etree.ElementTree as ET

import pytest

from examapp.centres.errors import PlaceTaken, PlaceUnreadable
from examapp.centres.plan import arrange, places_of, read_places
from examapp.centres.plan_drawing import PlanSeat, SeatLook, draw_plan
from examapp.centres.workstations import add_workstations
from tests.cast import BEGINNING
from tests.examapp.centres.making import make_room

WHO = {"actor": "staff:T", "at": BEGINNING}


def test_two_workstations_do_not_stand_on_one_place():
    with pytest.raises(PlaceTaken) as refusal:
        read_places({1: ("2", "1"), 2: ("1", "1"), 5: (" 2", "1 ")})
    assert refusal.value.parameters == {"first": 1, "second": 5, "column": 2, "row": 1}


@pytest.mark.parametrize("typed", [("0", "1"), ("41", "1"), ("a", "1"), ("1", "")])
def test_a_place_outside_of_the_grid_is_refused_by_its_number(typed):
    with pytest.raises(PlaceUnreadable) as refusal:
        read_places({7: typed})
    assert refusal.value.parameters["number"] == 7


def test_a_plan_is_kept_and_who_has_no_place_follows_in_rows(database):
    with database.transaction() as db:
        room = make_room(db)
        add_workstations(db, room, 8, **WHO)
        db.refresh(room)
        arrange(db, room, {1: (4, 2), 2: (1, 1)}, accessible={2}, **WHO)
        places = places_of(room.workstations)
        assert (places[1], places[2], places[3], places[8]) == ((4, 2), (1, 1), (1, 3), (6, 3))
        assert [one.number for one in room.workstations if one.accessible] == [2]


def test_a_drawn_plan_is_one_picture_with_one_seat_marked_and_every_word_escaped():
    seats = [PlanSeat(1, 1, 1), PlanSeat(2, 3, 2, SeatLook.MARKED, "<your> seat", accessible=True)]
    drawn = draw_plan(seats, desk_words="Desk & screen", title='Room "204"')
    root = ET.fromstring(drawn)
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Room "204"')
    assert texts == ["Desk & screen", "1", "2"]
    assert drawn.count("#1D4199") == 2
    assert "2. &lt;your&gt; seat" in drawn


def test_a_plan_with_links_is_a_group_of_them():
    root = ET.fromstring(draw_plan([PlanSeat(1, 1, 1, url="/a?b=1&c=2")], desk_words="", title="x"))
    assert root.get("role") == "group"
    assert [a.get("href") for a in root.iter("{http://www.w3.org/2000/svg}a")] == ["/a?b=1&c=2"]
