"""QR codes as drawings are the codes that the library makes, module by module."""

import segno

from examapp.documents.qr import qr_drawing

TEXT = "https://attestatsiya.example/verify/7KQM-4T2D-9XHF"


def test_every_dark_module_is_covered_once_and_no_light_one():
    drawing = qr_drawing(TEXT)
    matrix = segno.make(TEXT, error="M", micro=False, boost_error=False).matrix
    painted = [
        (x + step, y) for (_, x, y, length, _height) in drawing.shapes[0].commands for step in range(length)
    ]
    dark = {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert len(painted) == len(set(painted))
    assert set(painted) == dark
    assert drawing.width == drawing.height == len(matrix)
