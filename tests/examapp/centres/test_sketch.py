import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pytest

from examapp.centres.errors import EntranceUnreadable, SpotTaken, SpotUnreadable
from examapp.centres.sketch import Sketch, Spot, floors_of, read_entrance, read_spots
from examapp.centres.sketch_drawing import SketchedFloor, SketchedRoom, draw_centre, draw_sketch

SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Door:
    """A room as a sketch needs it."""

    id: int
    name: str


ROOMS = [Door(1, "10"), Door(2, "9"), Door(3, "204"), Door(4, "ertoʻla")]


def texts_of(drawn: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(drawn).iter(f"{SVG}text")]


def height_of(drawn: str, words: str) -> float:
    [found] = [node for node in ET.fromstring(drawn).iter(f"{SVG}text") if node.text == words]
    return float(found.get("y"))


def test_floors_stand_from_the_top_and_what_is_not_told_follows_by_number():
    spots = {1: Spot(1), 2: Spot(1), 3: Spot(2, 4, 2), 4: Spot(0)}
    floors = floors_of(ROOMS, Sketch(spots))
    assert [floor.number for floor in floors] == [2, 1, 0]
    assert floors[0].places == {3: (4, 2)}
    assert floors[1].places == {2: (1, 1), 1: (2, 1)}


def test_rooms_without_a_place_lie_behind_those_that_have_one():
    [floor] = floors_of(ROOMS, Sketch({1: Spot(None, 2, 1), 2: Spot(), 3: Spot(), 4: Spot()}))
    assert floor.places == {1: (2, 1), 2: (1, 2), 3: (2, 2), 4: (3, 2)}


@pytest.mark.parametrize(
    "typed", [("41", "", ""), ("", "11", "1"), ("", "1", "7"), ("", "1", ""), ("-1", "", "")]
)
def test_a_spot_outside_of_the_sketch_or_told_by_half_is_refused_by_the_rooms_name(typed):
    with pytest.raises(SpotUnreadable) as refusal:
        read_spots(ROOMS[:1], {1: typed})
    assert refusal.value.parameters["room"] == "10"


def test_two_rooms_lie_on_one_place_only_on_two_floors():
    typed = {1: ("1", "2", "1"), 2: ("2", " 2", "1 ")}
    assert read_spots(ROOMS[:2], typed) == {1: Spot(1, 2, 1), 2: Spot(2, 2, 1)}
    with pytest.raises(SpotTaken) as refusal:
        read_spots(ROOMS[:2], {1: typed[1], 2: typed[1]})
    assert refusal.value.parameters == {"first": "10", "second": "9"}


def test_an_entrance_is_before_a_column_of_the_sketch():
    assert (read_entrance(" 3 "), read_entrance("")) == (3, None)
    with pytest.raises(EntranceUnreadable):
        read_entrance("0")


def test_a_sketch_shows_every_room_the_entrance_and_the_own_room_dark():
    spots = {1: Spot(1), 2: Spot(1), 3: Spot(2), 4: Spot(0)}
    drawn = draw_centre(ROOMS, Sketch(spots), str, own=ROOMS[2])
    assert ET.fromstring(drawn).get("aria-label") == "Sketch of the centre; room 204 is marked"
    words = ["floor 2", "204", "floor 1", "9", "10", "Entrance", "basement", "ertoʻla"]
    assert texts_of(drawn) == words
    assert drawn.count('fill="#1D4199"') == 1
    assert height_of(drawn, "floor 1") < height_of(drawn, "Entrance") < height_of(drawn, "basement")


def test_rows_are_counted_from_the_entrance_and_every_word_is_escaped():
    rooms = [SketchedRoom("near", 1, 1), SketchedRoom("<far>", 1, 3)]
    drawn = draw_sketch([SketchedFloor("", rooms)], entrance=None, entrance_words="In & out", title='"x"')
    assert height_of(drawn, "<far>") < height_of(drawn, "near") < height_of(drawn, "In & out")


def test_a_name_that_is_long_goes_on_two_lines_and_ends_with_dots():
    room = SketchedRoom("Kompyuter savodxonligi sinfi", 1, 1)
    drawn = draw_sketch([SketchedFloor("", [room])], entrance=1, entrance_words="Kirish", title="x")
    assert texts_of(drawn) == ["Kompyuter", "savodxonlig…", "Kirish"]
