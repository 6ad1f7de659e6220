"""From a workbook or a CSV file to rows of cells, each with its text and with what is wrong with it.

A formula is never taken for its value in silence: with a stored value it is told, without one there is none.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from question_bank.formats.contract import NotReadable
from question_bank.formats.safe_zip import open_zip
from question_bank.formats.text_files import decode, read_bytes
from question_bank.sentences import say

MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
DELIMITERS = ";,\t|"

# Whatever a broken workbook makes its reader raise; memory is watched from outside.
_BROKEN = (
    *(
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        ImportError,
        LookupError,
        NotImplementedError,
    ),
    *(OSError, RecursionError, RuntimeError, SyntaxError, TypeError, ValueError),
    *(InvalidFileException, zipfile.BadZipFile),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and what is wrong with it: a fixed word, or nothing."""

    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and its number as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    def texts(self) -> list[str]:
        """Return the texts of the cells."""
        return [cell.text for cell in self.cells]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's title and the rows of it that hold something."""

    title: str
    rows: tuple[Row, ...]


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read all visible sheets of an XLSX file, or raise NotReadable."""
    with open_zip(path) as archive:
        # The reader opens the file by itself, so that its limits have to hold before.
        archive.check_all()
    try:
        # As a stream: by its path the reader would look at the ending of the name.
        with path.open("rb") as stream, path.open("rb") as again:
            return _read_workbook(stream, again)
    except NotReadable:
        raise
    except _BROKEN as error:
        raise NotReadable(
            "damaged",
            say("the workbook is damaged (%(name)s); save it again as XLSX", name=type(error).__name__),
        ) from error


def read_table(path: Path) -> tuple[Sheet, ...]:
    """Read a CSV file in every usual dress, once for each sign that may divide its cells."""
    text = decode(read_bytes(path)).text
    sheets = []
    for mark in DELIMITERS:
        try:
            rows = tuple(_read_csv(text, mark))
        except csv.Error as error:
            raise NotReadable("damaged", say("the table is damaged: %(error)s", error=error)) from error
        sheets.append(Sheet(path.stem, rows))
    return tuple(sheets)


def _read_workbook(stream: IO[bytes], again: IO[bytes]) -> tuple[Sheet, ...]:
    """Read the formulas and the stored values side by side."""
    written = openpyxl.load_workbook(stream, read_only=True, data_only=False)
    stored = openpyxl.load_workbook(again, read_only=True, data_only=True)
    pairs = zip(written.worksheets, stored.worksheets, strict=True)
    return tuple(
        Sheet(sheet.title, tuple(_read_rows(sheet, values)))
        for sheet, values in pairs
        if sheet.sheet_state == "visible"
    )


def _read_rows(sheet: Any, values: Any) -> Iterator[Row]:
    for part in (sheet, values):
        part.reset_dimensions()  # what the file says of its own size may be wrong
    both = zip(sheet.iter_rows(max_col=MOST_COLUMNS), values.iter_rows(max_col=MOST_COLUMNS), strict=True)
    for number, (cells, stored) in enumerate(both, start=1):
        if number > MOST_ROWS:
            raise NotReadable(
                "too_many_rows",
                say("a sheet has more than %(most_rows)s rows; divide the list", most_rows=MOST_ROWS),
            )
        read = tuple(_read_cell(cell, value) for cell, value in zip(cells, stored, strict=True))
        if any(cell.text or cell.trouble for cell in read):
            yield Row(number, read)


def _read_cell(cell: Any, stored: Any) -> Cell:
    if cell.value is None:
        return Cell()
    if cell.data_type == "f":
        if stored.value is None:
            return Cell("", "formula_without_value")
        return Cell(_write_value(stored.value), "formula")
    if cell.data_type == "e":
        return Cell(str(cell.value), "error_value")
    if isinstance(cell.value, datetime | date | time):
        return Cell(cell.value.isoformat(), "date_value")
    return Cell(_write_value(cell.value))


def _write_value(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # 4.0 is 4 to whoever typed it, and 1E+16 is 10000000000000000.
        exact = Decimal(repr(value))
        return str(int(value)) if value.is_integer() else format(exact, "f")
    return str(value)[:LONGEST_CELL].strip()


def _read_csv(text: str, mark: str) -> Iterator[Row]:
    csv.field_size_limit(4 * LONGEST_CELL)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    start = 1
    for cells in reader:
        if start > 5 * MOST_ROWS:
            raise NotReadable(
                "too_many_rows",
                say("the table has more than %(most_rows)s rows; divide the list", most_rows=MOST_ROWS),
            )
        if any(cell.strip() for cell in cells):
            yield Row(start, tuple(Cell(_bare(cell)) for cell in cells[:MOST_COLUMNS]))
        start = reader.line_num + 1


def _bare(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def guard_cell(text: str) -> str:
    """Return a cell of CSV that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def pad(cells: Sequence[Cell], place: int) -> Cell:
    """Return the cell at a place, an empty one beyond the row's end."""
    return cells[place] if place < len(cells) else Cell()
