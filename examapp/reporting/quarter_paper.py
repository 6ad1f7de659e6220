"""A quarterly report as paper, and the words that stand above its tables everywhere."""

from flask_babel import gettext, ngettext

from examapp.core.i18n import show_moment
from examapp.documents.quarter_report.context import (
    QuarterReportPaper,
    ReportBar,
    ReportLine,
    ReportPart,
)
from examapp.organisations.regions import region_name
from examapp.reporting.quarter_content import QuarterContent, QuarterReport
from examapp.reporting.quarter_parts import Part, make_parts, quarter_name

DASH = "–"


def whose(content: QuarterContent) -> str:
    """Return the region of the report, or that it is of the republic."""
    return region_name(content.region_code) if content.region_code else str(gettext("the whole republic"))


def head_figures(content: QuarterContent) -> tuple[tuple[str, str], ...]:
    """Return the figures that stand first, each with its words."""
    percent, came = content.total.passed_percent, content.came.attended_percent
    return (
        (str(content.total.judged), gettext("passed or failed")),
        (_percent(percent), gettext("passed, of those judged")),
        (_percent(content.before.passed_percent), gettext("passed in the quarter before")),
        (str(content.came.planned), gettext("places planned")),
        (_percent(came), gettext("came, of those due")),
    )


def remarks(content: QuarterContent) -> tuple[str, ...]:
    """Return what a reader must know before believing the figures."""
    if not content.undecided:
        return ()
    words = ngettext(
        "%(num)s sitting of this quarter has no confirmed sheet yet; its results are not counted.",
        "%(num)s sittings of this quarter have no confirmed sheet yet; their results are not counted.",
        content.undecided,
    )
    return (str(words),)


def about(report: QuarterReport) -> list[tuple[str, str]]:
    """Return the facts of the workbook's first page."""
    content = report.content
    return [
        (gettext("Quarterly report"), quarter_name(content.quarter)),
        (gettext("Of"), whose(content)),
        (gettext("As of"), show_moment(report.as_of)),
        ("SHA-256", content.digest),
        *((words, number) for number, words in head_figures(content)),
        *((gettext("Remark"), remark) for remark in remarks(content)),
    ]


def make_paper(report: QuarterReport) -> QuarterReportPaper:
    """Return the report as paper."""
    content = report.content
    return QuarterReportPaper(
        created_at=report.as_of,
        title=quarter_name(content.quarter),
        whose=whose(content),
        digest=content.digest,
        figures=head_figures(content),
        remarks=remarks(content),
        parts=tuple(_paper_part(part) for part in make_parts(content)),
    )


def _paper_part(part: Part) -> ReportPart:
    lines = (
        ReportLine(line.name, line.second, tuple(_cell(one) for one in line.cells), line.is_total)
        for line in part.lines
    )
    bars = (ReportBar(bar.label, bar.percent or 0, _percent(bar.percent)) for bar in part.bars)
    return ReportPart(
        part.title, part.first_head, part.heads, tuple(lines), tuple(bars), part.bars_title, part.note
    )


def _cell(number: int | None) -> str:
    return DASH if number is None else str(number)


def _percent(number: int | None) -> str:
    return DASH if number is None else f"{number}\u00a0%"
