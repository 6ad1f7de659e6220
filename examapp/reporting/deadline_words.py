"""What the deadlines are called, and the workbook of all cases."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from flask_babel import gettext

from examapp.core.i18n import N_, say_in, show_day
from examapp.reporting.deadlines import Case, Kept, Rule

_RULES: Final = {
    Rule.LIST: N_("Candidate list submitted"),
    Rule.ORDER: N_("Order on attendance uploaded"),
    Rule.NOTICE: N_("People told of their test"),
    Rule.CERTIFICATE: N_("Certificates issued after the decision"),
    Rule.APPEAL_WINDOW: N_("Days for appeals after the publication"),
    Rule.APPEAL_ANSWER: N_("Appeals answered"),
}
_STATES: Final = {
    Kept.KEPT: N_("kept in time"),
    Kept.MISSED: N_("missed"),
    Kept.OPEN: N_("not due yet"),
}


def rule_word(rule: Rule) -> str:
    """Return what had to be done."""
    return str(gettext(_RULES[rule]))


def state_word(state: Kept) -> str:
    """Return how a case stands."""
    return str(gettext(_STATES[state]))


def write_workbook(cases: Sequence[Case]) -> bytes:
    """Return all cases, by rule and last day."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(gettext("Deadlines"))
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
        for place, head in enumerate(_heads()):
            page.write_string(0, place, head, bold)
        for row, case in enumerate(sorted(cases, key=lambda one: (one.rule, one.due, one.code)), start=1):
            for place, cell in enumerate(_cells(case)):
                (page.write_number if isinstance(cell, int) else page.write_string)(row, place, cell)
        page.freeze_panes(1, 0)
        page.set_column(0, 2, 34)
    return buffer.getvalue()


def _heads() -> list[str]:
    return [
        gettext("What was due"),
        gettext("Of"),
        gettext("Code"),
        gettext("Last day"),
        gettext("Done on"),
        gettext("State"),
        gettext("Days late"),
        gettext("People"),
        gettext("People too late"),
    ]


def _cells(case: Case) -> list[Any]:
    return [
        rule_word(case.rule),
        say_in(dict(case.names)),
        case.code,
        show_day(case.due),
        show_day(case.done) if case.done else "–",
        state_word(case.state),
        case.days_late,
        case.people,
        case.late_people,
    ]
