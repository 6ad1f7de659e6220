"""A quarterly report as a workbook: one sheet for each part, and one that says what it is."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext

from examapp.reporting.quarter_parts import Part


def write_workbook(facts: Sequence[tuple[str, str]], parts: Sequence[Part]) -> bytes:
    """Return the workbook; what is unknown is an empty cell, never a nought."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
        total = book.add_format({"bold": True, "top": 1})
        about = book.add_worksheet(gettext("About the report")[:31])
        for row, (label, value) in enumerate(facts):
            about.write_string(row, 0, label)
            about.write_string(row, 1, value)
        about.set_column(0, 1, 44)
        for part in parts:
            _write(book.add_worksheet(part.title[:31]), part, bold, total)
    return buffer.getvalue()


def _write(page: Any, part: Part, bold: Any, total: Any) -> None:
    heads = [part.first_head, "", *part.heads]
    for place, head in enumerate(heads):
        page.write_string(0, place, head, bold)
    for row, line in enumerate(part.lines, start=1):
        style = total if line.is_total else None
        page.write_string(row, 0, line.name, style)
        if line.second:
            page.write_string(row, 1, line.second, style)
        for place, cell in enumerate(line.cells, start=2):
            if cell is not None:
                page.write_number(row, place, cell, style)
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 44)
    page.set_column(1, 1, 24 if any(line.second for line in part.lines) else 2)
