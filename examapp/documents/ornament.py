"""The ornament that works: guilloche frame, ground rosette, eight-pointed stars (design language, section 9).

Millimetres throughout. Everything here is the same for every holder and is made once a process.
"""

from functools import cache
from math import cos, pi

from examapp.documents.drawing import (
    Command,
    Drawing,
    Point,
    Shape,
    circle,
    cosine_ring,
    polygon,
    smooth_curve,
    star_points,
)

COBALT = "#1D4199"
TURQUOISE = "#0E8A91"
GROUND = "#CFE3EC"
WHITE = "#FFFFFF"
SAFFRON = "#C98A0C"
SAFFRON_TINT = "#FFF3D1"

PAGE = (297.0, 210.0)
EDGE = 8.0
BAND = 12.0
INNER = EDGE + BAND

CROSSED_SQUARES = 0.7654
"""Inner corners of two crossed squares, as a share of their tips."""

_STRAND_AMPLITUDE = 3.55
_STRAND_SWELL = 1.0
_STRANDS = 6
_LONG_WAVES = 22
_SHORT_WAVES = 15


@cache
def certificate_ground(*, rehearsal: bool) -> Drawing:
    """Return everything behind a certificate's text: rosette, frame, the emblem's place.

    A rehearsal's top and bottom bands are saffron fields instead of strands.
    """
    middle = PAGE[0] / 2
    shapes = [*_rosette(middle, PAGE[1] / 2 + 0.4), *_emblem(middle, 35.4), *_frame_lines()]
    shapes.append(Shape((("M", middle - 38.5, 100.6), ("L", middle + 38.5, 100.6)), TURQUOISE, 0.3))
    for side in (EDGE + BAND / 2, PAGE[1] - EDGE - BAND / 2):
        shapes += _rehearsal_band(side) if rehearsal else _strands(side, horizontal=True)
    for side in (EDGE + BAND / 2, PAGE[0] - EDGE - BAND / 2):
        shapes += _strands(side, horizontal=False)
    return Drawing(*PAGE, tuple(shapes))


@cache
def tile_mark() -> Drawing:
    """Return the house's mark: the eight-pointed tile with its turquoise heart, in a box of 20."""
    return Drawing(
        20,
        20,
        (
            _star(10, 10, 9.9, COBALT),
            _star(10, 10, 5.9, WHITE),
            Shape(polygon(star_points(10, 10, 3.6, 4, 0.7071)), TURQUOISE),
        ),
    )


def _star(x: float, y: float, radius: float, colour: str, width: float = 0.0) -> Shape:
    return Shape(polygon(star_points(x, y, radius, 8, CROSSED_SQUARES)), colour, width)


def _frame_lines() -> list[Shape]:
    width, height = PAGE
    shapes = [
        _rectangle(EDGE + 0.3, EDGE + 0.3, width - EDGE - 0.3, height - EDGE - 0.3, COBALT, 0.6),
        _rectangle(INNER + 1.3, INNER + 1.3, width - INNER - 1.3, height - INNER - 1.3, TURQUOISE, 0.22),
    ]
    rules: list[Command] = []
    for x in (INNER, width - INNER):
        rules += [("M", x, EDGE + 0.3), ("L", x, height - EDGE - 0.3)]
    for y in (INNER, height - INNER):
        rules += [("M", EDGE + 0.3, y), ("L", width - EDGE - 0.3, y)]
    shapes.append(Shape(tuple(rules), COBALT, 0.3))
    for x in (EDGE + BAND / 2, width - EDGE - BAND / 2):
        for y in (EDGE + BAND / 2, height - EDGE - BAND / 2):
            shapes += [_star(x, y, 5.5, COBALT), _star(x, y, 3.95, WHITE)]
            shapes += [_star(x, y, 2.55, TURQUOISE, 0.35), _star(x, y, 1.45, TURQUOISE)]
    return shapes


def _strands(middle: float, *, horizontal: bool) -> list[Shape]:
    """Return one side's phase-shifted strands, cobalt and turquoise in turn, and the stars in their eyes."""
    length = (PAGE[0] if horizontal else PAGE[1]) - 2 * INNER
    waves = _LONG_WAVES if horizontal else _SHORT_WAVES

    def place(along: float, across: float) -> Point:
        if horizontal:
            return INNER + along, middle + across
        return middle + across, INNER + along

    shapes = []
    for strand in range(_STRANDS):
        shift = strand * pi / 3

        def follow(turn: float, shift: float = shift) -> Point:
            swell = _STRAND_AMPLITUDE + _STRAND_SWELL * cos(2 * turn)
            return place((turn + pi / 2) / (2 * pi) * length / waves, -swell * cos(turn + shift))

        colour = TURQUOISE if strand % 2 else COBALT
        curve = smooth_curve(follow, -pi / 2, 2 * pi * waves - pi / 2, 6 * waves)
        shapes.append(Shape(curve, colour, 0.2))
    eyes = (place((i + 0.5) * length / waves, 0) for i in range(waves))
    stars: list[Command] = []
    for x, y in eyes:
        stars += polygon(star_points(x, y, 1.25, 8, CROSSED_SQUARES))
    return [*shapes, Shape(tuple(stars), WHITE), Shape(tuple(stars), COBALT, 0.26)]


def _rehearsal_band(middle: float) -> list[Shape]:
    left, right = INNER + 1.3, PAGE[0] - INNER - 1.3
    top, bottom = middle - BAND / 2 + 1.6, middle + BAND / 2 - 1.6
    return [
        Shape((("R", left, top, right - left, bottom - top),), SAFFRON_TINT),
        _rectangle(left, top, right, bottom, SAFFRON, 0.5),
    ]


def _rosette(x: float, y: float) -> list[Shape]:
    rings = ((69.9, 7.9), (54.7, 7.1), (40.1, 6.9), (26.2, 6.1))
    commands: list[Command] = []
    for radius, amplitude in rings:
        for strand in range(4):
            commands += cosine_ring(x, y, radius, amplitude, 30, 2 * pi * strand / 4)
    return [Shape(tuple(commands), GROUND, 0.16)]


def _emblem(x: float, y: float) -> list[Shape]:
    """Return the neutral star at the emblem's place; the coat of arms is not used."""
    return [
        Shape(circle(x, y, 11.5), WHITE),
        Shape(circle(x, y, 11.3), COBALT, 0.4),
        Shape(circle(x, y, 10.4), TURQUOISE, 0.22),
        _star(x, y, 7.6, COBALT, 0.4),
        _star(x, y, 5.5, TURQUOISE, 0.25),
        _star(x, y, 3.1, COBALT),
    ]


def _rectangle(left: float, top: float, right: float, bottom: float, colour: str, width: float) -> Shape:
    return Shape((("R", left, top, right - left, bottom - top),), colour, width)
