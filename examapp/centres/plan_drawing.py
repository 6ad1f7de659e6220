"""A room's plan as SVG, made from plain values: for pages, and for a slip with one seat marked.

It carries its own colours as attributes, so that it needs no stylesheet and prints the same everywhere. What
a colour says is said by a sign, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

STEP_X: Final = 76
STEP_Y: Final = 60
SEAT_WIDTH: Final = 64
SEAT_HEIGHT: Final = 48
EDGE: Final = 12
DESK_HEIGHT: Final = 44
# The words on the desk need so much, however few seats there are.
NARROWEST: Final = 280


class SeatLook(StrEnum):
    """How a seat is drawn."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    OUT = "out"
    MARKED = "marked"


# Fill, edge, text, and the sign beside the number.
_LOOKS: Final = {
    SeatLook.PLAIN: ("#FFFFFF", "#738195", "#13233B", ""),
    SeatLook.GOOD: ("#E0F3F2", "#0A6F75", "#13233B", "✓"),
    SeatLook.WARN: ("#FFF3D1", "#754A00", "#13233B", "?"),
    SeatLook.BAD: ("#FCEAEB", "#A51D2D", "#13233B", "!"),
    SeatLook.OUT: ("#EDF1F5", "#738195", "#44546A", "×"),
    SeatLook.MARKED: ("#1D4199", "#1D4199", "#FFFFFF", ""),
}


@dataclass(frozen=True, slots=True)
class PlanSeat:
    """One seat: its number, column and row from 1, its look, what is said of it, and where a press leads."""

    number: int
    x: int
    y: int
    look: SeatLook = SeatLook.PLAIN
    words: str = ""
    accessible: bool = False
    url: str = ""


def draw_plan(seats: Sequence[PlanSeat], *, desk_words: str, title: str) -> str:
    """Return the plan of a room, seen with the proctor's desk at the top.

    `desk_words` stand on the desk, `title` names the picture for readers. Columns and rows that nobody uses
    stay empty: they are the aisles.
    """
    columns = max((seat.x for seat in seats), default=1)
    rows = max((seat.y for seat in seats), default=1)
    width = max(2 * EDGE + columns * STEP_X - (STEP_X - SEAT_WIDTH), NARROWEST)
    height = 2 * EDGE + DESK_HEIGHT + rows * STEP_Y
    # With links inside it is a group of them; without, one picture with one name.
    role = "group" if any(seat.url for seat in seats) else "img"
    drawn = "".join(_draw_seat(seat) for seat in seats)
    return (
        f'<svg class="room-plan" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="{role}" aria-label="{escape(title)}" '
        f'font-family="Noto Sans, sans-serif">{_draw_desk(width, desk_words)}{drawn}</svg>'
    )


def _draw_desk(width: int, words: str) -> str:
    return (
        f'<rect x="{EDGE}" y="{EDGE}" width="{width - 2 * EDGE}" height="28" rx="4" fill="#EDF1F5" '
        f'stroke="#738195"/><text x="{width / 2:g}" y="{EDGE + 19}" font-size="13" text-anchor="middle" '
        f'fill="#44546A">{escape(words)}</text>'
    )


def _draw_seat(seat: PlanSeat) -> str:
    fill, edge, ink, sign = _LOOKS[seat.look]
    left = EDGE + (seat.x - 1) * STEP_X
    top = EDGE + DESK_HEIGHT + (seat.y - 1) * STEP_Y
    dashes = ' stroke-dasharray="4 3"' if seat.look is SeatLook.OUT else ""
    body = (
        f"<title>{escape(f'{seat.number}. {seat.words}' if seat.words else str(seat.number))}</title>"
        f'<rect x="{left}" y="{top}" width="{SEAT_WIDTH}" height="{SEAT_HEIGHT}" rx="4" fill="{fill}" '
        f'stroke="{edge}" stroke-width="{3 if seat.look is SeatLook.MARKED else 2}"{dashes}/>'
        f'<text x="{left + SEAT_WIDTH / 2:g}" y="{top + 31}" font-size="20" font-weight="700" '
        f'text-anchor="middle" fill="{ink}">{seat.number}</text>'
    )
    if sign:
        body += (
            f'<text x="{left + SEAT_WIDTH - 8}" y="{top + 16}" font-size="14" font-weight="700" '
            f'text-anchor="end" fill="{edge}">{sign}</text>'
        )
    if seat.accessible:
        body += _draw_wheelchair(left + 6, top + 5, ink)
    if not seat.url:
        return f"<g>{body}</g>"
    spoken = f"{seat.number}, {seat.words}" if seat.words else str(seat.number)
    return f'<a href="{escape(seat.url)}" aria-label="{escape(spoken)}">{body}</a>'


def _draw_wheelchair(x: int, y: int, ink: str) -> str:
    """Return a wheelchair of 14 by 16."""
    return (
        f'<g fill="none" stroke="{ink}" stroke-width="1.6" stroke-linecap="round">'
        f'<circle cx="{x + 5}" cy="{y + 1.5}" r="1.2"/>'
        f'<path d="M{x + 5} {y + 4}v5h5l2 4h2M{x + 5} {y + 6}h4"/>'
        f'<path d="M{x + 3} {y + 8}a4 4 0 1 0 6 5"/></g>'
    )
