"""The quarterly report to the Cabinet (P 5): what confirmed sheets of official sittings say of a quarter.

A sitting belongs to the quarter in which it was held, whenever its sheet was confirmed. People belong to the
region of their body, not to that of the centre; body and post are those of the day of the test, so that
nobody who changes them later changes a report, and whoever compares two of its days learns nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain, groupby
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import ListedPosition
from examapp.candidates.models import Candidate
from examapp.candidates.positions import fold_position
from examapp.organisations.models import Organisation
from examapp.organisations.regions import REGIONS
from examapp.reporting.participation import Asked, BodyRow, by_region, count_participation, sum_counts
from examapp.reporting.quarter_content import (
    Figures,
    QuarterContent,
    QuarterReport,
    ReportRow,
    TopicRow,
    TrendRow,
    join_small_rows,
)
from examapp.reporting.quarters import Quarter
from examapp.reporting.sight import Sight
from examapp.reporting.suppression import FEWEST
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import BY_POINTS, Outcome
from examapp.results.queries import read_plain_lines
from examapp.sittings.models import Booking, Sitting, SittingState
from question_bank.blueprint import TOPICS

QUARTERS_BEFORE: Final = 4
# One that is still open at the quarter's end is as little decided as one without a sheet.
_OPENED: Final = (SittingState.OPEN, SittingState.CLOSED)
# The points of each topic, those to be had, and of how many people: over whoever passed or failed.
_Sums = dict[str, tuple[Decimal, Decimal, int]]


@dataclass(frozen=True)
class _Said:
    """What sheets say of some lines: sums by topic, and the post of each one by sheet and position."""

    topics: _Sums
    posts: dict[tuple[int, int], Mapping[str, str]]


def draw_up_report(db: Session, quarter: Quarter, sight: Sight, at: datetime) -> QuarterReport:
    """Return the report of a quarter as it stands, within the reader's sight.

    Raises SheetBroken where a sheet is not what its digest names: such a report would be worth nothing.
    """
    rows = db.execute(sight.bound(_lines(quarter))).all()
    said = _read_sheets(db, rows)
    before = _read_sheets(db, db.execute(sight.bound(_lines(quarter.later(-1)))).all())
    participation = count_participation(db, Asked(quarter.year, quarter=quarter.number), sight)
    content = QuarterContent(
        quarter=quarter,
        region_code=sight.region_code,
        undecided=_count_undecided(db, quarter, sight),
        trend=(*_earlier(db, quarter, sight), _trend_row(quarter, rows, participation)),
        regions=_by_region(rows),
        bodies=_by_body(rows),
        positions=_by_position(db, rows, said.posts),
        topics=_by_topic(said.topics, before.topics),
        participation=tuple(sorted(by_region(participation).items(), key=lambda one: _place(one[0]))),
    )
    return QuarterReport(content, at)


def first_sitting(db: Session) -> datetime | None:
    """Return when the first official sitting began."""
    return db.scalar(select(func.min(Sitting.starts_at)).where(Sitting.rehearsal.is_(False)))


def _lines(quarter: Quarter) -> Any:
    """Return the query of all lines of the quarter's valid sheets, with each one's body and post of today."""
    served = func.coalesce(Result.organisation_id, Candidate.organisation_id)
    return (
        select(
            Result.sheet_id,
            Result.position,
            Result.outcome,
            Organisation.code,
            Organisation.names,
            Organisation.region_code,
            Candidate.positions,
        )
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == served)
        .where(quarter.is_official(), ResultSheet.state == SheetState.CONFIRMED)
        .order_by(Organisation.code, Result.sheet_id, Result.position)
    )


def _earlier(db: Session, quarter: Quarter, sight: Sight) -> Iterable[TrendRow]:
    for back in range(QUARTERS_BEFORE, 0, -1):
        before = quarter.later(-back)
        rows = db.execute(sight.bound(_lines(before))).all()
        asked = Asked(before.year, quarter=before.number)
        yield _trend_row(before, rows, count_participation(db, asked, sight))


def _trend_row(quarter: Quarter, rows: Sequence[Any], came: Sequence[BodyRow]) -> TrendRow:
    return TrendRow(quarter, _count(row.outcome for row in rows), sum_counts(one.counts for one in came))


def _count(outcomes: Iterable[Outcome]) -> Figures:
    total = Figures()
    for outcome in outcomes:
        total = total.with_one(outcome)
    return total


def _place(region_code: str) -> int:
    return next((n for n, region in enumerate(REGIONS) if region.code == region_code), len(REGIONS))


def _by_region(rows: Sequence[Any]) -> tuple[ReportRow, ...]:
    found: dict[str, Figures] = {}
    for row in rows:
        found[row.region_code] = found.get(row.region_code, Figures()).with_one(row.outcome)
    ordered = sorted(found.items(), key=lambda one: _place(one[0]))
    return tuple(ReportRow(code, {}, code, figures) for code, figures in ordered)


def _by_body(rows: Sequence[Any]) -> tuple[ReportRow, ...]:
    found: dict[str, ReportRow] = {}
    for row in rows:
        kept = found.get(row.code) or ReportRow(row.code, dict(row.names), row.region_code, Figures())
        found[row.code] = replace(kept, figures=kept.figures.with_one(row.outcome))
    ordered = sorted(found.values(), key=lambda one: (_place(one.region_code), one.code))
    # Within a region: what is left when its bodies are taken from its own row is then the joined row itself.
    joined = [
        join_small_rows(bodies, region)
        for region, bodies in groupby(ordered, key=lambda one: one.region_code)
    ]
    return tuple(chain.from_iterable(joined))


def _by_position(
    db: Session, rows: Sequence[Any], posts: Mapping[tuple[int, int], Mapping[str, str]]
) -> tuple[ReportRow, ...]:
    """Return the kinds of position: that of the table which a person's begins with, else the own words."""
    listed = {one.key: one.names for one in db.scalars(select(ListedPosition))}
    found: dict[str, ReportRow] = {}
    for row in rows:
        key, names = _kind_of(posts.get((row.sheet_id, row.position)) or row.positions, listed)
        kept = found.get(key) or ReportRow(key, names, "", Figures())
        found[key] = replace(kept, figures=kept.figures.with_one(row.outcome))
    return join_small_rows(sorted(found.values(), key=lambda row: (-row.figures.lines, row.code)))


def _kind_of(
    positions: Mapping[str, str], listed: Mapping[str, Mapping[str, str]]
) -> tuple[str, dict[str, str]]:
    folded = fold_position(positions.get("uz-Latn") or next(iter(positions.values()), ""))
    begun = max((key for key in listed if folded.startswith(key)), key=len, default="")
    return (begun, dict(listed[begun])) if begun else (folded, dict(positions))


def _by_topic(now_sums: _Sums, sums_before: _Sums) -> tuple[TopicRow, ...]:
    known = [topic for topic in TOPICS if topic in now_sums or topic in sums_before]
    others = sorted((now_sums.keys() | sums_before.keys()) - set(known))
    return tuple(
        TopicRow(topic, *_told(now_sums, topic), *_told(sums_before, topic)) for topic in (*known, *others)
    )


def _told(sums: _Sums, topic: str) -> tuple[Decimal, Decimal]:
    """Return a topic's points, nothing where only a few people of those who were judged had it.

    It is another programme's topic then, and its share would tell what these few people know.
    """
    points, maximum, people = sums.get(topic, (Decimal(0), Decimal(0), 0))
    judged = max((one[2] for one in sums.values()), default=0)
    return (Decimal(0), Decimal(0)) if people < min(FEWEST, judged) else (points, maximum)


def _read_sheets(db: Session, rows: Sequence[Any]) -> _Said:
    """Return what the sheets themselves say of these lines."""
    wanted: dict[int, dict[int, Outcome]] = {}
    for row in rows:
        wanted.setdefault(row.sheet_id, {})[row.position] = row.outcome
    said = _Said({}, {})
    for sheet in db.scalars(select(ResultSheet).where(ResultSheet.id.in_(wanted.keys()))):
        for line in read_plain_lines(sheet):
            outcome = wanted[sheet.id].get(line["position"])
            if outcome is None:
                continue
            said.posts[sheet.id, line["position"]] = line.get("position_held", {})
            if outcome in BY_POINTS:
                _add_topics(said.topics, line["topics"])
    return said


def _add_topics(sums: _Sums, topics: Mapping[str, Mapping[str, str]]) -> None:
    for topic, reached in topics.items():
        points, maximum, people = sums.get(topic, (Decimal(0), Decimal(0), 0))
        reached_points, most = Decimal(reached["points"]), Decimal(reached["maximum"])
        sums[topic] = (points + reached_points, maximum + most, people + 1)


def _count_undecided(db: Session, quarter: Quarter, sight: Sight) -> int:
    """Return the sittings of the quarter that were opened and have no confirmed sheet."""
    decided = exists().where(ResultSheet.sitting_id == Sitting.id, ResultSheet.state == SheetState.CONFIRMED)
    somebody = sight.bound(
        select(Booking.id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .where(Booking.sitting_id == Sitting.id)
    )
    query = select(func.count()).select_from(Sitting)
    query = query.where(quarter.is_official(), Sitting.state.in_(_OPENED), ~decided)
    return db.scalar(query.where(somebody.exists())) or 0
