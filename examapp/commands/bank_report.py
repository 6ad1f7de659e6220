"""The quality report of `examapp bank import` as a file, in English as all of the command line."""

from collections.abc import Sequence
from pathlib import Path

from examapp.authoring.finding_words import report_words
from question_bank.formats.report import ReportRow
from question_bank.formats.report_sheet import write_report


def write(rows: Sequence[ReportRow], path: Path) -> None:
    """Write the report as XLSX."""
    write_report(rows, path, report_words("en"))
