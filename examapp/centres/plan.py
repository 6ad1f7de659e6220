"""Where a room's workstations stand: columns and rows of a grid, counted from the proctor's desk."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from examapp.centres.errors import PlaceTaken, PlaceUnreadable
from examapp.centres.models import Room, Workstation
from examapp.core.audit import record

Place = tuple[int, int]
MOST_COLUMNS: Final = 40
MOST_ROWS: Final = 40
USUAL_COLUMNS: Final = 6


def places_of(workstations: Sequence[Workstation]) -> dict[int, Place]:
    """Return, by number, where each workstation stands; those without a place follow in rows behind."""
    placed = {
        one.number: (one.plan_x, one.plan_y)
        for one in workstations
        if one.plan_x is not None and one.plan_y is not None
    }
    rest = [one.number for one in workstations if one.number not in placed]
    below = max((y for _x, y in placed.values()), default=0)
    return placed | in_rows(rest, USUAL_COLUMNS, below=below)


def in_rows(numbers: Sequence[int], columns: int, *, below: int = 0) -> dict[int, Place]:
    """Return places in rows of so many, from the left, beginning under a row."""
    return {
        number: (index % columns + 1, below + index // columns + 1) for index, number in enumerate(numbers)
    }


def read_places(typed: Mapping[int, tuple[str, str]]) -> dict[int, Place]:
    """Return the places that were typed, by number; both fields empty is no place.

    Raises PlaceUnreadable, naming the workstation, and PlaceTaken where two stand on one place.
    """
    places: dict[int, Place] = {}
    taken: dict[Place, int] = {}
    for number, (column, row) in typed.items():
        if not column.strip() and not row.strip():
            continue
        place = _read(number, column, MOST_COLUMNS), _read(number, row, MOST_ROWS)
        if place in taken:
            raise PlaceTaken(first=taken[place], second=number, column=place[0], row=place[1])
        places[number], taken[place] = place, number
    return places


def _read(number: int, typed: str, most: int) -> int:
    text = typed.strip()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise PlaceUnreadable(number=number, most=most)
    return int(text)


def arrange(
    db: Session,
    room: Room,
    places: Mapping[int, Place],
    *,
    accessible: Collection[int],
    actor: str,
    at: datetime,
) -> None:
    """Put the room's workstations where the plan says, and keep which of them a wheelchair reaches."""
    for workstation in room.workstations:
        x, y = places.get(workstation.number, (None, None))
        workstation.plan_x, workstation.plan_y = x, y
        workstation.accessible = workstation.number in accessible
    db.flush()
    record(
        db,
        act="centre.plan_changed",
        actor=actor,
        subject_kind="centre",
        subject_code=room.centre.code,
        at=at,
        facts={
            "room": room.name,
            "places": {str(number): list(place) for number, place in sorted(places.items())},
            "accessible": sorted(accessible),
        },
    )
