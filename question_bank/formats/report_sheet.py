"""The quality report as XLSX: a row for each finding, whatever a page puts together."""

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from question_bank.formats.report import ReportRow, ReportWords

_WIDTHS = (8, 18, 30, 60, 40, 50, 50)
_LONGEST_CELL = 32_000  # a cell of XLSX holds 32,767 characters


def build_report(rows: Sequence[ReportRow], words: ReportWords) -> bytes:
    """Return the report as XLSX; every cell is text, so that no finding becomes a formula or a date."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 2})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet()
        for place, (heading, width) in enumerate(zip(words.headings, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(words.cells(row)):
                sheet.write_string(number, place, cell[:_LONGEST_CELL], text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(_WIDTHS) - 1)
    return buffer.getvalue()


def write_report(rows: Sequence[ReportRow], path: Path, words: ReportWords) -> None:
    """Write the report to a file."""
    path.write_bytes(build_report(rows, words))
