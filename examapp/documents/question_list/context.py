"""What a printed question list says: facts, items with their keys, the officials who signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class PrintedChoice:
    """An option: its letter, its words (cleaned HTML) and whether it belongs to the key."""

    letter: str
    words: Markup
    right: bool = False


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One item; `pictures` are `data:` addresses with their descriptions, words are cleaned HTML."""

    code: str
    facts: str
    stem: Markup
    pictures: tuple[tuple[str, str], ...]
    choices: tuple[PrintedChoice, ...]
    key: str
    rationale: Markup


@dataclass(frozen=True, slots=True)
class PrintedTopic:
    """A topic's items."""

    title: str
    items: tuple[PrintedItem, ...]


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    """Who signed, when, and the first digits of the key."""

    name: str
    at: str
    key: str


@dataclass(frozen=True, slots=True)
class QuestionListDocument:
    """The whole list in one language; `digest` stands in the footer of every page."""

    created_at: datetime
    rehearsal: bool
    title: str
    code: str
    facts: tuple[tuple[str, str], ...]
    topics: tuple[PrintedTopic, ...]
    signatures: tuple[PrintedSignature, ...]
    digest: str

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
