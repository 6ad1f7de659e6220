"""Pictures from outside, looked at before they come near a candidate's page: PNG, JPEG, and harmless SVG.

An SVG is a program's document: scripts, event handlers, animations that set links, foreign content and
references out of the file are refused, not mended. Sizes are in pixels.
"""

import re
import struct
from dataclasses import dataclass

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

LARGEST_BYTES = 512 * 1024
LARGEST_SIDE = 4000
MOST_ELEMENTS = 5000
_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})
_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
        *("clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "stop"),
    }
)
_REFERENCE = re.compile(r"url\s*\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
_FOREIGN_STYLE = re.compile(r"@import|expression\s*\(|javascript:|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture turned out to be."""

    type: str
    width: int
    height: int
    suffix: str


class PictureFault(ValueError):
    """Why a picture is refused: `kind` is a fixed word, `name` what it names."""

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(f"{kind}: {name}" if name else kind)
        self.kind = kind
        self.name = name


def check_picture(content: bytes) -> Picture:
    """Return what a picture is, or raise PictureFault: too_large, not_a_picture, broken, or unsafe."""
    if len(content) > LARGEST_BYTES:
        raise PictureFault("too_large", str(len(content) // 1024))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        picture = Picture("image/png", *_png_size(content), "png")
    elif content.startswith(b"\xff\xd8\xff"):
        picture = Picture("image/jpeg", *_jpeg_size(content), "jpg")
    elif b"<svg" in content[:2000]:
        picture = Picture("image/svg+xml", *_svg_size(content), "svg")
    else:
        raise PictureFault("not_a_picture")
    if not (0 < picture.width <= LARGEST_SIDE and 0 < picture.height <= LARGEST_SIDE):
        raise PictureFault("too_wide", f"{picture.width} × {picture.height}")
    return picture


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise PictureFault("broken")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame's head; each begins with 0xFF, its kind, and its length."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", content[place + 2 : place + 4])[0])
    raise PictureFault("broken")


def _svg_size(content: bytes) -> tuple[int, int]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise PictureFault("broken") from error
    if root.tag != f"{_SVG}svg":
        raise PictureFault("broken")
    for number, element in enumerate(root.iter()):
        if number >= MOST_ELEMENTS:
            raise PictureFault("too_large", str(number))
        _check_element(element.tag, element.attrib, element.text or "")
    return _svg_box(root.attrib)


def _check_element(tag: str, attributes: dict[str, str], text: str) -> None:
    name = str(tag).removeprefix(_SVG)
    if name not in _ELEMENTS:
        raise PictureFault("unsafe", f"<{name.rpartition('}')[2][:40]}>")
    for attribute, value in attributes.items():
        if attribute.lower().startswith("on"):
            raise PictureFault("unsafe", attribute[:40])
        if attribute in _HREFS and not value.startswith("#"):
            raise PictureFault("unsafe", "href")
        if attribute not in _HREFS:
            _check_style(value)
    if name == "style":
        _check_style(text)


def _check_style(value: str) -> None:
    if _FOREIGN_STYLE.search(value) or any(
        not target.startswith("#") for target in _REFERENCE.findall(value)
    ):
        raise PictureFault("unsafe", "url()")


def _svg_box(attributes: dict[str, str]) -> tuple[int, int]:
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    try:
        if len(box) == 4:
            return round(float(box[2])), round(float(box[3]))
    except (ValueError, OverflowError) as error:
        raise PictureFault("broken") from error
    sides = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        raise PictureFault("no_size")
    width, height = (round(float(side[1])) for side in sides if side)
    return width, height
