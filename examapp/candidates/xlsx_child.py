"""A child process that reads a workbook from standard input and writes its cells to standard output as JSON.

A small XLSX can unfold to hundreds of megabytes, so it is read where a memory and a time limit hold. The
file runs by its path and imports nothing of ours. Exit codes: 0 read, 3 not a workbook, 4 too large, 5 too
many rows.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 20
MOST_UNPACKED_BYTES = 120 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 20_100  # 20,000 people, their heading and what stands above it
MOST_COLUMNS = 60
MOST_SHEETS = 10
LONGEST_CELL = 2000
NOT_A_WORKBOOK, TOO_LARGE, TOO_MANY_ROWS = 3, 4, 5


def check_unpacked(data: bytes) -> int:
    """Return the exit code that the archive's own table of contents asks for; 0 where it may be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError):
        return NOT_A_WORKBOOK
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        return TOO_LARGE
    return 0


def cell_of(cell: Any) -> list[str] | None:  # noqa: PLR0911 - one for each type of value
    """Return [kind, text] of a cell, None for an empty one."""
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return ["formula", str(value)[:LONGEST_CELL]]
    if cell.data_type == "e":
        return ["error", str(value)[:LONGEST_CELL]]
    if isinstance(value, datetime | date):
        return ["date", value.isoformat()[:10]]
    if isinstance(value, bool):
        return ["text", str(value)]
    if isinstance(value, float):
        return ["number", str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)]
    if isinstance(value, int):
        return ["number", str(value)]
    return ["text", str(value)[:LONGEST_CELL]]


def read_sheets(data: bytes, most_rows: int | None = None) -> list[dict[str, Any]]:
    """Return the visible sheets with the rows that hold something: [number, cells]; or the first of each."""
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    sheets = []
    for sheet in workbook.worksheets[:MOST_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        rows: list[list[Any]] = []
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            read = [cell_of(cell) for cell in _without_end(cells)]
            if any(read):
                rows.append([number, read])
            if len(rows) == most_rows:
                break
            if len(rows) > MOST_ROWS:
                sys.exit(TOO_MANY_ROWS)
        sheets.append({"title": sheet.title, "rows": rows})
    return sheets


def _without_end(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without the empty cells with which the reader fills it up."""
    width = len(cells)
    while width and cells[width - 1] is EMPTY_CELL:
        width -= 1
    return cells[:width]


def main() -> None:
    """Read, and say by the exit code what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    data = sys.stdin.buffer.read()
    refusal = check_unpacked(data)
    if refusal:
        sys.exit(refusal)
    try:
        sheets = read_sheets(data, int(sys.argv[1]) if len(sys.argv) > 1 else None)
    except MemoryError:
        sys.exit(TOO_LARGE)
    except Exception:  # noqa: BLE001 - whatever a broken workbook makes the reader raise
        sys.exit(NOT_A_WORKBOOK)
    sys.stdout.write(json.dumps(sheets))


if __name__ == "__main__":
    main()
