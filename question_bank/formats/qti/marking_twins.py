"""Files that are marked in the same way: the languages of one item, as our own export writes them.

Deriving a rule of ours means running the processing over hundreds of answers. Where declarations, processing
and the interaction are the same to the letter, what was found for the first file holds for the next.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.qti.drafts import Draft
from question_bank.formats.qti.names import Element

_MARKING = ("response-declaration", "outcome-declaration", "response-processing")


@dataclass(frozen=True, slots=True)
class Found:
    """What a derivation found: key, scoring member, maximum; and what it noted."""

    key: Any
    scoring: dict[str, Any]
    most: str
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Twins:
    """What was found so far, by all that it was found from."""

    found: dict[Hashable, Found] = field(default_factory=dict)

    def find(self, mark: Hashable, note: Callable[[str, str], None]) -> Found | None:
        """Return what was found for a twin, with its notes taken again."""
        found = self.found.get(mark)
        for kind, text in () if found is None else found.notes:
            note(kind, text)
        return found


def mark_of(root: Element, draft: Draft) -> Hashable:
    """Return all that an item's marking comes from, without its words."""
    body = root.child("item-body") or root
    asked = tuple(
        _bare(element)
        for part in body.walk()
        if part.name.endswith("-interaction")
        for element in part.walk()
    )
    marking = tuple(_whole(element) for element in root.children(*_MARKING))
    return marking, asked, repr(draft.interaction), repr(draft.text)


def _bare(element: Element) -> Hashable:
    return element.name, tuple(element.attributes.items())


def _whole(element: Element) -> Hashable:
    inner = (part.strip() if isinstance(part, str) else _whole(part) for part in element.content)
    return _bare(element), tuple(part for part in inner if part)
