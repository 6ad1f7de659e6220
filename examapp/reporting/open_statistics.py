"""The statistics that everybody may read: a quarter that is over and decided, without persons.

Quarters are apart and never summed, so that two pages cannot be subtracted from each other. One appears
when each of its sittings has a confirmed sheet: figures that grow sheet by sheet would show each sheet.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.organisations.regions import REGIONS
from examapp.reporting.quarter_content import QuarterContent
from examapp.reporting.quarter_report import draw_up_report, first_sitting
from examapp.reporting.quarters import Quarter, list_quarters
from examapp.reporting.sight import Sight
from examapp.reporting.suppression import find_shown

KEPT_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class OpenRow:
    """One region; without figures where they are kept back."""

    code: str
    passed: int | None
    failed: int | None

    @property
    def percent(self) -> int | None:
        """Who passed, in whole percent."""
        if self.passed is None or self.failed is None:
            return None
        return 100 * self.passed // (self.passed + self.failed)


@dataclass(frozen=True)
class OpenQuarter:
    """One quarter; `undecided` sittings keep it back, and so do too few people: then `total` is None."""

    quarter: Quarter
    undecided: int
    total: OpenRow | None = None
    regions: tuple[OpenRow, ...] = ()
    topics: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class OpenStatistics:
    """The quarters that can be chosen, the newest first, and the one that is read, if there is any."""

    quarters: Sequence[Quarter]
    read: OpenQuarter | None


def withhold(content: QuarterContent) -> OpenQuarter:
    """Return what of a quarter may be shown to everybody."""
    if content.undecided:
        return OpenQuarter(content.quarter, content.undecided)
    rows = {
        row.code: (row.figures.passed, row.figures.failed) for row in content.regions if row.figures.judged
    }
    shown = find_shown(rows)
    if shown is None:
        return OpenQuarter(content.quarter, 0)
    regions = (OpenRow(code, *(rows[code] if code in shown else (None, None))) for code in rows)
    topics = ((row.topic, row.percent) for row in content.topics if row.percent is not None)
    total = OpenRow("UZ", content.total.passed, content.total.failed)
    return OpenQuarter(content.quarter, 0, total, tuple(regions), tuple(topics))


class StatisticsShelf:
    """What was read lately, kept in the process: an open page must not read thousands of lines each time."""

    def __init__(self) -> None:
        self._kept: dict[Quarter, tuple[datetime, OpenQuarter]] = {}

    def read(self, db: Session, wanted: Quarter | None, at: datetime) -> OpenStatistics:
        """Return the quarters that are over, and the wanted one of them, else the newest."""
        first = first_sitting(db)
        quarters = list_quarters(first, at)[1:] if first is not None else []
        if not quarters:
            return OpenStatistics((), None)
        quarter = wanted if wanted in quarters else quarters[0]
        kept_at, kept = self._kept.get(quarter, (None, None))
        if kept is None or kept_at is None or not kept_at <= at < kept_at + KEPT_FOR:
            kept = withhold(draw_up_report(db, quarter, Sight(None, None), at).content)
            self._kept[quarter] = (at, kept)
        return OpenStatistics(quarters, kept)


def statistics_as_json(one: OpenQuarter) -> dict[str, Any]:
    """Return one quarter as a record; null stands where figures are kept back."""
    names: Mapping[str, Mapping[str, str]] = {region.code: region.names for region in REGIONS}
    return {
        "quarter": one.quarter.code,
        "undecided_sittings": one.undecided,
        "total": _row_as_json(one.total) if one.total else None,
        "regions": [{**_row_as_json(row), "names": dict(names.get(row.code, {}))} for row in one.regions],
        "topics": [{"topic": topic, "percent": percent} for topic, percent in one.topics],
    }


def _row_as_json(row: OpenRow) -> dict[str, Any]:
    return {"code": row.code, "passed": row.passed, "failed": row.failed, "percent": row.percent}


def statistics_as_csv(one: OpenQuarter) -> str:
    """Return one quarter as a table; an empty cell stands where figures are kept back."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["quarter", "kind", "code", "passed", "failed", "percent"])
    for kind, rows in (("region", one.regions), ("total", (one.total,) if one.total else ())):
        for row in rows:
            writer.writerow([one.quarter.code, kind, row.code, row.passed, row.failed, row.percent])
    for topic, percent in one.topics:
        writer.writerow([one.quarter.code, "topic", topic, None, None, percent])
    return buffer.getvalue()
