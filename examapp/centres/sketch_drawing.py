"""The sketch of a centre as SVG: its floors one above the other, each room a box, the entrance, the own room.

Like the plan of a room it carries its colours as attributes; the own room differs by its dark ground, which
black and white printing keeps.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from examapp.centres.models import Room
from examapp.centres.sketch import BASEMENT, Sketch, floors_of
from examapp.core.i18n import N_

BOX_WIDTH: Final = 108
BOX_HEIGHT: Final = 46
STEP_X: Final = 116
STEP_Y: Final = 54
EDGE: Final = 8
LABEL_WIDTH: Final = 92
ENTRANCE_HEIGHT: Final = 54
# Letters of a name's line within a box, and its lines; what is longer ends with three dots.
LETTERS: Final = 12
LINES: Final = 2
INK: Final = "#13233B"
LINE: Final = "#738195"
OWN: Final = "#1D4199"

Tell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SketchedRoom:
    """One room: its name, its column and row from 1 counted from the entrance, and whether it is the own."""

    name: str
    x: int
    y: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class SketchedFloor:
    """One floor with its label, empty where the floor is not known."""

    label: str
    rooms: Sequence[SketchedRoom]
    below_ground: bool = False


def say_floor(number: int, tell: Tell) -> str:
    """Return what a floor is called."""
    return tell(N_("basement")) if number == BASEMENT else tell(N_("floor %(number)s")) % {"number": number}


def draw_centre(rooms: Sequence[Room], sketch: Sketch, tell: Tell, own: Room | None = None) -> str:
    """Return the sketch of a centre's rooms in the language of `tell`, with one room marked or none."""
    names = {room.id: room.name for room in rooms}
    floors = [
        SketchedFloor(
            say_floor(floor.number, tell) if floor.number is not None else "",
            [
                SketchedRoom(names[key], x, y, own is not None and key == own.id)
                for key, (x, y) in floor.places.items()
            ],
            below_ground=floor.number == BASEMENT,
        )
        for floor in floors_of(rooms, sketch)
    ]
    title = tell(N_("Sketch of the centre"))
    if own is not None:
        title = tell(N_("Sketch of the centre; room %(room)s is marked")) % {"room": own.name}
    return draw_sketch(floors, entrance=sketch.entrance, entrance_words=tell(N_("Entrance")), title=title)


def draw_sketch(
    floors: Sequence[SketchedFloor], *, entrance: int | None, entrance_words: str, title: str
) -> str:
    """Return the floors from the top, with the entrance between those above the ground and the basement.

    Without a column the entrance stands in the middle. Columns and rows that no room uses are corridors.
    """
    columns = max([entrance or 1, *(room.x for floor in floors for room in floor.rooms)])
    label = LABEL_WIDTH if any(floor.label for floor in floors) else 0
    width = 4 * EDGE + label + columns * STEP_X - (STEP_X - BOX_WIDTH)
    middle = (entrance or (columns + 1) / 2) - 1
    drawn, top, entered = "", EDGE, False
    for floor in floors:
        if floor.below_ground and not entered:
            drawn, entered = drawn + _draw_entrance(label, middle, top, entrance_words), True
            top += ENTRANCE_HEIGHT
        drawn += _draw_floor(floor, label, width, top)
        top += _height(floor) + EDGE
    if not entered:
        drawn += _draw_entrance(label, middle, top, entrance_words)
        top += ENTRANCE_HEIGHT
    return (
        f'<svg class="room-plan" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" '
        f'width="{width}" height="{top}" role="img" aria-label="{escape(title)}" '
        f'font-family="Noto Sans, sans-serif">{drawn}</svg>'
    )


def _height(floor: SketchedFloor) -> int:
    rows = max((room.y for room in floor.rooms), default=1)
    return 2 * EDGE + rows * STEP_Y - (STEP_Y - BOX_HEIGHT)


def _draw_floor(floor: SketchedFloor, label: int, width: int, top: int) -> str:
    height = _height(floor)
    body = (
        f'<rect x="{EDGE}" y="{top}" width="{width - 2 * EDGE}" height="{height}" rx="4" fill="#F3F6FA" '
        f'stroke="{LINE}" stroke-width="2"/>'
    )
    if floor.label:
        body += _text(2 * EDGE, top + height / 2, floor.label, 18, INK, anchor="start")
    rows = max((room.y for room in floor.rooms), default=1)
    for room in sorted(floor.rooms, key=lambda one: (one.y, one.x)):
        left = 2 * EDGE + label + (room.x - 1) * STEP_X
        body += _draw_room(room, left, top + EDGE + (rows - room.y) * STEP_Y)
    return f"<g>{body}</g>"


def _draw_room(room: SketchedRoom, left: int, top: int) -> str:
    fill, ink = (OWN, "#FFFFFF") if room.own else ("#FFFFFF", INK)
    lines = _wrap(room.name)
    size = 24 if len(lines[0]) <= 5 else 16
    body = (
        f"<title>{escape(room.name)}</title>"
        f'<rect x="{left}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3" fill="{fill}" '
        f'stroke="{OWN if room.own else LINE}" stroke-width="{4 if room.own else 2}"/>'
    )
    first = top + BOX_HEIGHT / 2 - (len(lines) - 1) * size * 0.55
    for number, words in enumerate(lines):
        body += _text(left + BOX_WIDTH / 2, first + number * size * 1.1, words, size, ink)
    return f"<g>{body}</g>"


def _wrap(name: str) -> list[str]:
    lines = textwrap.wrap(name, LETTERS)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 1]}…"]
    return lines


def _draw_entrance(label: int, middle: float, top: int, words: str) -> str:
    """Return an arrow that points up into the house, and its word below."""
    x = 2 * EDGE + label + middle * STEP_X + BOX_WIDTH / 2
    tip = top - 4
    arrow = f"M{x:g} {tip}l13 17h-8v12h-10v-12h-8z"
    return f'<g><path d="{arrow}" fill="{INK}"/>{_text(x, tip + 43, words, 18, INK)}</g>'


def _text(x: float, middle: float, words: str, size: int, ink: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{middle + size * 0.36:g}" font-size="{size}" font-weight="700" '
        f'text-anchor="{anchor}" fill="{ink}">{escape(words)}</text>'
    )
