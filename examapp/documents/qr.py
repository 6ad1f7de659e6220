"""QR codes as drawings, so that paper and page carry the same one without a picture file."""

from itertools import groupby

import segno

from examapp.documents.drawing import Command, Drawing, Shape

INK = "#13233B"


def qr_drawing(text: str, *, error_correction: str = "M") -> Drawing:
    """Return the code's modules as rows of bars, one unit a module, without the quiet zone.

    Whoever places it leaves four modules of white around it (ISO/IEC 18004, 9.1).
    """
    code = segno.make(text, error=error_correction, micro=False, boost_error=False)
    bars: list[Command] = []
    side = 0
    for y, row in enumerate(code.matrix):
        side = len(row)
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                bars.append(("R", x, y, length, 1))
            x += length
    return Drawing(side, side, (Shape(tuple(bars), INK),))
