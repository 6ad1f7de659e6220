"""What a quarterly report says, as values: page, paper and workbook show exactly these.

A report names bodies and kinds of position, never a person. A row of one person tells that person's result to
whoever knows who went: bodies and positions of fewer than five people stand together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from examapp.reporting.participation import Counts
from examapp.reporting.quarters import Quarter
from examapp.results.outcomes import FAILURES, Outcome, share_percent
from question_bank.sealing import digest

FEWEST_OF_A_ROW: Final = 5
OTHERS: Final = ""


@dataclass(frozen=True)
class Figures:
    """Lines of confirmed sheets by what they came to; who was removed counts as failed."""

    passed: int = 0
    failed: int = 0
    void: int = 0
    absent: int = 0
    excused: int = 0

    @property
    def lines(self) -> int:
        """How many people stand on the sheets."""
        return self.passed + self.failed + self.void + self.absent + self.excused

    @property
    def judged(self) -> int:
        """How many passed or failed."""
        return self.passed + self.failed

    @property
    def passed_percent(self) -> int | None:
        """The share of those who passed in whole percent, rounded down; None where nobody was judged."""
        return 100 * self.passed // self.judged if self.judged else None

    def plus(self, other: "Figures") -> "Figures":
        """Return the sum."""
        return Figures(
            self.passed + other.passed,
            self.failed + other.failed,
            self.void + other.void,
            self.absent + other.absent,
            self.excused + other.excused,
        )

    def with_one(self, outcome: Outcome, number: int = 1) -> "Figures":
        """Return the figures with so many more of an outcome."""
        name = "failed" if outcome in FAILURES else outcome.value
        return replace(self, **{name: getattr(self, name) + number})


@dataclass(frozen=True)
class ReportRow:
    """One region, body or kind of position; `names` is empty for a region, and for those joined."""

    code: str
    names: Mapping[str, str]
    region_code: str
    figures: Figures


@dataclass(frozen=True)
class TopicRow:
    """All points of a topic, with those to be had, in this quarter and in the one before."""

    topic: str
    points: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)
    points_before: Decimal = Decimal(0)
    maximum_before: Decimal = Decimal(0)

    @property
    def percent(self) -> int | None:
        """The share reached in whole percent; None where nothing was to be had."""
        return share_percent(self.points, self.maximum) if self.maximum else None

    @property
    def percent_before(self) -> int | None:
        """The share of the quarter before."""
        return share_percent(self.points_before, self.maximum_before) if self.maximum_before else None


@dataclass(frozen=True)
class TrendRow:
    """One quarter's figures, and its participation."""

    quarter: Quarter
    figures: Figures
    participation: Counts


@dataclass(frozen=True)
class QuarterContent:
    """One quarter of the republic, or of the region that bounds the reader.

    `trend` ends with the quarter itself; `undecided` counts its sittings without a confirmed sheet, whose
    people stand in the participation only.
    """

    quarter: Quarter
    region_code: str | None
    undecided: int
    trend: tuple[TrendRow, ...]
    regions: tuple[ReportRow, ...]
    bodies: tuple[ReportRow, ...]
    positions: tuple[ReportRow, ...]
    topics: tuple[TopicRow, ...]
    participation: tuple[tuple[str, Counts], ...]

    @property
    def total(self) -> Figures:
        """The figures of the whole quarter."""
        return self.trend[-1].figures

    @property
    def came(self) -> Counts:
        """The participation of the whole quarter."""
        return self.trend[-1].participation

    @property
    def before(self) -> Figures:
        """The figures of the quarter before."""
        return self.trend[-2].figures

    @property
    def digest(self) -> str:
        """SHA-256 over all that is said: the same on page, paper and workbook."""
        return digest(_plain(asdict(self)))


@dataclass(frozen=True)
class QuarterReport:
    """The content as it stood at a moment."""

    content: QuarterContent
    as_of: datetime


def sum_figures(rows: Iterable[ReportRow]) -> Figures:
    """Return the sum of rows."""
    total = Figures()
    for row in rows:
        total = total.plus(row.figures)
    return total


def join_small_rows(rows: Iterable[ReportRow], region_code: str = "") -> tuple[ReportRow, ...]:
    """Return the rows in their order, those of fewer than five people together at the end.

    If those are fewer than five people themselves, the smallest of the others join them: what stands together
    must not be one small row under another name. `region_code` is that of the joined row.
    """
    kept = list(rows)
    small = [row for row in kept if row.figures.lines < FEWEST_OF_A_ROW]
    others = sum_figures(small)
    if not small:
        return tuple(kept)
    left = sorted((row for row in kept if row not in small), key=lambda row: (row.figures.lines, row.code))
    while others.lines < FEWEST_OF_A_ROW and left:
        small.append(left.pop(0))
        others = sum_figures(small)
    stay = [row for row in kept if row not in small]
    return (*stay, ReportRow(OTHERS, {}, region_code, others))


def _plain(value: Any) -> Any:
    """Return records, lists, strings and whole numbers only, as canonical JSON takes them."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value
