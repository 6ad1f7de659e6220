"""What an attendance sheet says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One candidate, in words: whether they came, which document was seen, from when until when they sat."""

    seat: int
    name: str
    organisation: str
    came: bool
    attendance: str
    document: str
    hours: str


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The people of one sitting as they stood at `created_at`; `facts` are labels and values.

    `withdrawn` has a sentence for each admission that was taken back before the start.
    """

    created_at: datetime
    rehearsal: bool
    final: bool
    sitting: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[AttendanceLine, ...]
    proctors: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def came(self) -> int:
        """How many came."""
        return sum(line.came for line in self.lines)

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
