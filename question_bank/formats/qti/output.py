"""XML of QTI, written from the one vocabulary in the spelling of a version."""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from question_bank.formats.qti.names import Element, Version, camel_name, read_element
from question_bank.formats.safe_xml import parse_xml
from question_bank.markup import TAGS, clean_html

NAMESPACES: Mapping[Version, str] = {
    Version.V3_0: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    Version.V2_2: "http://www.imsglobal.org/xsd/imsqti_v2p2",
}
TEMPLATES: Mapping[Version, str] = {
    Version.V3_0: "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
    Version.V2_2: "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
}

_HTML = TAGS | {"div", "img", "object"}
_MARKER = re.compile(r"\[\[([^\[\]]+)\]\]")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

Content = Iterable["Element | str"]


def tag(name: str, content: Content = (), /, **attributes: str) -> Element:
    """Make an element; an attribute's underscores are hyphens."""
    return Element(name, {word.replace("_", "-"): value for word, value in attributes.items()}, list(content))


def write_document(root: Element, version: Version) -> str:
    """Write a document in the spelling of a version."""
    namespaced = Element(root.name, {"xmlns": NAMESPACES[version], **root.attributes}, root.content)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_write(namespaced, version)}\n'


def read_words(words: str, markers: Mapping[str, Element] | None = None) -> list["Element | str"]:
    """Return words of the model as elements, with an element in the place of each marker."""
    markup = clean_html(words).replace("<br>", "<br/>")
    root = read_element(parse_xml(f"<div>{markup}</div>".encode()))
    return _place(root, markers or {}).content


def name_identifiers(names: Iterable[str]) -> dict[str, str]:
    """Return an identifier of QTI for each id: itself where it can be one, else one that no other has."""
    given = dict.fromkeys(names)
    taken = {name for name in given if _IDENTIFIER.fullmatch(name)}
    free = (f"_{place}" for place in count(1) if f"_{place}" not in taken)
    return {name: name if name in taken else next(free) for name in given}


def _place(element: Element, markers: Mapping[str, Element]) -> Element:
    content: list[Element | str] = []
    for part in element.content:
        if isinstance(part, Element):
            content.append(_place(part, markers))
            continue
        for place, piece in enumerate(_MARKER.split(part)):
            content.append(markers[piece] if place % 2 and piece in markers else _back(piece, place))
    attributes = {"xml:lang" if name == "lang" else name: value for name, value in element.attributes.items()}
    return Element(element.name, attributes, content)


def _back(piece: str, place: int) -> str:
    return f"[[{piece}]]" if place % 2 else piece


def _write(element: Element, version: Version) -> str:
    name = _spell(element.name, version)
    as_is = version is Version.V3_0 or element.name in _HTML
    attributes = "".join(
        f" {word if as_is else camel_name(word)}={quoteattr(value)}"
        for word, value in element.attributes.items()
    )
    inside = "".join(
        escape(part) if isinstance(part, str) else _write(part, version) for part in element.content
    )
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _spell(word: str, version: Version) -> str:
    if word in _HTML:
        return word
    return f"qti-{word}" if version is Version.V3_0 else camel_name(word)
