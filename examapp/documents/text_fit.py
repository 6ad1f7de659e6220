"""How wide a text will be: measured with the fonts' own advances, so that a long name chooses its size."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class FontMetrics:
    """Advance widths of a font in shares of the em."""

    advances: dict[int, float]
    widest: float

    def width_mm(self, text: str, points: float) -> float:
        """Return the text's width at `points`, unkerned; a letter the font lacks counts as the widest."""
        ems = sum(self.advances.get(ord(letter), self.widest) for letter in text)
        return ems * points * MM_PER_POINT


@cache
def font_metrics(path: Path) -> FontMetrics:
    """Read the advances of the font file at `path`, once a process."""
    with TTFont(path) as font:
        per_em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        advances = {code: widths[name][0] / per_em for code, name in font.getBestCmap().items()}
    return FontMetrics(advances, max(advances.values()))


def split_evenly(text: str, measure: FontMetrics) -> tuple[str, str]:
    """Split a text in two lines of nearest width, at a space or after a hyphen; "" if it has neither."""
    places = [i for i, letter in enumerate(text) if letter == " " and i] + [
        i + 1 for i, letter in enumerate(text) if letter == "-" and i + 1 < len(text)
    ]
    if not places:
        return text, ""

    def longer_half(place: int) -> float:
        return max(measure.width_mm(text[:place].strip(), 1), measure.width_mm(text[place:].strip(), 1))

    best = min(places, key=longer_half)
    return text[:best].strip(), text[best:].strip()


def lines_needed(text: str, measure: FontMetrics, points: float, width_mm: float) -> int:
    """Return how many lines the text takes when words are set one after another in `width_mm`."""
    lines, used = 1, 0.0
    space = measure.width_mm(" ", points)
    for word in text.split():
        wide = measure.width_mm(word, points)
        if used and used + space + wide > width_mm:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + wide
        if used > width_mm:
            # A word wider than the line is broken anywhere.
            extra = int(used // width_mm)
            lines, used = lines + extra, used - extra * width_mm
    return lines
