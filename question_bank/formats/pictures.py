"""Pictures inside the words of a source: found, measured by their bytes, refused where they are not safe."""

import base64
import binascii
import html
import re
import struct
from dataclasses import dataclass
from typing import Any

from question_bank.formats.contract import NotReadable
from question_bank.formats.moodle_question import Refusal
from question_bank.formats.safe_xml import parse_xml

_IMAGE = re.compile(r"<p>\s*(<img\b[^>]*>)\s*</p>|<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)
_LENGTH = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*")
_SVG_REFUSED = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "set"}
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif", b"\xff\xd8\xff": "image/jpeg"}
_SUFFIXES = {"image/png": "png", "image/gif": "gif", "image/jpeg": "jpg", "image/svg+xml": "svg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's type, its size in pixels and its bytes."""

    type: str
    width: int
    height: int
    content: bytes

    def suffix(self) -> str:
        """Return the usual ending of a file of this type."""
        return _SUFFIXES[self.type]


@dataclass(frozen=True, slots=True)
class PictureLink:
    """Where a text shows a picture: its address, and its description if it has one."""

    source: str
    alt: str


def take_pictures(text: str) -> tuple[str, tuple[PictureLink, ...]]:
    """Return the text without its pictures, and the links to them in their order."""
    links: list[PictureLink] = []

    def take(found: re.Match[str]) -> str:
        tag = found[1] or found[0]
        values = {
            name.lower(): html.unescape(one or two or three)
            for name, one, two, three in _ATTRIBUTE.findall(tag)
        }
        links.append(PictureLink(values.get("src", ""), values.get("alt", "")))
        return ""

    return _IMAGE.sub(take, text), tuple(links)


def embedded_picture(source: str) -> bytes | None:
    """Return the bytes of a `data:` address, or None for another kind of address."""
    found = _DATA.fullmatch(source)
    return decode_base64(found[1]) if found else None


def decode_base64(text: str) -> bytes:
    """Return the bytes, or raise Refusal where the text is no base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("picture_damaged", "an embedded file is no base64") from error


def measure_picture(content: bytes) -> Picture:
    """Tell type and size of a picture by its bytes; Refusal for other files and for an SVG that acts."""
    kind = next((kind for mark, kind in _SIGNATURES.items() if content.startswith(mark)), "image/svg+xml")
    try:
        width, height = _MEASURES[kind](content)
    except (struct.error, IndexError) as error:
        raise Refusal("picture_damaged", f"the {kind} is cut off") from error
    if not 0 < width <= 20_000 or not 0 < height <= 20_000:
        raise Refusal("picture_damaged", f"a picture of {width} by {height} pixels cannot be shown")
    return Picture(kind, width, height, content)


def _measure_png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _measure_gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        if content[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise Refusal("picture_damaged", "the image/jpeg has no size")


def _measure_svg(content: bytes) -> tuple[int, int]:
    try:
        root = parse_xml(content)
    except NotReadable as error:
        raise Refusal("picture_unknown", "a picture is neither PNG, JPEG, GIF nor SVG") from error
    if not str(root.tag).endswith("svg"):
        raise Refusal("picture_unknown", "a picture is neither PNG, JPEG, GIF nor SVG")
    for element in root.iter():
        _refuse_active(element)
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sizes = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [_LENGTH.fullmatch(size) for size in sizes]
    if not all(found):
        raise Refusal("picture_damaged", "the SVG does not say its size in pixels")
    width, height = (int(match[1]) for match in found if match)
    return width, height


def _refuse_active(element: Any) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name in _SVG_REFUSED:
        raise Refusal("picture_unsafe", f"the SVG holds a {name}")
    for attribute, value in element.attrib.items():
        bare = str(attribute).rpartition("}")[2].lower()
        links_out = bare in {"href", "src"} and not re.match(r"#|data:image/(png|jpeg|gif);", value.strip())
        if bare.startswith("on") or links_out or re.search(r"url\(\s*['\"]?(?!#)", value):
            raise Refusal("picture_unsafe", f"the SVG's attribute {bare} does more than draw")
    if name == "style" and re.search(r"@import|url\(\s*['\"]?(?!#)", element.text or ""):
        raise Refusal("picture_unsafe", "the SVG's style fetches something")


_MEASURES = {
    "image/png": _measure_png,
    "image/gif": _measure_gif,
    "image/jpeg": _measure_jpeg,
    "image/svg+xml": _measure_svg,
}
