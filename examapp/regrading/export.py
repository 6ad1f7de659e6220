"""What a decision would do, as a workbook: who gains, who loses, whose result turns, which certificates."""

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext

from examapp.regrading.dry_run import DryRun, PersonEffect, SittingEffect
from examapp.regrading.words import consequence_word
from examapp.results.content import CandidateLine
from examapp.results.sheet_words import name_of, outcome_word


def write_effects(run: DryRun) -> bytes:
    """Return the workbook, one row a candidate; texts are never read as formulas."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        for place, head in enumerate(_heads()):
            page.write_string(0, place, head, bold)
        rows = [(sitting, one) for sitting in run.sittings for one in sitting.people]
        for number, (sitting, one) in enumerate(rows, start=1):
            _write(page, number, sitting, one)
        page.freeze_panes(1, 3)
        page.set_column(2, 2, 34)
    return buffer.getvalue()


def _heads() -> tuple[str, ...]:
    return (
        gettext("Result sheet"),
        gettext("Candidate's code"),
        gettext("Candidate"),
        gettext("Points before"),
        gettext("Points after"),
        gettext("Maximum before"),
        gettext("Maximum after"),
        gettext("Result before"),
        gettext("Result after"),
        gettext("Certificate"),
        gettext("What happens to it"),
    )


def _write(page: Any, row: int, sitting: SittingEffect, one: PersonEffect) -> None:
    before, after = one.before, one.after
    texts = {0: sitting.sheet.number, 1: before.candidate_code, 2: name_of(before)}
    texts |= {7: outcome_word(before.outcome), 8: outcome_word(after.outcome)}
    texts |= {9: one.certificate or "–", 10: consequence_word(one.consequence)}
    for place, words in texts.items():
        page.write_string(row, place, words)
    for place, line in ((3, before), (4, after)):
        _write_points(page, row, place, line)


def _write_points(page: Any, row: int, place: int, line: CandidateLine) -> None:
    if line.scored is not None:
        page.write_number(row, place, line.scored.points)
        page.write_number(row, place + 2, line.scored.maximum)
