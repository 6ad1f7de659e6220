"""The quality report of an import: a row for each finding with the mend that is proposed; also as XLSX."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from question_bank.findings import Finding
from question_bank.formats.contract import ReadList
from question_bank.mends import Mend, propose
from question_bank.quality import check_list

_HEADINGS = {
    "uz-Latn": ("Qator", "Savol", "Turi", "Nima topildi", "Tuzatishdan oldin", "Tuzatishdan keyin"),
    "ru": ("Строка", "Вопрос", "Вид", "Что найдено", "До исправления", "После исправления"),
    "en": ("Line", "Item", "Kind", "What was found", "Before the mend", "After the mend"),
}
_WIDTHS = (8, 18, 22, 70, 50, 50)
_LONGEST_CELL = 32_000  # a cell of XLSX holds 32,767 characters


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One finding with its line in the source, and the mend that is proposed for it."""

    line: int | None
    item: str
    kind: str
    text: str
    mend: Mend | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the cells as text."""
        before, after = (self.mend.before, self.mend.after) if self.mend else ("", "")
        line = "" if self.line is None else str(self.line)
        return line, self.item, self.kind, self.text, before, after


def list_report(read_list: ReadList) -> tuple[ReportRow, ...]:
    """Return a row for each refusal, question and finding of a read list and of its items, by line."""
    told = (*read_list.refusals, *read_list.questions, *read_list.findings)
    rows = [_row(finding, read_list) for finding in (*told, *check_list(read_list.items))]
    # What concerns the whole list first, then by line.
    return tuple(sorted(rows, key=lambda row: (bool(row.item), row.line or 0)))


def _row(finding: Finding, read_list: ReadList) -> ReportRow:
    line = finding.line if finding.line is not None else read_list.lines.get(finding.item)
    item = read_list.items.get(finding.item)
    mend = propose(finding, item, read_list.offers.get(finding))
    return ReportRow(line, finding.item, finding.kind, finding.text, mend)


def count_kinds(rows: Sequence[ReportRow]) -> Mapping[str, int]:
    """Return how often each kind was found, the most frequent first."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def build_report(rows: Sequence[ReportRow], language: str = "en") -> bytes:
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
        for place, (heading, width) in enumerate(zip(_HEADINGS[language], _WIDTHS, strict=True)):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row.cells()):
                sheet.write_string(number, place, cell[:_LONGEST_CELL], text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(_WIDTHS) - 1)
    return buffer.getvalue()


def write_report(rows: Sequence[ReportRow], path: Path, language: str = "en") -> None:
    """Write the report to a file."""
    path.write_bytes(build_report(rows, language))
