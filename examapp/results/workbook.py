"""The sheet as a workbook: its lines, what it is about, what happened and was decided, who signed.

Nothing here is a formula: a name that begins with `=` stays text in a spreadsheet.
"""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import in_tashkent, say_in, show_moment
from examapp.documents.result_sheet.context import ResultSheetDocument
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.models import ResultSheet
from examapp.results.paper import sheet_document
from examapp.results.revision_words import method_word
from examapp.results.sheet_words import office_word, outcome_word, reason_words, topic_title


def write_workbook(sheet: ResultSheet, content: SheetContent) -> bytes:
    """Return the workbook in the language of the request; the same sheet gives the same file."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # The sheet's own moment, so that the same sheet gives the same file.
        book.set_properties({"created": in_tashkent(content.drawn_up_at).replace(tzinfo=None)})
        _write_results(book, content)
        document = sheet_document(sheet, content, base_url="")
        _write_facts(book, sheet, content, document)
        _write_happenings(book, document)
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
        *(f"{topic_title(column.topic)} ({plain_points(column.maximum)})" for column in content.topics),
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
        *(topic_points(line, column.topic) for column in content.topics),
        *(scored.points if scored else None, scored.maximum if scored else None, line.percent),
        *(outcome_word(line.outcome), reason_words(line)),
        *((line.pass_mark,) if content.cut_score else ()),
    ]
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            page.write_string(line.position, place, cell)
        elif cell is not None:
            page.write_number(line.position, place, float(cell))


def _write_facts(book: Any, sheet: ResultSheet, content: SheetContent, document: ResultSheetDocument) -> None:
    page = book.add_worksheet(_page_name(gettext("About the sheet")))
    validity = gettext("Rehearsal, not official") if content.rehearsal else gettext("official")
    facts = [
        (gettext("Number of the sheet"), content.number),
        (gettext("Revision of the sheet"), str(content.revision)),
        *(((gettext("Reason of this revision"), document.reason),) if document.reason else ()),
        *(((gettext("Revision before"), content.previous),) if content.previous else ()),
        (gettext("Sitting"), content.sitting),
        *((fact.label, fact.value) for fact in document.facts),
        ("SHA-256", sheet.digest),
        *(((gettext("Commission"), document.commission),) if document.commission else ()),
        (gettext("Decision of the commission"), document.decision),
        (gettext("Validity"), validity),
    ]
    for row, (label, value) in enumerate(facts):
        page.write_string(row, 0, label)
        page.write_string(row, 1, value)
    page.set_column(0, 1, 40)


def _write_happenings(book: Any, document: ResultSheetDocument) -> None:
    """Write incidents, changes and decisions on items as the paper has them; a page each that has any."""
    incidents = [
        (one.time, one.who, one.what, _say_minutes(one.minutes_given, one.consequence))
        for one in document.incidents
    ]
    time, who, what, follows = (
        gettext("Time"),
        gettext("Who"),
        gettext("What happened"),
        gettext("Consequence"),
    )
    _write_table(book, gettext("Incidents and time given"), (time, who, what, follows), incidents)
    reason, changed, decision = gettext("Reason"), gettext("What changed"), gettext("Decision")
    changes = [(one.who, one.what, one.why) for one in document.changes]
    _write_table(book, gettext("What this revision changes"), (who, changed, reason), changes)
    decisions = [(one.item, one.decision, one.reason) for one in document.item_decisions]
    _write_table(book, gettext("Decisions on items"), (gettext("Item"), decision, reason), decisions)


def _say_minutes(minutes: int, consequence: str) -> str:
    given = [gettext("+%(minutes)s min", minutes=minutes)] if minutes else []
    return ", ".join([*given, *([consequence] if consequence else [])])


def _write_signatures(book: Any, sheet: ResultSheet) -> None:
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
    _write_table(book, gettext("Signatures"), heads, rows)


def _write_table(book: Any, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    page = book.add_worksheet(_page_name(title))
    for row, cells in enumerate((heads, *rows)):
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell)
    page.set_column(0, len(heads) - 1, 28)


def _page_name(text: str) -> str:
    # Excel's limit is 31 characters, and it forbids some of them.
    return "".join(letter for letter in text if letter not in "[]:*?/\\'")[:31]


def plain_points(points: Decimal | None) -> str:
    """Return points as programs read them: with a decimal point and no idle noughts; nothing for none."""
    return "" if points is None else f"{points.normalize():f}"


def topic_points(line: CandidateLine, topic: str) -> Decimal | None:
    """Return a candidate's points for a topic; None where the form had none or nothing was marked."""
    return line.topics[topic].points if topic in line.topics else None
