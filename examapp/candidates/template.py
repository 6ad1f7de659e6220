"""The workbook that HR officers fill in: headings in three languages, columns of text, organisation codes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from examapp.candidates.sheet_columns import COLUMNS

_WIDTHS = {"pinfl": 20, "document": 14, "birth_date": 16, "language": 12, "organisation": 26, "position": 30}
_USUAL_WIDTH = 22
EXAMPLE = {
    "family_name": "Qoʻchqorova",
    "given_name": "Oʻgʻiloy",
    "patronymic": "Gʻulomjonovna",
    "pinfl": "41209685120033",
    "document": "AA1234567",
    "birth_date": "12.09.1968",
    "organisation": "TK-001",
    "position": "Bosh mutaxassis",
    "position_ru": "Главный специалист",
    "language": "uz-Latn",
}


@dataclass(frozen=True)
class TemplateWords:
    """The texts of the workbook, in the language of whoever downloads it.

    `hints` maps a column's name to what is to be written in it.
    """

    list_title: str
    help_title: str
    organisations_title: str
    column: str
    example: str
    hint: str
    code: str
    name: str
    hints: dict[str, str]


def build_template(words: TemplateWords, organisations: Sequence[tuple[str, str]]) -> bytes:
    """Return the template as XLSX; `organisations` are the codes and names that the reader may use."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#E9EFFB"}
        )
        text = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        _add_list(workbook.add_worksheet(words.list_title), heading, text)
        _add_help(workbook.add_worksheet(words.help_title), words, heading, text)
        _add_organisations(
            workbook.add_worksheet(words.organisations_title), words, organisations, heading, text
        )
    return buffer.getvalue()


def _add_list(sheet: Any, heading: Any, text: Any) -> None:
    """Write the headings; every column is text, or the spreadsheet would make 4.12097E+13 of a PINFL."""
    columns = [column for column in COLUMNS if column.in_template]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column.name, _USUAL_WIDTH), text)
        sheet.write_string(0, place, "\n".join(column.headings.values()), heading)
    sheet.freeze_panes(1, 0)


def _add_help(sheet: Any, words: TemplateWords, heading: Any, text: Any) -> None:
    for place, (title, width) in enumerate([(words.column, 24), (words.example, 24), (words.hint, 70)]):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, title, heading)
    for row, column in enumerate([column for column in COLUMNS if column.in_template], start=1):
        sheet.write_string(row, 0, "\n".join(column.headings.values()), text)
        sheet.write_string(row, 1, EXAMPLE[column.name], text)
        sheet.write_string(row, 2, words.hints[column.name], text)


def _add_organisations(
    sheet: Any, words: TemplateWords, organisations: Sequence[tuple[str, str]], heading: Any, text: Any
) -> None:
    for place, (title, width) in enumerate([(words.code, 16), (words.name, 70)]):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, title, heading)
    for row, (code, name) in enumerate(organisations, start=1):
        sheet.write_string(row, 0, code, text)
        sheet.write_string(row, 1, name, text)
