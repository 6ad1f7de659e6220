"""Reading the year's schedules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.core.errors import NotFound
from examapp.organisations.searching import match_names
from examapp.sittings.schedule_models import ScheduleChange, ScheduleRow, ScheduleState, YearSchedule


@dataclass(frozen=True)
class ScheduleView:
    """The part of a schedule that was asked for; `total` counts all its rows."""

    schedule: YearSchedule
    rows: Sequence[ScheduleRow]
    changes: Sequence[ScheduleChange]
    total: int


def list_schedules(db: Session) -> Sequence[YearSchedule]:
    """Return all schedules, the latest year first."""
    return db.scalars(select(YearSchedule).order_by(YearSchedule.year.desc())).all()


def get_schedule(db: Session, year: int) -> YearSchedule:
    """Return the schedule of a year, or raise NotFound."""
    found = db.scalars(select(YearSchedule).where(YearSchedule.year == year)).first()
    if found is None:
        raise NotFound
    return found


def list_published_years(db: Session) -> Sequence[int]:
    """Return the years whose schedule is published, the latest first."""
    published = YearSchedule.state == ScheduleState.PUBLISHED
    return db.scalars(select(YearSchedule.year).where(published).order_by(YearSchedule.year.desc())).all()


def find_next_period(db: Session, organisation_id: int, programme_id: int, day: date) -> ScheduleRow | None:
    """Return the first period of a body that a published schedule has on or after a day, or None."""
    return db.scalars(
        select(ScheduleRow)
        .join(YearSchedule, YearSchedule.id == ScheduleRow.schedule_id)
        .where(
            YearSchedule.state == ScheduleState.PUBLISHED,
            ScheduleRow.organisation_id == organisation_id,
            ScheduleRow.programme_id == programme_id,
            ScheduleRow.last_day >= day,
        )
        .order_by(ScheduleRow.first_day)
        .limit(1)
    ).first()


def find_published(db: Session, year: int | None, today_year: int) -> YearSchedule | None:
    """Return a year's published schedule; without a year this year's, else the latest, or None.

    Raises NotFound for a year that was asked for and is not published.
    """
    years = list_published_years(db)
    if year is not None:
        if year not in years:
            raise NotFound
        return get_schedule(db, year)
    if not years:
        return None
    return get_schedule(db, today_year if today_year in years else years[0])


def view_schedule(
    db: Session, schedule: YearSchedule, *, region_code: str | None = None, asked: str = ""
) -> ScheduleView:
    """Return the rows and changes of a region, and of the organisations whose name holds what was typed."""
    rows = db.scalars(
        select(ScheduleRow)
        .where(ScheduleRow.schedule_id == schedule.id)
        .options(joinedload(ScheduleRow.organisation), joinedload(ScheduleRow.programme))
        .order_by(ScheduleRow.first_day, ScheduleRow.last_day, ScheduleRow.id)
    ).all()
    changes = db.scalars(
        select(ScheduleChange)
        .where(ScheduleChange.schedule_id == schedule.id)
        .options(joinedload(ScheduleChange.organisation))
        .order_by(ScheduleChange.id.desc())
    ).all()
    bodies = {row.organisation_id: row.organisation for row in rows}
    bodies |= {change.organisation_id: change.organisation for change in changes}
    shown = {
        body.id
        for body in (match_names(bodies.values(), asked) if asked.strip() else bodies.values())
        if region_code in {None, "", body.region_code}
    }
    return ScheduleView(
        schedule,
        [row for row in rows if row.organisation_id in shown],
        [change for change in changes if change.organisation_id in shown],
        len(rows),
    )
