"""The receipt of an import as a workbook: a row for each row of the file, as text."""

import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

RECEIPT_WIDTHS: Final = (8, 36, 36, 18, 14, 70)


def build_receipt_sheet(
    title: str,
    headings: Sequence[str],
    lines: Iterable[Sequence[str]],
    *,
    widths: Sequence[int] = RECEIPT_WIDTHS,
) -> bytes:
    """Return an XLSX with the lines under the headings; every cell is text, a formula stays a text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 2})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(title)
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, bold)
        for row, line in enumerate(lines, start=1):
            for place, cell in enumerate(line):
                sheet.write_string(row, place, cell, text)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
