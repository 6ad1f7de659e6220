"""Texts that several items share: copied into each item's words, because an item of ours stands alone."""

import posixpath

from question_bank.formats.contract import NotReadable
from question_bank.formats.qti.names import Element, read_element
from question_bank.formats.qti.package import FILE_LIMITS
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.refusal import Refusal
from question_bank.formats.safe_xml import parse_xml
from question_bank.sentences import say


def put_stimuli(source: ItemSource) -> None:
    """Put the bodies of the stimuli that an item refers to before its own; Refusal where one is not there."""
    body = source.root.child("item-body")
    references = source.root.children("assessment-stimulus-ref")
    if body is None:
        return
    for reference in reversed(references):
        address = reference.get("href")
        content = source.read_file(address)
        if content is None:
            raise Refusal(
                "stimulus_missing",
                say("the shared text %(address)s is not in the package", address=address[:80]),
            )
        body.content[:0] = _read_stimulus(content, address)
        source.note(
            "stimulus_copied",
            say("the shared text %(address)s was copied into the item", address=address[:80]),
        )


def _read_stimulus(content: bytes, address: str) -> list[Element | str]:
    try:
        root = read_element(parse_xml(content, FILE_LIMITS))
    except NotReadable as error:
        raise Refusal(
            "stimulus_missing",
            say("the shared text %(address)s cannot be read: %(error)s", address=address[:80], error=error),
        ) from error
    body = root.child("stimulus-body")
    for element in () if body is None else body.walk("img", "object"):
        # Its addresses are relative to its own file, not to the item's.
        for name in ("src", "data"):
            if element.get(name):
                element.attributes[name] = posixpath.join(posixpath.dirname(address), element.get(name))
    return [] if body is None else list(body.content)
