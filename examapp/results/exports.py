"""The sheet as a file: CSV and JSON for programs, XLSX for people who count on, PDF for signatures.

All four are written from the same content, so their figures are the same. Nothing here is a formula: a name
that begins with `=` stays text in a spreadsheet.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import current_language, say_in
from examapp.core.spreadsheet_text import inert_text
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.export_json import sheet_to_json
from examapp.results.models import ResultSheet
from examapp.results.outcomes import pass_mark
from examapp.results.paper import sheet_document
from examapp.results.queries import read_content
from examapp.results.workbook import plain_points, topic_points, write_workbook


@dataclass(frozen=True)
class ExportedFile:
    """A download: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Place:
    """What a paper needs of its installation: where its fonts lie, and the address that people use."""

    fonts: Path
    base_url: str


def export_sheet(sheet: ResultSheet, kind: str, place: Place) -> ExportedFile:
    """Return a sheet as `csv`, `xlsx`, `json` or `pdf`, in the language of the request.

    Raises SheetBroken if the stored body is not what was drawn up, PdfLibrariesMissing for a PDF without
    Pango, KeyError for another kind.
    """
    media_type, write = WRITERS[kind]
    content = read_content(sheet)
    name = f"{sheet.number}-{sheet.revision}.{kind}"
    return ExportedFile(name, media_type, write(sheet, content, place))


def _write_csv(sheet: ResultSheet, content: SheetContent, place: Place) -> bytes:
    """Write RFC 4180 in UTF-8: names of columns in English, points with a decimal point."""
    del sheet, place
    buffer = StringIO()
    writer = csv.writer(buffer)
    topics = [column.topic for column in content.topics]
    writer.writerow(
        [
            *("position", "seat", "candidate_code", "name_latn", "name_cyrl"),
            *("organisation", "position_held", "attempt"),
            *(f"{topic}_points" for topic in topics),
            *("points", "maximum", "percent", "outcome", "reason", "pass_mark"),
        ]
    )
    for line in content.lines:
        writer.writerow(
            [
                *(line.position, line.seat, inert_text(line.candidate_code), inert_text(line.name_latn)),
                *(
                    inert_text(line.name_cyrl),
                    inert_text(say_in(dict(line.organisation))),
                    inert_text(say_in(dict(line.position_held))),
                    line.attempt or "",
                ),
                *(plain_points(topic_points(line, topic)) for topic in topics),
                *(plain_points(line.scored.points if line.scored else None),),
                *(plain_points(line.scored.maximum if line.scored else None),),
                *("" if line.percent is None else line.percent, line.outcome.value, line.reason or ""),
                plain_points(_mark_of(line, content)),
            ]
        )
    return buffer.getvalue().encode()


def _mark_of(line: CandidateLine, content: SheetContent) -> Decimal | None:
    """Return the fewest points that pass on a candidate's form; None where nothing was marked."""
    if line.scored is None or content.pass_percent is None:
        return line.pass_mark
    return pass_mark(line.scored.maximum, content.pass_percent)


def _write_xlsx(sheet: ResultSheet, content: SheetContent, place: Place) -> bytes:
    del place
    return write_workbook(sheet, content)


def _write_json(sheet: ResultSheet, content: SheetContent, place: Place) -> bytes:
    del content, place
    return sheet_to_json(sheet)


def _write_pdf(sheet: ResultSheet, content: SheetContent, place: Place) -> bytes:
    ensure_fonts(place.fonts)
    return render(
        "result_sheet",
        sheet_document(sheet, content, base_url=place.base_url),
        fonts=place.fonts,
        language=current_language(),
        translate=gettext,
    )


_Writer = Callable[[ResultSheet, SheetContent, Place], bytes]
WRITERS: Final[Mapping[str, tuple[str, _Writer]]] = {
    "pdf": ("application/pdf", _write_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_xlsx),
    "csv": ("text/csv; charset=utf-8", _write_csv),
    "json": ("application/json", _write_json),
}
KINDS: Final = tuple(WRITERS)
