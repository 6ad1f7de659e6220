"""Where a centre's rooms lie: on which floor, and where on that floor's grid.

Columns are counted from the left, rows from the entrance. What nobody has told is laid out by the order of
the names, so that every centre has a sketch; a floor is never guessed from a number on a door.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from examapp.centres.errors import EntranceUnreadable, SpotTaken, SpotUnreadable
from examapp.centres.models import Centre, Room
from examapp.centres.plan import Place, in_rows
from examapp.core.audit import record

MOST_FLOORS: Final = 40
# More would not be legible on the slip.
MOST_COLUMNS: Final = 10
MOST_ROWS: Final = 6
USUAL_COLUMNS: Final = 5
BASEMENT: Final = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a room lies as far as it is known: floor (0 is the basement), column and row from 1."""

    floor: int | None = None
    column: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Sketch:
    """What is known of a centre: the spot of each room by its id, and the column before the entrance."""

    spots: Mapping[int, Spot]
    entrance: int | None = None


@dataclass(frozen=True)
class Floor:
    """One floor, None where it is not told, with the place of each of its rooms by the room's id."""

    number: int | None
    places: Mapping[int, Place]


def sketch_of(centre: Centre) -> Sketch:
    """Return what is kept of a centre."""
    spots = {room.id: Spot(room.floor, room.sketch_x, room.sketch_y) for room in centre.rooms}
    return Sketch(spots, centre.entrance_x)


def floors_of(rooms: Sequence[Room], sketch: Sketch) -> list[Floor]:
    """Return the floors from the top; rooms whose floor is not told follow those above the ground."""
    by_floor: dict[int | None, list[Room]] = {}
    for room in sorted(rooms, key=lambda one: _by_number(one.name)):
        by_floor.setdefault(sketch.spots[room.id].floor, []).append(room)
    order = sorted(by_floor, key=lambda number: -0.5 if number is None else -number)
    return [Floor(number, _places(by_floor[number], sketch.spots)) for number in order]


def _by_number(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts 9 before 10, and a room 204 before 204a."""
    parts = re.split(r"(\d+)", name.lower())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _places(rooms: Sequence[Room], spots: Mapping[int, Spot]) -> dict[int, Place]:
    placed = {
        room.id: (spot.column, spot.row)
        for room in rooms
        if (spot := spots[room.id]).column is not None and spot.row is not None
    }
    rest = [room.id for room in rooms if room.id not in placed]
    return placed | in_rows(rest, USUAL_COLUMNS, below=max((y for _x, y in placed.values()), default=0))


def read_spots(rooms: Sequence[Room], typed: Mapping[int, tuple[str, str, str]]) -> dict[int, Spot]:
    """Return what was typed of each room: floor, column, row; each may stay empty, a place only as a whole.

    Raises SpotUnreadable, naming the room, and SpotTaken where two lie on one place.
    """
    spots: dict[int, Spot] = {}
    taken: dict[Spot, str] = {}
    for room in rooms:
        floor, column, row = (text.strip() for text in typed[room.id])
        if bool(column) != bool(row):
            raise _unreadable(room)
        spot = Spot(
            _number(floor, BASEMENT, MOST_FLOORS, room),
            _number(column, 1, MOST_COLUMNS, room),
            _number(row, 1, MOST_ROWS, room),
        )
        if column and spot in taken:
            raise SpotTaken(first=taken[spot], second=room.name)
        spots[room.id], taken[spot] = spot, room.name
    return spots


def read_entrance(typed: str) -> int | None:
    """Return the column before the entrance, None for an empty field. Raises EntranceUnreadable."""
    text = typed.strip()
    if text and not (text.isdecimal() and 1 <= int(text) <= MOST_COLUMNS):
        raise EntranceUnreadable(most=MOST_COLUMNS)
    return int(text) if text else None


def _number(text: str, least: int, most: int, room: Room) -> int | None:
    if text and not (text.isdecimal() and least <= int(text) <= most):
        raise _unreadable(room)
    return int(text) if text else None


def _unreadable(room: Room) -> SpotUnreadable:
    return SpotUnreadable(room=room.name, floors=MOST_FLOORS, columns=MOST_COLUMNS, rows=MOST_ROWS)


def keep_sketch(db: Session, centre: Centre, sketch: Sketch, *, actor: str, at: datetime) -> None:
    """Keep where the rooms of a centre lie."""
    for room in centre.rooms:
        spot = sketch.spots[room.id]
        room.floor, room.sketch_x, room.sketch_y = spot.floor, spot.column, spot.row
    centre.entrance_x = sketch.entrance
    record(
        db,
        act="centre.sketch_changed",
        actor=actor,
        subject_kind="centre",
        subject_code=centre.code,
        at=at,
        facts={
            "entrance": sketch.entrance,
            "rooms": {room.name: [room.floor, room.sketch_x, room.sketch_y] for room in centre.rooms},
        },
    )
