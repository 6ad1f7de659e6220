"""Participation as a workbook: one sheet of organisations with the region of each, one of regions."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import say_in
from examapp.organisations.regions import region_name
from examapp.reporting.participation import BodyRow, Counts, by_region, sum_counts
from examapp.reporting.participation_words import COLUMNS, column_word


def write_workbook(rows: Sequence[BodyRow], title: str) -> bytes:
    """Return the workbook, in the language of the request; what is unknown is a dash, never a nought."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bodies = [
            [region_name(row.organisation.region_code), row.organisation.code, say_in(row.organisation.names)]
            for row in rows
        ]
        heads = [gettext("Region"), gettext("Code"), gettext("Organisation")]
        counts = [row.counts for row in rows]
        _write(book, gettext("Organisations"), title, heads, bodies, counts)
        regions = by_region(rows)
        names = [[region_name(code)] for code in regions]
        _write(book, gettext("Regions"), title, [gettext("Region")], names, list(regions.values()))
    return buffer.getvalue()


def _write(
    book: Any,
    name: str,
    title: str,
    heads: Sequence[str],
    names: Sequence[Sequence[str]],
    counts: Sequence[Counts],
) -> None:
    page = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
    page.write_string(0, 0, title)
    for place, head in enumerate([*heads, *(column_word(column) for column in COLUMNS)]):
        page.write_string(1, place, head, bold)
    total = [gettext("Together"), *[""] * (len(heads) - 1)]
    summed = sum_counts(counts)
    for line, (words, figures) in enumerate([*zip(names, counts, strict=True), (total, summed)], start=2):
        for place, word in enumerate(words):
            page.write_string(line, place, word)
        for place, column in enumerate(COLUMNS, start=len(heads)):
            page.write_number(line, place, getattr(figures, column))
    page.freeze_panes(2, len(heads))
    page.set_column(0, len(heads) - 1, 28)
