"""Papers as a scanner and a telephone see them: drawn by a press that shares nothing with the product."""

import shutil
import subprocess
from typing import Any

import numpy as np
import numpy.typing as npt
import zxingcpp

PRESS = shutil.which("pdftoppm")
Picture = npt.NDArray[np.uint8]
MM_AN_INCH = 25.4


def print_page(pdf: bytes, dots_an_inch: int) -> Picture:
    """Return the first page as grey pixels."""
    assert PRESS is not None
    words = [PRESS, "-r", str(dots_an_inch), "-gray", "-f", "1", "-l", "1", "-"]
    drawn = subprocess.run(words, input=pdf, capture_output=True, check=True, timeout=60).stdout
    magic, width, height, most = drawn.split(maxsplit=4)[:4]
    assert (magic, most) == (b"P5", b"255")
    size = int(width) * int(height)
    # White space may begin the pixels, and nothing follows them.
    return np.frombuffer(drawn[-size:], np.uint8).reshape(int(height), int(width))


def photograph(picture: Picture, *, blur: int = 2, lean: float = 0.25, seed: int = 1) -> Picture:
    """Return the picture as a hasty telephone takes it: slantwise, blurred, half in shadow, with noise.

    `lean` is by which share the far edge is shorter than the near one; the paper is turned a little, too.
    """
    height, width = picture.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    across, down = columns / width - 0.5, rows / height - 0.5
    depth = 1 + lean * (down + 0.5)
    turned = np.deg2rad(7)
    x = (across * np.cos(turned) - down * np.sin(turned)) * depth + 0.5
    y = (across * np.sin(turned) + down * np.cos(turned)) * depth + 0.5
    inside = (x >= 0) & (x < 1) & (y >= 0) & (y < 1)
    at = (np.clip(y * height, 0, height - 1).astype(int), np.clip(x * width, 0, width - 1).astype(int))
    seen = np.where(inside, picture[at], 200).astype(np.float64)
    for axis in (0, 1):
        seen = sum(np.roll(seen, step, axis) for step in range(-blur, blur + 1)) / (2 * blur + 1)
    shadow = np.where(across > 0, 0.55, 1.0)
    noise = np.random.default_rng(seed).normal(0, 6, seen.shape)
    return np.clip(seen * shadow * 0.85 + 20 + noise, 0, 255).astype(np.uint8)


def cut_out(picture: Picture, box_mm: tuple[float, float, float, float], dots_an_inch: int) -> Picture:
    """Return what lies in a box of left, top, width and height in millimetres."""
    left, top, width, height = (round(one * dots_an_inch / MM_AN_INCH) for one in box_mm)
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


def read_codes(picture: Picture) -> list[str]:
    """Return the texts of the QR codes that a reader finds."""
    found: list[Any] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]
