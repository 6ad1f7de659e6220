"""The sheet as a file: CSV and JSON for programs, XLSX for people who count on, PDF for signatures.

All four are written from the same content, so their figures are the same. Nothing here is a formula: a name
that begins with `=` stays text in a spreadsheet.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import current_language, in_tashkent, say_in, show_moment
from examapp.core.spreadsheet_text import inert_text
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.export_json import sheet_to_json
from examapp.results.models import ResultSheet
from examapp.results.paper import sheet_document
from examapp.results.queries import read_content
from examapp.results.revision_words import method_word
from examapp.results.sheet_words import office_word, outcome_word, reason_words, topic_title


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
            *("points", "maximum", "percent", "outcome", "reason"),
            *(("pass_mark",) if content.cut_score else ()),
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
                *(_plain(_topic_points(line, topic)) for topic in topics),
                *(_plain(line.scored.points if line.scored else None),),
                *(_plain(line.scored.maximum if line.scored else None),),
                *("" if line.percent is None else line.percent, line.outcome.value, line.reason or ""),
                *((_plain(line.pass_mark),) if content.cut_score else ()),
            ]
        )
    return buffer.getvalue().encode()


def _plain(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


def _topic_points(line: CandidateLine, topic: str) -> Decimal | None:
    return line.topics[topic].points if topic in line.topics else None


def _write_xlsx(sheet: ResultSheet, content: SheetContent, place: Place) -> bytes:
    del place
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # The sheet's own moment, so that the same sheet gives the same file.
        book.set_properties({"created": in_tashkent(content.drawn_up_at).replace(tzinfo=None)})
        _write_results(book, content)
        _write_facts(book, sheet, content)
        _write_signatures(book, sheet)
    return buffer.getvalue()


def _write_results(book: Any, content: SheetContent) -> None:
    page = book.add_worksheet(_page_name(gettext("Results")))
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
    heads = [
        *(
            "№",
            gettext("Seat"),
            gettext("Candidate's code"),
            gettext("Name, Latin"),
            gettext("Name, Cyrillic"),
        ),
        *(gettext("Organisation"), gettext("Position")),
        *(f"{topic_title(column.topic)} ({_plain(column.maximum)})" for column in content.topics),
        *(gettext("Total"), gettext("Maximum"), gettext("Percent"), gettext("Result"), gettext("Reason")),
        *((gettext("Pass mark"),) if content.cut_score else ()),
    ]
    for place, head in enumerate(heads):
        page.write_string(0, place, head, bold)
    for line in content.lines:
        _write_line(page, line, content)
    page.freeze_panes(1, 4)
    page.set_column(3, 6, 34)


def _write_line(page: Any, line: CandidateLine, content: SheetContent) -> None:
    scored = line.scored
    cells: list[str | Decimal | int | None] = [
        *(line.position, line.seat, line.candidate_code, line.name_latn, line.name_cyrl),
        *(say_in(dict(line.organisation)), say_in(dict(line.position_held))),
        *(_topic_points(line, column.topic) for column in content.topics),
        *(scored.points if scored else None, scored.maximum if scored else None, line.percent),
        *(outcome_word(line.outcome), reason_words(line)),
        *((line.pass_mark,) if content.cut_score else ()),
    ]
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            page.write_string(line.position, place, cell)
        elif cell is not None:
            page.write_number(line.position, place, float(cell))


def _write_facts(book: Any, sheet: ResultSheet, content: SheetContent) -> None:
    page = book.add_worksheet(_page_name(gettext("About the sheet")))
    document = sheet_document(sheet, content, base_url="")
    validity = gettext("Rehearsal, not official") if content.rehearsal else gettext("official")
    facts = [
        (gettext("Number of the sheet"), content.number),
        (gettext("Revision of the sheet"), str(content.revision)),
        *(((gettext("Reason of this revision"), document.reason),) if document.reason else ()),
        *(((gettext("Revision before"), content.previous),) if content.previous else ()),
        (gettext("Sitting"), content.sitting),
        *((fact.label, fact.value) for fact in document.facts),
        ("SHA-256", sheet.digest),
        (gettext("Decision of the commission"), document.decision),
        (gettext("Validity"), validity),
    ]
    for row, (label, value) in enumerate(facts):
        page.write_string(row, 0, label)
        page.write_string(row, 1, value)
    page.set_column(0, 1, 40)


def _write_signatures(book: Any, sheet: ResultSheet) -> None:
    page = book.add_worksheet(_page_name(gettext("Signatures")))
    heads = (
        gettext("Name"),
        gettext("Office on the commission"),
        gettext("Signed at"),
        gettext("How"),
        "SHA-256",
    )
    rows = [
        (one.name, office_word(one.office), show_moment(one.at), method_word(one.method), one.digest)
        for one in sheet.signatures
    ]
    for row, cells in enumerate((heads, *rows)):
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell)
    page.set_column(0, 4, 28)


def _page_name(text: str) -> str:
    # Excel's limit is 31 characters, and it forbids some of them.
    return "".join(letter for letter in text if letter not in "[]:*?/\\'")[:31]


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
