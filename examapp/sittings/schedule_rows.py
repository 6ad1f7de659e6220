"""The rows of the year's schedule: drafted freely, and changed after the approval with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from examapp.programmes.policy import read_policy
from examapp.sittings.reasons import read_reason
from examapp.sittings.schedule_errors import PeriodsOverlap, PeriodWrong, ScheduleNotOpen
from examapp.sittings.schedule_models import (
    ScheduleChange,
    ScheduleChangeAct,
    ScheduleRow,
    ScheduleState,
    YearSchedule,
)
from examapp.sittings.working_days import has_working_day, holidays_between

MOST_EXPECTED: Final = 100_000
# From the approval on, each change is kept and shown with its reason.
BINDING: Final = frozenset({ScheduleState.APPROVED, ScheduleState.PUBLISHED})


@dataclass(frozen=True)
class Period:
    """What a row says of an organisation: which programme, from when to when, how many people."""

    programme: Programme
    first_day: date
    last_day: date
    expected: int


def add_row(
    db: Session,
    schedule: YearSchedule,
    organisation: Organisation,
    period: Period,
    *,
    reason: str = "",
    actor: str,
    at: datetime,
) -> ScheduleRow:
    """Add a row. Raises PeriodWrong, PeriodsOverlap, ScheduleNotOpen, and ReasonMissing once it binds."""
    words = _read_reason(schedule, reason)
    _check(db, schedule, organisation.id, period, at)
    row = ScheduleRow(
        schedule_id=schedule.id,
        organisation=organisation,
        programme=period.programme,
        first_day=period.first_day,
        last_day=period.last_day,
        expected=period.expected,
    )
    db.add(row)
    db.flush()
    _note(db, schedule, ScheduleChangeAct.ADDED, organisation, None, _facts(row), words, actor, at)
    return row


def change_row(
    db: Session,
    schedule: YearSchedule,
    row: ScheduleRow,
    period: Period,
    *,
    reason: str = "",
    actor: str,
    at: datetime,
) -> None:
    """Change a row's programme, days or number; unchanged nothing is written. Raises as `add_row` does."""
    words, before = _read_reason(schedule, reason), _facts(row)
    _check(db, schedule, row.organisation_id, period, at, but=row)
    row.programme = period.programme
    row.first_day, row.last_day, row.expected = period.first_day, period.last_day, period.expected
    db.flush()
    after = _facts(row)
    if after != before:
        _note(db, schedule, ScheduleChangeAct.CHANGED, row.organisation, before, after, words, actor, at)


def remove_row(
    db: Session, schedule: YearSchedule, row: ScheduleRow, *, reason: str = "", actor: str, at: datetime
) -> None:
    """Take a row off. Raises ScheduleNotOpen, and ReasonMissing once the schedule binds."""
    words = _read_reason(schedule, reason)
    _note(db, schedule, ScheduleChangeAct.REMOVED, row.organisation, _facts(row), None, words, actor, at)
    db.delete(row)
    db.flush()


def get_row(db: Session, schedule: YearSchedule, row_id: int) -> ScheduleRow:
    """Return a row of this schedule, or raise NotFound."""
    row = db.get(ScheduleRow, row_id)
    if row is None or row.schedule_id != schedule.id:
        raise NotFound
    return row


def _read_reason(schedule: YearSchedule, typed: str) -> str:
    if schedule.state is ScheduleState.SUBMITTED:
        raise ScheduleNotOpen(ScheduleNotOpen.submitted)
    return read_reason(typed) if schedule.state in BINDING else ""


def _check(
    db: Session,
    schedule: YearSchedule,
    organisation_id: int,
    period: Period,
    at: datetime,
    *,
    but: ScheduleRow | None = None,
) -> None:
    first, last = period.first_day, period.last_day
    if last < first:
        raise PeriodWrong(member="last_day")
    if {first.year, last.year} != {schedule.year}:
        member = "first_day" if first.year != schedule.year else "last_day"
        raise PeriodWrong(PeriodWrong.other_year, member=member, year=schedule.year)
    if not 1 <= period.expected <= MOST_EXPECTED:
        raise PeriodWrong(PeriodWrong.number, member="expected", most=MOST_EXPECTED)
    holidays = holidays_between(read_policy(db, period.programme.id, at).holidays, first, last)
    if not has_working_day(first, last, holidays):
        raise PeriodWrong(PeriodWrong.no_working_day, member="first_day")
    overlapping = select(ScheduleRow.id).where(
        ScheduleRow.schedule_id == schedule.id,
        ScheduleRow.organisation_id == organisation_id,
        ScheduleRow.programme_id == period.programme.id,
        ScheduleRow.first_day <= last,
        ScheduleRow.last_day >= first,
        ScheduleRow.id != (but.id if but is not None else 0),
    )
    if db.scalars(overlapping).first() is not None:
        raise PeriodsOverlap


def _facts(row: ScheduleRow) -> dict[str, Any]:
    return {
        "row": row.id,
        "programme": row.programme.code,
        "titles": row.programme.titles,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "expected": row.expected,
    }


def _note(
    db: Session,
    schedule: YearSchedule,
    act: ScheduleChangeAct,
    organisation: Organisation,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    reason: str,
    actor: str,
    at: datetime,
) -> None:
    if schedule.state in BINDING:
        db.add(
            ScheduleChange(
                schedule_id=schedule.id,
                organisation_id=organisation.id,
                act=act,
                before=before,
                after=after,
                reason=reason,
                by=actor,
                at=at,
            )
        )
    record(
        db,
        act=f"schedule.row_{act.value}",
        actor=actor,
        subject_kind="schedule",
        subject_code=str(schedule.year),
        at=at,
        facts={
            "organisation": organisation.code,
            "before": before or {},
            "after": after or {},
            "reason": reason,
        },
    )
