"""One vocabulary for both spellings of QTI: `choiceInteraction` of 2.x is `qti-choice-interaction` of 3.0.

Elements and attributes are known by the words of 3.0 without the prefix; files that mix both spellings, as
drafts of 3.0 did, are read as well. Elements of HTML and MathML keep their own names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from question_bank.formats.contract import NotReadable

_PREFIX = "qti-"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IRREGULAR = {"durationLT": "duration-lt", "durationGTE": "duration-gte", "anyN": "any-n"}
_CAMEL_IRREGULAR = {kebab: camel for camel, kebab in _IRREGULAR.items()}


class Version(StrEnum):
    """The versions, as findings and file names call them."""

    V3_0 = "3.0"
    V2_2 = "2.2"
    V2_1 = "2.1"
    V2_0 = "2.0"


_NAMESPACES = (
    (Version.V3_0, re.compile(r"imsqtiasi_v3p0|qtiv3p0")),
    (Version.V2_2, re.compile(r"imsqti_v2p2|qtiv2p2")),
    (Version.V2_1, re.compile(r"imsqti_v2p1|qtiv2p1")),
    (Version.V2_0, re.compile(r"imsqti_v2p0|qtiv2p0")),
)


@dataclass(slots=True)
class Element:
    """An element by its word in the one vocabulary, with its attributes, its content and its line."""

    name: str
    attributes: dict[str, str]
    content: list["Element | str"] = field(default_factory=list)
    line: int | None = None

    def children(self, *names: str) -> list["Element"]:
        """Return the child elements of these names, or all without a name."""
        return [
            part for part in self.content if isinstance(part, Element) and (part.name in names or not names)
        ]

    def child(self, name: str) -> "Element | None":
        """Return the first child of a name, or None."""
        return next(iter(self.children(name)), None)

    def walk(self, *names: str) -> Iterator["Element"]:
        """Yield this element and all below it, of these names where any is given, in document order."""
        if not names or self.name in names:
            yield self
        for part in self.children():
            yield from part.walk(*names)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute without the blanks around it."""
        return self.attributes.get(name, default).strip()

    def text(self) -> str:
        """Return all text below, as it stands."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)


def read_element(node: Any) -> Element:
    """Turn a parsed element (lxml) and all below it into the one vocabulary; `parse_xml` bounds the depth."""
    attributes = {_attribute_name(name): str(value) for name, value in node.attrib.items()}
    element = Element(element_word(_local(node.tag)), attributes, line=node.sourceline)
    if node.text:
        element.content.append(node.text)
    for child in node:
        # An entity that nobody declared has no name; its text is all that can be kept.
        element.content.append(read_element(child) if isinstance(child.tag, str) else str(child.text or ""))
        if child.tail:
            element.content.append(child.tail)
    return element


def element_word(name: str) -> str:
    """Return the word for an element's name of either spelling."""
    if name.startswith(_PREFIX):
        return name[len(_PREFIX) :]
    return _IRREGULAR.get(name) or _HUMP.sub("-", name).lower()


def camel_name(word: str) -> str:
    """Return the 2.x spelling of a word, of an element or an attribute."""
    if word in _CAMEL_IRREGULAR:
        return _CAMEL_IRREGULAR[word]
    if word.startswith(("data-", "aria-", "xml:")):
        return word
    first, *others = word.split("-")
    return first + "".join(part.capitalize() for part in others)


def version_of(node: Any) -> Version:
    """Tell the version of a parsed document by its namespace, or by its spelling where it has none."""
    tag = str(node.tag)
    namespace = tag.partition("}")[0].lstrip("{") if tag.startswith("{") else ""
    known = next((version for version, pattern in _NAMESPACES if pattern.search(namespace)), None)
    if known is not None:
        return known
    if _local(tag) == "questestinterop":
        raise NotReadable(
            "qti_1", "This is QTI 1.2, which is not read. Export the list again as QTI 2.1, 2.2 or 3.0."
        )
    if _local(tag).startswith(_PREFIX):
        return Version.V3_0
    return Version.V2_1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute_name(name: str) -> str:
    if name == _XML_LANG:
        return "xml:lang"
    local = _local(name)
    return local if "-" in local else element_word(local)
