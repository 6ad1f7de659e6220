"""What a list for handing over says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line, in words: the name, what it is about, when to be where."""

    name: str
    matter: str
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The people of one organisation in one language."""

    created_at: datetime
    organisation: str
    rehearsal: bool
    people: tuple[ListedPerson, ...]

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
