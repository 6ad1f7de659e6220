"""Pictures from outside, looked at before they come near a candidate's page: PNG, JPEG, GIF, harmless SVG.

One check for desk and formats. Type and size (pixels) are told by the bytes. An SVG is a program's
document: scripts, event handlers, animations, foreign content and references out of the file are refused, not
mended; elements of an editor's own namespace do nothing and may stay.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.formats.contract import NotReadable
from question_bank.formats.refusal import Refusal
from question_bank.formats.safe_xml import XmlLimits, parse_xml
from question_bank.sentences import say

SVG = "image/svg+xml"
ENDINGS: Mapping[str, str] = {SVG: "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}

_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
# Frames that carry the size: all starts of a frame but those that define tables; segments without a length.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_OF_PAGES = frozenset({"", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"})
_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "image", "title", "desc", "metadata", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
        *("clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "stop", "filter"),
        *("feGaussianBlur", "feOffset", "feBlend", "feMerge", "feMergeNode", "feFlood", "feComposite"),
        *("feColorMatrix", "feDropShadow"),
    }
)
_OWN_LINK = re.compile(r"\s*#")
_OWN_IMAGE = re.compile(r"\s*data:image/(png|jpeg|gif|svg\+xml);base64,")
_REFERENCE = re.compile(r"url\s*\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
_FOREIGN_STYLE = re.compile(r"@import|expression\s*\(|javascript:|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*(?:px)?\s*")


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What a picture may have: bytes, pixels on a side, elements (and attributes) of an SVG."""

    size: int = 4 * 2**20
    side: int = 20_000
    nodes: int = 100_000


OF_LISTS = PictureLimits()
OF_DESK = PictureLimits(size=512 * 1024, side=4000, nodes=5000)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's type, its size in pixels, its bytes."""

    type: str
    width: int
    height: int
    content: bytes

    @property
    def suffix(self) -> str:
        """The usual ending of a file of this type."""
        return ENDINGS[self.type]


class PictureFault(ValueError):
    """Why a picture is refused; `name` is what it names.

    Kinds: too_large, too_wide, not_a_picture, broken, no_size, unsafe.
    """

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(f"{kind}: {name}" if name else kind)
        self.kind = kind
        self.name = name

    def as_refusal(self) -> tuple[str, str]:
        """Return kind and text as the readers of lists say it."""
        kind, text = _REFUSALS[self.kind]
        return kind, say(text, name=self.name) if "%(name)s" in text else text


_REFUSALS = {
    "too_large": ("picture_too_large", "a picture is too large to be shown (%(name)s)"),
    "too_wide": ("picture_damaged", "a picture of %(name)s pixels cannot be shown"),
    "not_a_picture": ("picture_unknown", "a picture is neither PNG, JPEG, GIF nor SVG"),
    "broken": ("picture_damaged", "a picture is cut off or damaged"),
    "no_size": ("picture_damaged", "an SVG does not state its size in pixels"),
    "unsafe": ("picture_unsafe", "an SVG does more than draw: %(name)s"),
}


def check_picture(content: bytes, limits: PictureLimits = OF_LISTS) -> Picture:
    """Return what a picture is, or raise PictureFault."""
    if len(content) > limits.size:
        raise PictureFault("too_large", f"{len(content) // 1024}")
    kind = next((kind for mark, kind in _SIGNATURES if content.startswith(mark)), SVG)
    try:
        width, height = _svg_size(content, limits) if kind == SVG else _MEASURES[kind](content)
    except (struct.error, IndexError) as error:
        raise PictureFault("broken") from error
    if not (0 < width <= limits.side and 0 < height <= limits.side):
        raise PictureFault("too_wide", f"{width} × {height}")
    return Picture(kind, width, height, content)


def measure_picture(content: bytes) -> Picture:
    """Return what a picture of a list is, or raise the Refusal of the block that shows it."""
    try:
        return check_picture(content)
    except PictureFault as fault:
        raise Refusal(*fault.as_refusal()) from fault


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        raise PictureFault("broken")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame's head; each begins with 0xFF, its kind, and its length."""
    place = 2
    while content[place] == 0xFF:
        kind = content[place + 1]
        if kind in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        length = 0 if kind in _JPEG_ALONE else max(2, *struct.unpack(">H", content[place + 2 : place + 4]))
        place += 2 + length
    raise PictureFault("broken")


_MEASURES = {"image/png": _png_size, "image/jpeg": _jpeg_size, "image/gif": _gif_size}


def _svg_size(content: bytes, limits: PictureLimits) -> tuple[int, int]:
    if b"<svg" not in content[:4000] and b":svg" not in content[:4000]:
        raise PictureFault("not_a_picture")
    allowed = XmlLimits(size=limits.size, nodes=limits.nodes, attribute_length=limits.size)
    try:
        root = parse_xml(content, allowed)
    except NotReadable as error:
        if error.kind == "too_many_elements":
            raise PictureFault("too_large", str(limits.nodes)) from error
        raise PictureFault("broken") from error
    if _split(root.tag)[1] != "svg":
        raise PictureFault("not_a_picture")
    for element in root.iter():
        _check_element(element)
    return _svg_sides(root)


def _check_element(element: Any) -> None:
    space, name = _split(element.tag)
    if space in _OF_PAGES and name not in _ELEMENTS:
        raise PictureFault("unsafe", f"<{name[:40]}>")
    for attribute, value in element.attrib.items():
        _check_attribute(name, *_split(attribute), value)
    if name == "style":
        _check_style("".join(element.itertext()))


def _check_attribute(element: str, space: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise PictureFault("unsafe", name[:40])
    if name.lower() in {"href", "src"}:
        is_own = _OWN_LINK.match(value) or (element == "image" and _OWN_IMAGE.match(value))
        if not is_own:
            raise PictureFault("unsafe", name[:40])
    elif not space:
        _check_style(value)


def _check_style(value: str) -> None:
    if _FOREIGN_STYLE.search(value) or any(
        not target.startswith("#") for target in _REFERENCE.findall(value)
    ):
        raise PictureFault("unsafe", "url()")


def _svg_sides(root: Any) -> tuple[int, int]:
    """Return the stated width and height, or else those of the view box."""
    box = re.split(r"[\s,]+", str(root.get("viewBox", "")).strip())
    for stated in ([root.get("width", ""), root.get("height", "")], box[2:4]):
        found = [_LENGTH.fullmatch(length) for length in stated]
        if len(found) == 2 and all(found):
            width, height = (round(float(side[1])) for side in found if side)
            return width, height
    raise PictureFault("no_size")


def _split(name: Any) -> tuple[str, str]:
    """Return namespace and name of an element or an attribute."""
    space, _, local = str(name).rpartition("}")
    return space.lstrip("{"), local
