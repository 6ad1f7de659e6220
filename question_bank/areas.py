"""Parts of a picture: rectangles, circles and polygons in its pixels."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from question_bank.fields import FieldError, Fields


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in its pixels.

    A rect has x1 y1 x2 y2, a circle cx cy r, a poly x y for each of three corners or more.
    `id` is empty where nobody chooses the area: the right places of a point have none.
    """

    id: str
    shape: str
    coords: tuple[int, ...]

    def bounds(self) -> tuple[int, int, int, int]:
        """Return the smallest rectangle around the area: left, top, right, bottom."""
        match self.shape, self.coords:
            case "rect", (left, top, right, bottom):
                return left, top, right, bottom
            case "circle", (x, y, radius):
                return x - radius, y - radius, x + radius, y + radius
        across, down = self.coords[::2], self.coords[1::2]
        return min(across), min(down), max(across), max(down)

    def holds(self, x: int, y: int) -> bool:
        """Tell whether a point lies in the area; its edge belongs to it."""
        left, top, right, bottom = self.bounds()
        if not (left <= x <= right and top <= y <= bottom):
            return False
        match self.shape, self.coords:
            case "circle", (centre_x, centre_y, radius):
                return (x - centre_x) ** 2 + (y - centre_y) ** 2 <= radius**2
            case "poly", coords:
                return _is_inside(x, y, tuple(zip(coords[::2], coords[1::2], strict=True)))
        return True

    def centre(self) -> tuple[int, int]:
        """Return the middle of the area's bounds."""
        left, top, right, bottom = self.bounds()
        return (left + right) // 2, (top + bottom) // 2


def area_to_json(area: Area, shown_id: str | None = None) -> dict[str, Any]:
    """Write one area under the id that its reader knows it by; without one where it has none."""
    shown = area.id if shown_id is None else shown_id
    return ({"id": shown} if shown else {}) | {"shape": area.shape, "coords": list(area.coords)}


def read_area(fields: Fields, *, named: bool = True) -> Area:
    """Read one area, refusing misshapen ones."""
    area = Area(fields.text("id") if named else "", fields.text("shape"), fields.integers("coords"))
    fields.done()
    match area.shape, area.coords:
        case "rect", (x1, y1, x2, y2) if x1 < x2 and y1 < y2:
            return area
        case "circle", (_, _, radius) if radius > 0:
            return area
        case "poly", [_, _, _, _, _, _, *more] if len(more) % 2 == 0:
            return area
    raise FieldError(fields.path, "a rect needs x1 y1 x2 y2, a circle cx cy r, a poly three points or more")


def _is_inside(x: int, y: int, corners: tuple[tuple[int, int], ...]) -> bool:
    """Count the sides that a ray to the right crosses; a point on a side is inside."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise((*corners, corners[0])):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and (turn > 0) == (y2 > y1):
            inside = not inside
    return inside
