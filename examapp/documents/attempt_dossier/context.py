"""What a dossier says on paper, all in words of one language; items stand in the candidate's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class SeenChoice:
    """An option in the order shown: its letter, its words (cleaned HTML), chosen or not, right or not."""

    letter: str
    words: Markup
    chosen: bool
    right: bool


@dataclass(frozen=True, slots=True)
class SeenItem:
    """One item as it stood on the screen, the answer that counts, the key, the points.

    `key` is that of the list; `decision` is what the commission decided on the item since, with its key.
    """

    number: int
    code: str
    topic: str
    stem: Markup
    pictures: tuple[tuple[str, str], ...]
    choices: tuple[SeenChoice, ...]
    answer: str
    key: str
    points: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A part that is a table: its title, the heads of its columns, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDossier:
    """The whole paper; `digest` is the sealed head's, `language` the one in which the candidate read."""

    created_at: datetime
    rehearsal: bool
    attempt: str
    candidate: str
    facts: tuple[tuple[str, str], ...]
    warning: str
    items: tuple[SeenItem, ...]
    item_language: str
    tables: tuple[Table, ...]
    digest: str

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
