"""From the bytes of a file to the rows of a list: XLSX in a child process, CSV in every usual dress."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import orjson

from examapp.candidates import xlsx_child
from examapp.candidates.cells import EMPTY, Cell, CellKind, ReadRow, Sheet
from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.sheet_columns import is_heading, missing_columns, recognise_columns
from examapp.core.i18n import N_

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 5000
CHILD_SECONDS: Final = 40
HEADING_WITHIN_ROWS: Final = 15
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = ";,\t"
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NumberedRow = tuple[int, Sequence[Cell]]
Grid = tuple[str, list[NumberedRow]]


def read_sheet(data: bytes, name: str) -> Sheet:
    """Return the rows of the first sheet that is a list of people. Raises SheetUnreadable."""
    for title, rows in read_grids(data, name):
        found = _find_list(title, rows)
        if found is not None:
            return found
    raise SheetUnreadable(
        N_(
            "No row with column headings was found. The list needs family name, given name and PINFL in one "
            "row: download the template and copy the people into it."
        )
    )


def read_grids(data: bytes, name: str, *, most_rows: int | None = None) -> list[Grid]:
    """Return the visible sheets of a file with their rows, or with the first so many.

    Raises SheetUnreadable.
    """
    if len(data) > MOST_BYTES:
        raise SheetUnreadable(
            N_("The file is larger than %(most)s MB. Leave only the list in it, or split it."),
            most=MOST_BYTES // (1024 * 1024),
        )
    if data.startswith(_OLD_EXCEL):
        raise SheetUnreadable(
            N_(
                "This is an old or a protected Excel file. Save it as “Excel workbook (XLSX)” without a "
                "password and upload that."
            )
        )
    if data.startswith(_ZIP):
        return _read_xlsx(data, most_rows)
    return [(Path(name).stem, _read_csv(data)[:most_rows])]


def _find_list(title: str, rows: Sequence[NumberedRow]) -> Sheet | None:
    for at, (_number, cells) in enumerate(rows[:HEADING_WITHIN_ROWS]):
        columns = recognise_columns([cell.text for cell in cells])
        if is_heading(columns):
            _refuse_if_missing(list(columns.values()))
            return make_sheet(title, columns, rows[at], rows[at + 1 :])
    return None


def _refuse_if_missing(columns: list[str]) -> None:
    if missing_columns(columns):
        raise SheetUnreadable(
            N_(
                "The list has no column for the PINFL, nor for document and birth date. Add one and "
                "upload it again."
            )
        )


def make_sheet(
    title: str,
    columns: Mapping[int, str],
    heading: NumberedRow,
    rows: Iterable[NumberedRow],
    most: int | None = None,
) -> Sheet:
    """Keep the rows that hold something in our columns; the others between them are counted as blank.

    Raises SheetUnreadable where there are more than `most`, or than one upload of the operator takes.
    """
    most = most or MOST_ROWS
    kept: list[ReadRow] = []
    for number, cells in rows:
        named = {name: cells[place] if place < len(cells) else EMPTY for place, name in columns.items()}
        filled = {name: cell for name, cell in named.items() if not cell.blank}
        if filled:
            kept.append(ReadRow(number, filled))
    if len(kept) > most:
        raise SheetUnreadable(
            N_("The list has more than %(most)s rows. Split it into several files."), most=most
        )
    last = kept[-1].number if kept else heading[0]
    return Sheet(title, tuple(columns.values()), tuple(kept), blank=last - heading[0] - len(kept))


def _read_xlsx(data: bytes, most_rows: int | None) -> list[Grid]:
    command = [sys.executable, "-I", str(Path(xlsx_child.__file__))]
    if most_rows is not None:
        command.append(str(most_rows))
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=CHILD_SECONDS, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired as error:
        raise SheetUnreadable(_SENTENCES[xlsx_child.TOO_LARGE]) from error
    if done.returncode:
        # A child that was killed at its limits ends with a negative code.
        code = done.returncode if done.returncode > 0 else xlsx_child.TOO_LARGE
        raise SheetUnreadable(_SENTENCES.get(code, _SENTENCES[xlsx_child.NOT_A_WORKBOOK]), most=MOST_ROWS)
    return [
        (sheet["title"], [(number, [_cell(cell) for cell in cells]) for number, cells in sheet["rows"]])
        for sheet in orjson.loads(done.stdout)
    ]


_SENTENCES: Final = {
    xlsx_child.NOT_A_WORKBOOK: N_(
        "The workbook is damaged. Open it in the spreadsheet program, save it again and upload that."
    ),
    xlsx_child.TOO_LARGE: N_(
        "The workbook unfolds to far too much. Copy the list into our template and upload that."
    ),
    xlsx_child.TOO_MANY_ROWS: N_("The list has more than %(most)s rows. Split it into several files."),
}


def _cell(read: list[str] | None) -> Cell:
    return EMPTY if read is None else Cell(read[1], _KINDS[read[0]])


_KINDS: Final = {kind.value: kind for kind in CellKind}


def _read_csv(data: bytes) -> list[NumberedRow]:
    text = _decode(data)
    delimiter = _find_delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        swallowed = any("\n" in cell and delimiter in cell for row in rows for cell in row)
    except csv.Error:
        swallowed = True
    if swallowed:  # a stray quotation mark: take each line by itself, so that it spoils one row, not many
        rows = [[_unquote(cell) for cell in line.split(delimiter)] for line in re.split(r"\r\n|\r|\n", text)]
    return [(number, [Cell(text) for text in row]) for number, row in enumerate(rows, start=1)]


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, encoding)
    if _looks_binary(data):
        raise SheetUnreadable
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "cp1251")  # what Windows programs here write without saying so


def _looks_binary(data: bytes) -> bool:
    """Tell whether control bytes are too many for a text in which one cell holds one."""
    head = data[:4096]
    return sum(byte < 9 for byte in head) * 20 > len(head)


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetUnreadable from error


def _find_delimiter(text: str) -> str:
    """Return the sign that stands most often in the first lines: a semicolon, a comma or a tab."""
    first = "\n".join(text.splitlines()[:HEADING_WITHIN_ROWS])
    return max(_DELIMITERS, key=first.count)


def _unquote(cell: str) -> str:
    cell = cell.strip()
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell
