"""The quality report of an import: a row for each finding with the mend that is proposed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from question_bank.findings import Finding
from question_bank.formats.contract import ReadList
from question_bank.mends import Mend, propose
from question_bank.quality import check_list


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One finding with its line in the source, and the mend that is proposed for it."""

    line: int | None
    item: str
    kind: str
    text: str
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class ReportWords:
    """A report's words: its seven headings, and of a row its kind, what was found, and what to do next."""

    headings: tuple[str, ...]
    say: Callable[[ReportRow], tuple[str, str, str]]

    def cells(self, row: ReportRow) -> tuple[str, ...]:
        """Return the cells of a row as text."""
        before, after = (row.mend.before, row.mend.after) if row.mend else ("", "")
        line = "" if row.line is None else str(row.line)
        return line, row.item, *self.say(row), before, after


@dataclass(frozen=True, slots=True)
class Judged:
    """A list as it was read, and what its quality report says of it."""

    read_list: ReadList
    rows: Sequence[ReportRow]


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


@dataclass(frozen=True, slots=True)
class Touched:
    """What of one kind was found in one item: its rows, each with its number in the report."""

    line: int | None
    item: str
    rows: tuple[tuple[int, ReportRow], ...]


@dataclass(frozen=True, slots=True)
class KindOfFinding:
    """All of a report that is of one kind, item by item in the order of the report."""

    kind: str
    touched: tuple[Touched, ...]

    @property
    def count(self) -> int:
        """How many rows of the report are of the kind."""
        return sum(len(one.rows) for one in self.touched)

    @property
    def mends(self) -> int:
        """How many of them have a mend that may be accepted."""
        return sum(row.mend is not None for one in self.touched for _, row in one.rows)


def group_rows(rows: Sequence[ReportRow]) -> tuple[KindOfFinding, ...]:
    """Return the rows by kind: what has a mend first, then what was found seldom, for that is read first."""
    kinds: dict[str, dict[tuple[str, int | None], list[tuple[int, ReportRow]]]] = {}
    for number, row in enumerate(rows):
        kinds.setdefault(row.kind, {}).setdefault((row.item, row.line), []).append((number, row))
    groups = [
        KindOfFinding(
            kind, tuple(Touched(line, item, tuple(found)) for (item, line), found in touched.items())
        )
        for kind, touched in kinds.items()
    ]
    return tuple(sorted(groups, key=lambda group: (not group.mends, group.count)))


def count_kinds(rows: Sequence[ReportRow]) -> Mapping[str, int]:
    """Return how often each kind was found, the most frequent first."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
