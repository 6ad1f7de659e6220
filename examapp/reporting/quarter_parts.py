"""A quarterly report as tables and bars in the language of the request: page, paper and workbook write these.

There is one reading of the content, so that the three cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_, say_in
from examapp.organisations.regions import region_name
from examapp.reporting.participation import Counts, sum_counts
from examapp.reporting.participation_words import COLUMNS, column_word
from examapp.reporting.quarter_content import Figures, QuarterContent, ReportRow, TopicRow, sum_figures
from examapp.reporting.quarters import Quarter
from question_bank.blueprint import TOPIC_TITLES

PERCENT: Final = N_("Passed, %")
_FIGURES: Final = {
    "lines": N_("On the sheets"),
    "passed": N_("Have passed"),
    "failed": N_("Have failed"),
    "void": N_("Made void"),
    "absent": N_("Did not come"),
    "excused": N_("Excused"),
}


@dataclass(frozen=True)
class Line:
    """One row: what it is, a smaller second line, and its figures; None where there is nothing to say."""

    name: str
    second: str
    cells: tuple[int | None, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar from 0 to 100 percent; None is no bar and a dash."""

    label: str
    percent: int | None


@dataclass(frozen=True)
class Part:
    """A table with its heading, and the bars that stand above it, if there are any."""

    code: str
    title: str
    first_head: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    note: str = ""


def quarter_name(quarter: Quarter) -> str:
    """Return `4th quarter of 2026` as the language says it."""
    roman = ("I", "II", "III", "IV")[quarter.number - 1]
    return str(gettext("%(number)s quarter of %(year)s", number=roman, year=quarter.year))


def make_parts(content: QuarterContent) -> tuple[Part, ...]:
    """Return all parts of the report."""
    return (
        _trend(content),
        _participation(content),
        _figures(
            "regions",
            gettext("By region"),
            gettext("Region"),
            content.regions,
            bars_title=gettext("Passed, of those judged, by region, percent"),
        ),
        _figures(
            "organisations",
            gettext("By organisation"),
            gettext("Organisation"),
            content.bodies,
            note=gettext("Organisations of fewer than five people stand together, region by region."),
        ),
        _figures(
            "positions",
            gettext("By position"),
            gettext("Position"),
            content.positions,
            note=gettext("Positions of fewer than five people stand together as other positions."),
        ),
        _topics(content.topics),
    )


def _trend(content: QuarterContent) -> Part:
    rows = content.trend
    return Part(
        "trend",
        gettext("Quarter by quarter"),
        gettext("Quarter"),
        (*_figure_heads(), gettext("Came of those due, %")),
        tuple(
            Line(quarter_name(row.quarter), "", (*_cells(row.figures), row.participation.attended_percent))
            for row in rows
        ),
        tuple(Bar(quarter_name(row.quarter), row.figures.passed_percent) for row in rows),
        gettext("Passed, of those judged, percent"),
    )


def _participation(content: QuarterContent) -> Part:
    lines = [Line(region_name(code), "", _counted(counts)) for code, counts in content.participation]
    total = sum_counts(counts for _code, counts in content.participation)
    return Part(
        "participation",
        gettext("Participation"),
        gettext("Region"),
        (*(column_word(column) for column in COLUMNS), gettext("Came of those due, %")),
        (*lines, Line(gettext("Together"), "", _counted(total), is_total=True)),
        note=gettext(
            "Participation counts places at all sittings of the quarter, also at those not yet decided."
        ),
    )


def _counted(counts: Counts) -> tuple[int | None, ...]:
    return (*(getattr(counts, column) for column in COLUMNS), counts.attended_percent)


def _figures(
    code: str, title: str, first: str, rows: Sequence[ReportRow], *, bars_title: str = "", note: str = ""
) -> Part:
    lines = [Line(_name(code, row), _second(code, row), _cells(row.figures)) for row in rows]
    together = Line(gettext("Together"), "", _cells(sum_figures(rows)), is_total=True)
    bars = tuple(Bar(_name(code, row), row.figures.passed_percent) for row in rows) if bars_title else ()
    return Part(code, title, first, _figure_heads(), (*lines, together), bars, bars_title, note)


def _figure_heads() -> tuple[str, ...]:
    return (*(gettext(word) for word in _FIGURES.values()), gettext(PERCENT))


def _cells(figures: Figures) -> tuple[int | None, ...]:
    return (*(getattr(figures, name) for name in _FIGURES), figures.passed_percent)


def _name(code: str, row: ReportRow) -> str:
    if code == "regions":
        return region_name(row.code)
    others = gettext("Other organisations") if code == "organisations" else gettext("Other positions")
    return say_in(dict(row.names)) if row.names else others


def _second(code: str, row: ReportRow) -> str:
    if code != "organisations":
        return ""
    return " · ".join(part for part in (row.code, region_name(row.region_code)) if part)


def _topics(rows: Sequence[TopicRow]) -> Part:
    named = [(say_in(dict(TOPIC_TITLES.get(row.topic, {}))) or row.topic, row) for row in rows]
    return Part(
        "topics",
        gettext("By topic"),
        gettext("Topic"),
        (gettext("Points, %"), gettext("Quarter before, %"), gettext("Change, points")),
        tuple(Line(name, "", (row.percent, row.percent_before, _change(row))) for name, row in named),
        tuple(Bar(name, row.percent) for name, row in named),
        gettext("Points reached of those to be had, percent"),
        gettext("Over whoever passed or failed; void results have no points."),
    )


def _change(row: TopicRow) -> int | None:
    if row.percent is None or row.percent_before is None:
        return None
    return row.percent - row.percent_before
