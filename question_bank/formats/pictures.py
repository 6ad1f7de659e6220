"""Pictures inside the words of a source: found, and refused where they are no safe pictures."""

import base64
import binascii
import html
import re
from dataclasses import dataclass

from question_bank.formats.refusal import Refusal

_IMAGE = re.compile(r"<p>\s*(<img\b[^>]*>)\s*</p>|<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)


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
