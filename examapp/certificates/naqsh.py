"""The naqsh: a figure drawn from a certificate's code, so that a person can compare paper and screen.

It helps the eye and proves nothing; the signature proves. The same drawing stands on paper (34 mm) and on
the verify page (168 px), grey there when the certificate is revoked.
"""

import hashlib
from functools import lru_cache
from math import pi

from examapp.documents.drawing import Drawing, Shape, circle, cosine_ring, polygon, star_points, to_svg

COBALT = "#1D4199"
TURQUOISE = "#0E8A91"
GREY = "#738195"
WHITE = "#FFFFFF"

SIDE = 100.0
FOLDS = (8, 10, 12, 16)


def naqsh_drawing(code: str, *, grey: bool = False) -> Drawing:
    """Return the figure of `code`; hyphens, spaces and case do not matter."""
    plain = "".join(letter for letter in code if letter.isalnum()).upper()
    return _draw(plain, grey=grey)


def naqsh_svg(code: str, *, size: str, grey: bool = False, title: str = "") -> str:
    """Return the figure as an `<svg>` element of `size` (any CSS length), hidden from readers if untitled."""
    return to_svg(naqsh_drawing(code, grey=grey), size=size, title=title)


@lru_cache(maxsize=64)
def _draw(plain: str, *, grey: bool) -> Drawing:
    seed = hashlib.sha256(plain.encode("ascii")).digest()
    fold = FOLDS[seed[0] % len(FOLDS)]
    strong, soft = (GREY, GREY) if grey else (COBALT, TURQUOISE)
    middle = SIDE / 2
    shapes = [
        Shape(circle(middle, middle, 49.6), WHITE),
        Shape(circle(middle, middle, 49.4), strong, 0.6),
        _ring(seed[1:4], strong, fold=fold, outer=47.6, depth=(7.5, 12.0), petals=(12, 14, 16, 18)),
        Shape(circle(middle, middle, 47.7), soft, 0.25),
        _ring(seed[4:7], soft, fold=fold, outer=32.5, depth=(8.0, 14.5), petals=(3, 4, 5, 6)),
        _ring(seed[7:10], strong, fold=fold, outer=13.6, depth=(6.5, 9.2), petals=(2, 3, 4)),
    ]
    valley = 0.80 + 0.08 * seed[10] / 255
    for turn, colour in ((pi / fold, soft), (0.0, strong)):
        corners = star_points(middle, middle, 38.0, fold, valley, turn)
        shapes.append(Shape(polygon(corners), colour, 0.4))
    inner = star_points(middle, middle, 17.6, fold, 0.52 + 0.18 * seed[11] / 255)
    shapes += [Shape(polygon(inner), strong, 0.6), Shape(circle(middle, middle, 1.9), strong)]
    return Drawing(SIDE, SIDE, tuple(shapes))


def _ring(
    seed: bytes, colour: str, *, fold: int, outer: float, depth: tuple[float, float], petals: tuple[int, ...]
) -> Shape:
    """Return a band of cosine strands; the three bytes are number, amplitude and phase."""
    number, amplitude, phase = seed
    width = depth[0] + (depth[1] - depth[0]) * amplitude / 255
    strands = 2 + number // len(petals) % 3
    waves = max(fold * petals[number % len(petals)] // strands, fold)
    commands = tuple(
        command
        for strand in range(strands)
        for command in cosine_ring(
            SIDE / 2,
            SIDE / 2,
            outer - width / 2,
            width / 2,
            waves,
            2 * pi * (strand / strands + phase / 255),
        )
    )
    return Shape(commands, colour, 0.18)
