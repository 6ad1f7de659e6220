"""Line drawings as values: made by pure functions, written as SVG for pages or as PDF operators for paper.

WeasyPrint reads an SVG path at 77 µs a segment; a guilloche has thousands. Operators written by ourselves
cost a hundredth of that, and page and paper still show the same drawing.
"""

from cmath import rect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

Command = tuple[str | float, ...]
"""("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",) or ("R", x, y, width, height)."""

Point = tuple[float, float]

# Handles at these shares of a step make one cubic follow half a cosine wave, and a quarter of a circle.
_COSINE_HANDLE = 0.3642
_CIRCLE_HANDLE = 0.5523


@dataclass(frozen=True, slots=True)
class Shape:
    """One painted path: stroked if `width` is above 0, else filled; colours are `#RRGGBB`."""

    commands: tuple[Command, ...]
    colour: str
    width: float = 0.0


@dataclass(frozen=True, eq=False)
class Drawing:
    """Shapes in a box of `width` × `height` user units whose upper left corner is the origin.

    Compared by identity, so that what is made of it can be kept beside it cheaply.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]


def to_svg(drawing: Drawing, *, size: str, title: str = "") -> str:
    """Return the drawing as an `<svg>` element `size` wide (any CSS length), for pages.

    Without a title it is hidden from screen readers.
    """
    aria = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    box = f"0 0 {drawing.width:g} {drawing.height:g}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{size}" height="{size}" {aria}'
    parts = [f'{head} fill="none">']
    for shape in drawing.shapes:
        path = "".join(_svg_command(command) for command in shape.commands)
        paint = f'stroke="{shape.colour}" stroke-width="{shape.width:g}"'
        if not shape.width:
            paint = f'fill="{shape.colour}"'
        parts.append(f'<path d="{path}" {paint}/>')
    return "".join([*parts, "</svg>"])


def to_pdf_operators(drawing: Drawing) -> bytes:
    """Return the drawing as PDF content operators (ISO 32000-1, 8.5) in the drawing's own units."""
    lines = []
    for shape in drawing.shapes:
        red, green, blue = (int(shape.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        colour = f"{red:.4f} {green:.4f} {blue:.4f}"
        lines.append(f"{colour} RG {shape.width:g} w" if shape.width else f"{colour} rg")
        lines.extend(_pdf_command(command) for command in shape.commands)
        lines.append("S" if shape.width else "f")
    return "\n".join(lines).encode("ascii")


def polygon(points: Sequence[Point]) -> tuple[Command, ...]:
    """Return the closed path through the points."""
    (first, *rest) = points
    return (("M", *first), *(("L", *point) for point in rest), ("Z",))


def circle(x: float, y: float, radius: float) -> tuple[Command, ...]:
    """Return a circle as four cubics."""
    h = radius * _CIRCLE_HANDLE
    return (
        ("M", x + radius, y),
        ("C", x + radius, y + h, x + h, y + radius, x, y + radius),
        ("C", x - h, y + radius, x - radius, y + h, x - radius, y),
        ("C", x - radius, y - h, x - h, y - radius, x, y - radius),
        ("C", x + h, y - radius, x + radius, y - h, x + radius, y),
        ("Z",),
    )


def cosine_ring(
    x: float, y: float, radius: float, amplitude: float, waves: int, phase: float = 0.0
) -> tuple[Command, ...]:
    """Return the closed curve r(a) = radius + amplitude · cos(waves · a + phase) around (x, y)."""
    crest, trough = radius + amplitude, radius - amplitude
    half_wave = pi / waves
    centre = complex(x, y)
    # Both handles of half a wave, as factors of the direction in which it starts and in which it ends.
    leaving, arriving = 1 + 1j * _COSINE_HANDLE * half_wave, 1 - 1j * _COSINE_HANDLE * half_wave
    turn = rect(1, half_wave)
    here = rect(1, -phase / waves)
    start = centre + crest * here
    commands: list[Command] = [("M", start.real, start.imag)]
    for _ in range(waves):
        for near, far in ((crest, trough), (trough, crest)):
            there = here * turn
            first, second, end = (
                centre + near * here * leaving,
                centre + far * there * arriving,
                centre + far * there,
            )
            commands.append(("C", first.real, first.imag, second.real, second.imag, end.real, end.imag))
            here = there
    return (*commands, ("Z",))


def smooth_curve(
    function: Callable[[float], Point], start: float, stop: float, steps: int
) -> tuple[Command, ...]:
    """Return the curve `function(t)` from `start` to `stop` as `steps` cubics with its own tangents."""
    step = (stop - start) / steps
    nudge = step / 1000
    times = [start + step * i for i in range(steps + 1)]
    points = [function(t) for t in times]
    handles = []
    for t in times:
        (x0, y0), (x1, y1) = function(t - nudge), function(t + nudge)
        share = step / (2 * nudge) / 3
        handles.append(((x1 - x0) * share, (y1 - y0) * share))
    commands: list[Command] = [("M", *points[0])]
    for i in range(steps):
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        (dx0, dy0), (dx1, dy1) = handles[i], handles[i + 1]
        commands.append(("C", x0 + dx0, y0 + dy0, x1 - dx1, y1 - dy1, x1, y1))
    return tuple(commands)


def star_points(
    x: float, y: float, radius: float, tips: int, valley: float, turn: float = 0.0
) -> list[Point]:
    """Return the corners of a star with a tip straight up, turned by `turn` radians.

    `valley` is the inner corners' radius as a share of `radius`; two crossed squares have 0.7654.
    """
    angles = (-pi / 2 + turn + pi * i / tips for i in range(2 * tips))
    radii = (radius if i % 2 == 0 else radius * valley for i in range(2 * tips))
    return [_polar(x, y, r, angle) for r, angle in zip(radii, angles, strict=True)]


def _polar(x: float, y: float, radius: float, angle: float) -> Point:
    return x + radius * cos(angle), y + radius * sin(angle)


def _svg_command(command: Command) -> str:
    letter, *numbers = command
    if letter == "R":
        x, y, width, height = numbers
        return f"M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z"
    return f"{letter}{' '.join(_number(value) for value in numbers)}"


_PDF_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h", "R": "re"}


def _pdf_command(command: Command) -> str:
    letter, *numbers = command
    return "".join([f"{value:.2f} " for value in numbers]) + _PDF_OPERATORS[str(letter)]


def _number(value: str | float) -> str:
    return f"{value:.2f}"
