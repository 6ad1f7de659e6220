"""What a quarterly report says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.ornament import tile_mark


@dataclass(frozen=True, slots=True)
class ReportBar:
    """One bar of 0 to 100 percent, and its figure as words."""

    label: str
    percent: int
    figure: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row of a table in words."""

    name: str
    second: str
    cells: tuple[str, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One table with its bars."""

    title: str
    first_head: str
    heads: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    bars: tuple[ReportBar, ...]
    bars_title: str
    note: str


@dataclass(frozen=True, slots=True)
class QuarterReportPaper:
    """The report as it stood at `created_at`; `facts` are labels and values, `figures` numbers and words."""

    created_at: datetime
    title: str
    whose: str
    digest: str
    figures: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    parts: tuple[ReportPart, ...]

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark."""
        return {"mark": tile_mark()}

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return nothing: words flow as they come."""
        del fonts
        return {}
