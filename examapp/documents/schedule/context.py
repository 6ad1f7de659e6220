"""What a printed schedule says: its approval, its rows by region, its changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class PrintedPeriod:
    """One row: an organisation, its programme, its days and how many people are expected."""

    organisation: str
    programme: str
    first_day: date
    last_day: date
    expected: int


@dataclass(frozen=True, slots=True)
class PrintedRegion:
    """The rows of a region."""

    name: str
    rows: tuple[PrintedPeriod, ...]


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """One change since the approval, in words."""

    day: datetime
    organisation: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleDocument:
    """The schedule of a year in one language; `filter_words` say what was left out, if anything."""

    created_at: datetime
    year: int
    document: str
    approved_at: datetime
    filter_words: str
    regions: tuple[PrintedRegion, ...]
    changes: tuple[PrintedChange, ...]
    address: str

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
