"""XML of strangers, parsed within limits and without entities, DTDs or network.

A first pass with expat builds nothing: it counts, and it refuses a document type with declarations before any
of them is used. Only what has passed is built as a tree. Comments and processing instructions are left out.
"""

import re
from dataclasses import dataclass
from html.entities import name2codepoint
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lxml import etree

from question_bank.formats.contract import NotReadable
from question_bank.sentences import say


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """What one document may have: bytes, nested elements, elements with attributes, characters of a value."""

    size: int = 32 * 2**20
    depth: int = 100
    nodes: int = 400_000
    attribute_length: int = 100_000


XML_LIMITS = XmlLimits()
_UNDEFINED = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_NAMED_SIGN = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,9});")
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def read_xml_file(path: Path, limits: XmlLimits = XML_LIMITS) -> Any:
    """Parse a file; return its root element (lxml), or raise NotReadable."""
    try:
        if path.stat().st_size > limits.size:
            raise _too_large(limits)
        return parse_xml(path.read_bytes(), limits)
    except OSError as error:
        raise NotReadable(
            "no_file",
            say("The file cannot be opened: %(strerror)s. Upload it again.", strerror=error.strerror),
        ) from error


def parse_xml(content: bytes, limits: XmlLimits = XML_LIMITS) -> Any:
    """Parse a document; return its root element (lxml), or raise NotReadable.

    Kinds: too_large, too_deep, too_many_elements, long_attribute, doctype, not_xml.
    """
    if len(content) > limits.size:
        raise _too_large(limits)
    try:
        _Watch(limits).pass_over(content)
    except _UndefinedEntity:
        # Signs named as in HTML (&nbsp;), which XML does not know: numbers say the same.
        content = _NAMED_SIGN.sub(_number_sign, content)
        _Watch(limits).pass_over(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _not_xml(str(error)) from error


class _UndefinedEntity(NotReadable):
    """An entity that nobody declared."""


def _number_sign(found: re.Match[bytes]) -> bytes:
    code = name2codepoint.get(found[1].decode("ascii"))
    return found[0] if code is None or found[1] in _OF_XML else b"&#%d;" % code


class _Watch:
    """The first pass: counts what the tree would hold, and stops at the first limit."""

    def __init__(self, limits: XmlLimits) -> None:
        self._limits = limits
        self._depth = 0
        self._nodes = 0

    def pass_over(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, NotReadable):
                raise
            refusal = _not_xml(str(error))
            if isinstance(error, expat.ExpatError) and error.code == _UNDEFINED:
                raise _UndefinedEntity(refusal.kind, str(refusal)) from error
            raise refusal from error

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._nodes += 1 + len(attributes)
        if self._depth > self._limits.depth:
            raise NotReadable(
                "too_deep",
                say(
                    "Elements are nested more than %(depth)s deep. Export the list without them.",
                    depth=self._limits.depth,
                ),
            )
        if self._nodes > self._limits.nodes:
            raise NotReadable(
                "too_many_elements",
                say(
                    "The file holds more than %(nodes)s elements. Divide it into smaller files.",
                    nodes=self._limits.nodes,
                ),
            )
        if any(len(value) > self._limits.attribute_length for value in attributes.values()):
            raise NotReadable(
                "long_attribute",
                say(
                    "An attribute has more than %(attribute_length)s characters. Shorten it.",
                    attribute_length=self._limits.attribute_length,
                ),
            )

    def _end(self, _name: str) -> None:
        self._depth -= 1

    @staticmethod
    def _doctype(*declared: object) -> None:
        *_, has_subset = declared
        if has_subset:
            raise doctype_refusal()


def doctype_refusal() -> NotReadable:
    """Return the refusal of a document that declares what it then uses."""
    return NotReadable(
        "doctype",
        "The file declares entities or elements of its own (DOCTYPE with a part in brackets). "
        "Save it again without them.",
    )


def _too_large(limits: XmlLimits) -> NotReadable:
    return NotReadable(
        "too_large",
        say(
            "The XML is larger than %(megabytes)s MB. Divide the list into smaller files.",
            megabytes=limits.size // 2**20,
        ),
    )


def _not_xml(detail: str) -> NotReadable:
    return NotReadable(
        "not_xml", say("The file is not well-formed XML: %(detail)s. Export it again.", detail=detail)
    )
