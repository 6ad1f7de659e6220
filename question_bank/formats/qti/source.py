"""One item while it is read: its elements, what was noted of it, and the pictures that it took."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.picture_check import ENDINGS, Picture, measure_picture
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.pictures import draw_blank
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

# The size of a blank for a picture whose size nobody states.
_BLANK_SIZE = (600, 400)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")

ReadFile = Callable[[str], bytes | None]


@dataclass(slots=True)
class ItemSource:
    """The root element of an item, a way to the files beside it, and what reading it brings up.

    `media` is keyed by media id (m1, m2 …) in native form, `contents` by SHA-256.
    """

    root: Element
    read_file: ReadFile
    language: str
    notes: list[tuple[str, str]] = field(default_factory=list)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def note(self, kind: str, text: str) -> None:
        """Note what was changed or lost, once."""
        if (kind, text) not in self.notes:
            self.notes.append((kind, text))

    def take_picture(self, element: Element, draw: Callable[[Picture], Picture] | None = None) -> str:
        """Keep the picture that `img` or `object` shows, redrawn if asked for, and return its media id."""
        address = element.get("src") or element.get("data")
        picture = self._read_picture(element, address)
        if draw is not None:
            picture = draw(picture)
        alt = " ".join((element.get("alt") or element.text()).split())
        digest = hashlib.sha256(picture.content).hexdigest()
        for media_id, known in self.media.items():
            if known["sha256"] == digest:
                return media_id
        if not alt:
            self.note("missing_alt", say("the picture %(address)s has no description", address=address[:60]))
        media_id = f"m{len(self.media) + 1}"
        self.contents[digest] = picture.content
        self.media[media_id] = {
            "file": _file_name(address, picture.type, digest),
            "type": picture.type,
            "width": picture.width,
            "height": picture.height,
            "sha256": digest,
            "alt": {self.language: alt},
        }
        return media_id

    def _read_picture(self, element: Element, address: str) -> Picture:
        width, height = (_read_length(element.get(name)) for name in ("width", "height"))
        content = self.read_file(address)
        if content is None:
            self.note(
                "picture_missing",
                say("%(address)s is not in the package; a blank stands in its place", address=address[:60]),
            )
            return draw_blank(width or _BLANK_SIZE[0], height or _BLANK_SIZE[1], address)
        picture = measure_picture(content)
        if not (width and height):
            return picture
        # Areas count in the pixels of the size at which the picture is shown.
        return Picture(picture.type, width, height, content)


def _read_length(text: str) -> int:
    found = re.fullmatch(r"(\d{1,5})(?:\.\d+)?(?:px)?", text)
    if found is None or not int(found[1]):
        return 0
    if int(found[1]) > 20_000:
        raise Refusal("picture_damaged", say("a picture of %(text)s pixels cannot be shown", text=text))
    return int(found[1])


def _file_name(address: str, kind: str, digest: str) -> str:
    """Return a plain name; pictures of the same name in two folders must not meet, so others get a digest."""
    stem = _NOT_IN_NAMES.sub("-", address.rpartition("/")[2].rpartition(".")[0]).strip("-.")[:60]
    return f"{stem or digest[:12]}.{ENDINGS[kind]}"
