"""A list in a spreadsheet: a row for each item and language, in our template or any table with such headings.

Rows with the same ID are one item in several languages. Options stand in the columns A to H; the key names
their letters, or holds the typed answers divided by `|`, or a number with its tolerance (`1024 ± 0.5`). In a
match each option is a pair, `source → target`; a pair without source is one target more.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.drafts import ListMaker
from question_bank.formats.losses import is_left_out, list_losses, not_written
from question_bank.formats.refusal import Refusal
from question_bank.formats.sheet_cells import Cell, Row, Sheet, pad, read_table, read_workbook
from question_bank.formats.sheet_columns import has_headings, letters_are_cyrillic, recognise_columns
from question_bank.formats.sheet_rows import draft_rows
from question_bank.formats.sheet_structures import SheetRow
from question_bank.formats.sheet_writing import list_rows, write_sheet
from question_bank.items import Item
from question_bank.sentences import say

_HEADINGS_WITHIN = 15


def read_spreadsheet(path: Path, defaults: Defaults) -> ReadList:
    """Read an XLSX or CSV list; NotReadable where no row of headings is found."""
    is_workbook = _is_zip(path)
    sheets = read_workbook(path) if is_workbook else read_table(path)
    return _read_sheets(sheets, defaults, one_of_all=not is_workbook)


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"PK"
    except OSError as error:
        raise NotReadable(
            "no_file", say("the file cannot be opened: %(strerror)s", strerror=error.strerror)
        ) from error


def _read_sheets(sheets: Sequence[Sheet], defaults: Defaults, *, one_of_all: bool) -> ReadList:
    """Read the first sheet with headings; `one_of_all`: the sheets are readings of one and the same table."""
    maker = ListMaker("spreadsheet", defaults)
    found = False
    for sheet in sheets:
        headings = None if found else _find_headings(sheet)
        if headings is not None:
            found = True
            _read_list(maker, sheet.rows[headings:])
        elif sheet.rows and not one_of_all:
            maker.note(
                "sheet_ignored", say("the sheet %(title)r is no list and was left out", title=sheet.title)
            )
    if not found:
        raise NotReadable(
            "no_headings", "no row of headings was found; a list needs at least Question, A, B and Answer key"
        )
    return maker.finish()


def _find_headings(sheet: Sheet) -> int | None:
    """Return the place of the row of headings among the rows of a sheet."""
    for place, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        if has_headings(recognise_columns(row.texts())):
            return place
    return None


def _read_list(maker: ListMaker, rows: Sequence[Row]) -> None:
    headings, *body = rows
    columns = recognise_columns(headings.texts())
    unknown = [
        cell.text for place, cell in enumerate(headings.cells) if cell.text.strip() and place not in columns
    ]
    if unknown:
        maker.note(
            "column_ignored",
            say("columns that say nothing here: %(names)s", names=", ".join(unknown)[:200]),
            headings.number,
        )
    groups: dict[str, list[SheetRow]] = {}
    at_key = next((place for place, name in columns.items() if name == "key"), None)
    keys = () if at_key is None else (pad(row.cells, at_key).text for row in body)
    cyrillic = letters_are_cyrillic(headings.texts(), keys)
    for row in body:
        named: dict[str, Cell] = {name: pad(row.cells, place) for place, name in columns.items()}
        if "right" in named:
            named |= {"a": named.pop("right"), "key": Cell("A")}
        if not any(cell.text or cell.trouble for cell in named.values()):
            maker.note("row_ignored", "the row holds nothing in the columns of the list", row.number)
            continue
        read = SheetRow(row.number, named, cyrillic)
        groups.setdefault(read.text("id") or f"\0{row.number}", []).append(read)
    for group in groups.values():
        _take_group(maker, group)


def _take_group(maker: ListMaker, group: list[SheetRow]) -> None:
    """Take the rows of one ID; rows in one and the same language are items of their own."""
    languages = [row.text("language").casefold() for row in group]
    if len(set(languages)) < len(group):
        for row in group:
            _take_rows(maker, [row])
        return
    _take_rows(maker, group)


def _take_rows(maker: ListMaker, rows: list[SheetRow]) -> None:
    try:
        maker.add(draft_rows(rows))
    except Refusal as refusal:
        maker.refuse(refusal.kind, str(refusal), rows[0].number, rows[0].text("id")[:40])


def write_spreadsheet(
    items: Mapping[str, Item], media: Mapping[str, bytes], path: Path, language: str = "en"
) -> tuple[Finding, ...]:
    """Write as `.csv` or, by any other ending, as XLSX, headings in `language`; return what is lost."""
    del media  # no place for pictures
    losses: list[Finding] = []
    written: list[dict[str, str]] = []
    for item in items.values():
        rows = list_rows(item)
        if not rows:
            losses.append(not_written(item, f"it knows no {item.interaction.type} of this size"))
            continue
        lost = list_losses(item, partial(_read_sheets, [_as_sheet(rows)], one_of_all=True))
        losses += lost
        if not is_left_out(lost):
            written += rows
    write_sheet(written, path, language)
    return tuple(losses)


def _as_sheet(rows: Sequence[Mapping[str, str]]) -> Sheet:
    names = list(rows[0])
    headings = Row(1, tuple(Cell(name) for name in names))
    body = [Row(number, tuple(Cell(row[name]) for name in names)) for number, row in enumerate(rows, start=2)]
    return Sheet("", (headings, *body))
