"""Pictures of a package: measured by their bytes, refused where they could do more than be seen.

A picture that a package names and does not bring is replaced by a blank of the stated size, never silently.
Areas that a candidate must name, not click, get numbers drawn over the picture.
"""

import base64
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from question_bank.areas import Area
from question_bank.formats.contract import NotReadable
from question_bank.formats.qti.refusal import Refusal
from question_bank.formats.safe_xml import XmlLimits, parse_xml

SVG = "image/svg+xml"
ENDINGS = {SVG: "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
LARGEST_SIDE = 20_000

_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
# Frames that carry the size: all starts of a frame but those that define tables.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SVG_LIMITS = XmlLimits(size=4 * 2**20, nodes=100_000, attribute_length=4 * 2**20)
_SVG_ACTIVE = {
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "handler",
    "listener",
}
_SVG_ANIMATED = {"set", "animate", "animatetransform", "animatemotion"}
_LINKS = {"href", "src", "from", "to", "values", "by"}
_OWN_LINK = re.compile(r"\s*(#|data:image/(png|jpeg|gif|svg\+xml);base64,)")
_FOREIGN_CSS = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?\s*(?!['\"]?#)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*(?:px)?\s*")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's type, its size in pixels, its bytes."""

    type: str
    width: int
    height: int
    content: bytes


def measure_picture(content: bytes) -> Picture:
    """Tell a picture's type and size, or raise Refusal (picture_unknown, picture_damaged, picture_unsafe)."""
    kind = next((kind for mark, kind in _SIGNATURES if content.startswith(mark)), SVG)
    measure = {
        "image/png": _measure_png,
        "image/jpeg": _measure_jpeg,
        "image/gif": _measure_gif,
        SVG: _measure_svg,
    }
    try:
        width, height = measure[kind](content)
    except (struct.error, IndexError) as error:
        raise Refusal("picture_damaged", "a picture is cut off") from error
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise Refusal("picture_damaged", f"a picture of {width} by {height} pixels cannot be shown")
    return Picture(kind, width, height, content)


def draw_blank(width: int, height: int, name: str) -> Picture:
    """Draw what stands in for a picture that is not there."""
    words = escape(name.rpartition("/")[2][:60])
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#eee" stroke="#999"/>'
        f'<text x="4" y="16" font-size="12">? {words}</text></svg>'
    )
    return Picture(SVG, width, height, content.encode())


def number_areas(picture: Picture, areas: Sequence[Area]) -> Picture:
    """Draw the numbers from 1 over a picture's areas, in their order."""
    width, height = picture.width, picture.height
    data = base64.b64encode(picture.content).decode()
    size = max(10, min(width, height) // 16)
    marks = "".join(_draw_number(area, place, size) for place, area in enumerate(areas, start=1))
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" preserveAspectRatio="none"'
        f' href="data:{picture.type};base64,{data}"/>{marks}</svg>'
    )
    return Picture(SVG, width, height, content.encode())


def _draw_number(area: Area, place: int, size: int) -> str:
    x, y = area.centre()
    return (
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="#fff" stroke="#000"/>'
        f'<text x="{x}" y="{y + size // 3}" font-size="{size}" text-anchor="middle">{place}</text>'
    )


def _measure_png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _measure_gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += (
            2 if marker in _JPEG_ALONE else 2 + max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
        )
    raise Refusal("picture_damaged", "a JPEG does not state its size")


def _measure_svg(content: bytes) -> tuple[int, int]:
    try:
        root = parse_xml(content, _SVG_LIMITS)
    except NotReadable as error:
        raise Refusal("picture_unknown", "a picture is neither PNG, JPEG, GIF nor a plain SVG") from error
    if _bare(root.tag) != "svg":
        raise Refusal("picture_unknown", "a picture is neither PNG, JPEG, GIF nor SVG")
    for element in root.iter():
        _refuse_active(element)
    box = str(root.get("viewBox", "")).replace(",", " ").split()
    lengths = [root.get("width", ""), root.get("height", "")]
    found = [_LENGTH.fullmatch(length) for length in lengths]
    if not all(found):
        found = [_LENGTH.fullmatch(length) for length in box[2:4]]
    if len(found) != 2 or not all(found):
        raise Refusal("picture_damaged", "an SVG does not state its size in pixels")
    width, height = (round(float(match[1])) for match in found if match)
    return width, height


def _refuse_active(element: Any) -> None:
    name = _bare(element.tag)
    if name in _SVG_ACTIVE:
        raise Refusal("picture_unsafe", f"an SVG holds {name}")
    if name == "style" and _FOREIGN_CSS.search("".join(element.itertext())):
        raise Refusal("picture_unsafe", "an SVG's style fetches something")
    for attribute, value in element.attrib.items():
        bare = _bare(attribute)
        if bare.startswith("on"):
            raise Refusal("picture_unsafe", f"an SVG acts on {bare}")
        is_link = bare in {"href", "src"} or (name in _SVG_ANIMATED and bare in _LINKS and ":" in value)
        if is_link and not _OWN_LINK.match(value):
            raise Refusal("picture_unsafe", f"an SVG links to {value[:40]!r}")
        if _FOREIGN_CSS.search(value):
            raise Refusal("picture_unsafe", f"an SVG fetches {value[:40]!r}")


def _bare(name: Any) -> str:
    return str(name).rpartition("}")[2].lower()
