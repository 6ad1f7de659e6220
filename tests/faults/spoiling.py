"""One spoilt file after another: a format's own export, spoilt outside or inside, under any name.

Each file is told by seed, format and number alone, so that a campaign goes on where it stopped and a crash is
made again by its three words.
"""

import copy
import io
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from question_bank.formats.registry import FORMATS, write
from question_bank.items import Item
from tests.question_bank.formats.mutations import mutate
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item

ENDINGS = (".zip", ".xml", ".gift", ".txt", ".xlsx", ".csv", ".json", ".yaml", ".qti", ".html", "")
WAYS = ("bytes", "inside", "elements", "elements", "nested", "stuffed", "joined", "half")
_XML = (".xml", ".rels")
Content = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A spoilt file: its bytes, the ending it goes under, and the way in which it was spoilt."""

    content: bytes
    ending: str
    way: str


def write_sources(folder: Path) -> Mapping[str, bytes]:
    """Return a whole file of every format: small items of every kind, with a picture."""
    items: dict[str, Item] = {made.id: made for made in map(item, KINDS)}
    sources: dict[str, bytes] = {}
    endings = [(name, FORMATS[name].ending) for name in FORMATS]
    for name, ending in [*endings, ("native", ".json"), ("native", ".yaml"), ("spreadsheet", ".csv")]:
        path = folder / f"{name}{ending}"
        write(items, {PICTURE_SHA256: PICTURE}, path, name)
        sources[path.name] = path.read_bytes()
    return sources


def spoil(sources: Mapping[str, bytes], name: str, number: int, seed: int) -> Spoilt:
    """Return the spoilt file of this number; the same for the same seed."""
    chance = random.Random(f"{seed} {name} {number}")
    content, ending = sources[name], Path(name).suffix
    way = chance.choice(WAYS)
    spoilt = _WAYS[way](content, chance, sources)
    # One file in eight lies about what it is.
    return Spoilt(spoilt, chance.choice(ENDINGS) if chance.random() < 0.125 else ending, way)


def unpack(content: bytes) -> Content:
    """Return the entries of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(entries: Mapping[str, bytes]) -> bytes:
    """Return a zip of entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _inside(content: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """Change one entry of a zip and pack it whole again, so that no checksum stops a reader at the door."""
    if not content.startswith(b"PK"):
        return change(content)
    entries = unpack(content)
    name = chance.choice([name for name in entries if name.endswith((".xml", ".json"))] or list(entries))
    return pack({**entries, name: change(entries[name])})


def _spoil_inside(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    return _inside(content, chance, lambda inner: mutate(inner, chance, 2))


def _spoil_bytes(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    return mutate(content, chance)


def _spoil_elements(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    """Take, double, move or rename elements, so that what comes is still XML."""

    def change(inner: bytes) -> bytes:
        try:
            root = etree.fromstring(inner)
        except (etree.XMLSyntaxError, ValueError):
            return mutate(inner, chance, 1)
        for _ in range(chance.randint(1, 4)):
            nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
            if nodes:
                _change_element(chance.choice(nodes), chance.choice(nodes), chance)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    return _inside(content, chance, change)


def _change_element(node: Any, other: Any, chance: random.Random) -> None:
    match chance.randrange(7):
        case 0:
            node.getparent().remove(node)
        case 1:
            node.addnext(copy.deepcopy(node))
        case 2 if node not in list(other.iterancestors()):
            node.append(copy.deepcopy(other))
        case 3:
            node.text = chance.choice(
                ("", "A", "0", "-1", "1e30", "NaN", "x y", "<b>", "ʻ", "A B", "9" * 5000)
            )
        case 4:
            node.tag = other.tag
        case 5 if node.attrib:
            name = chance.choice(list(node.attrib))
            node.set(
                name, chance.choice(("", "A", "0", "-1", "99999999", "multiple", "true", "../x", "1 2 3 4"))
            )
        case _:
            for name in list(node.attrib):
                del node.attrib[name]


def _nest(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    """Put a piece of the text into itself, some or many times over."""

    def change(inner: bytes) -> bytes:
        start = chance.randint(0, len(inner))
        piece = inner[start : start + chance.randint(1, 400)]
        half = len(piece) // 2
        times = chance.choice((2, 20, 120))
        return inner[:start] + piece[:half] * times + piece[half:] * times + inner[start + len(piece) :]

    return _inside(content, chance, change)


def _stuff_tags(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    """Put a tag, an attribute or an address of the wrong kind before a place where a tag begins."""

    def change(inner: bytes) -> bytes:
        places = [place for place, sign in enumerate(inner) if sign in b"<{\n"]
        at = chance.choice(places or [0])
        return inner[:at] + chance.choice(_TAGS) + inner[at:]

    return _inside(content, chance, change)


def _join(content: bytes, chance: random.Random, sources: Mapping[str, bytes]) -> bytes:
    """Set a piece of another format's file into this one."""
    other = sources[chance.choice(list(sources))]
    start = chance.randint(0, len(other))
    piece = other[start : start + chance.randint(1, 2000)]
    at = chance.randint(0, len(content))
    return content[:at] + piece + content[at:]


def _halve(content: bytes, chance: random.Random, _sources: Mapping[str, bytes]) -> bytes:
    """Take a half of the file, as a broken upload leaves it, or of one entry of it."""
    if chance.random() < 0.5:
        return content[: len(content) // 2]
    return _inside(content, chance, lambda inner: inner[: len(inner) * chance.randint(1, 9) // 10])


_TAGS = (
    *(b"<script>alert(1)</script>", b"<img src='http://foreign.example/x.png'>", b"<iframe src='//x'/>"),
    *(b"<object data='../../../etc/passwd'/>", b"<svg onload='x()'/>", b"<a href='javascript:x'>x</a>"),
    *(
        b"&lol;",
        b"&#0;",
        b"&#xD800;",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"<?php x ?>",
        b"<!DOCTYPE a SYSTEM 'x'>",
    ),
    *(
        b"<x y='" + b"9" * 200_000 + b"'/>",
        b"<b>" * 300,
        b"<p " + b"a='1' " * 50 + b">",
        b"<qti-x-interaction/>",
    ),
    *(
        b'<value fieldIdentifier="x">NaN</value>',
        b"<map-entry/>",
        b"\xe2\x80\xae",
        b"@@PLUGINFILE@@/%2e%2e/x",
    ),
)
_WAYS: Mapping[str, Callable[[bytes, random.Random, Mapping[str, bytes]], bytes]] = {
    "bytes": _spoil_bytes,
    "inside": _spoil_inside,
    "elements": _spoil_elements,
    "nested": _nest,
    "stuffed": _stuff_tags,
    "joined": _join,
    "half": _halve,
}
