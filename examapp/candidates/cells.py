"""Cells and rows as they come out of a file, before anybody has judged them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from examapp.candidates.findings import Finding


class CellKind(StrEnum):
    """What the file says a cell is; CSV knows text only."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and what the file says it is.

    Dates come as YYYY-MM-DD, whole numbers without a point.
    """

    text: str
    kind: CellKind = CellKind.TEXT

    @property
    def blank(self) -> bool:
        """Whether nothing but spaces stands in it."""
        return not self.text.strip()


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: the number that people see in their spreadsheet, and its cells by column."""

    number: int
    cells: dict[str, Cell]

    def cell(self, column: str) -> Cell:
        """Return a cell; a column that the file does not have is empty."""
        return self.cells.get(column, EMPTY)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file; `blank` counts the empty rows that were passed over between them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    blank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a cell: the value if it can be used, and what was found."""

    value: Any
    findings: list[Finding] = field(default_factory=list)


def sheet_to_json(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as JSON, to be kept between the check and the writing."""
    rows = [
        [row.number, {column: [cell.kind.value, cell.text] for column, cell in row.cells.items()}]
        for row in sheet.rows
    ]
    return {"title": sheet.title, "columns": list(sheet.columns), "rows": rows, "blank": sheet.blank}


def sheet_from_json(data: dict[str, Any]) -> Sheet:
    """Return the sheet that `sheet_to_json` wrote."""
    rows = tuple(
        ReadRow(number, {column: Cell(text, CellKind(kind)) for column, (kind, text) in cells.items()})
        for number, cells in data["rows"]
    )
    return Sheet(data["title"], tuple(data["columns"]), rows, data["blank"])
