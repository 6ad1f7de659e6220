"""The way of a year's schedule: the operator drafts and submits it, the working body approves it.

The working body approves, not the commission's chair: it agrees the lists of the same organisations, gives
them notice and watches the quality (P 15), and the operator answers to it for centres and schedule (P 14–15).
The commission judges what happened at the sittings and hears appeals on them; who settles beforehand when
whom is examined should not be who judges it afterwards.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.sittings.reasons import read_reason
from examapp.sittings.schedule_errors import (
    DrafterCannotApprove,
    ScheduleDocumentMissing,
    ScheduleEmpty,
    ScheduleNotOpen,
    YearStands,
)
from examapp.sittings.schedule_models import ScheduleRow, ScheduleState, YearSchedule

LONGEST_DOCUMENT = 240


def begin_schedule(db: Session, year: int, *, actor: str, at: datetime) -> YearSchedule:
    """Begin the draft of a year's schedule. Raises YearStands."""
    if db.scalars(select(YearSchedule.id).where(YearSchedule.year == year)).first() is not None:
        raise YearStands(year=year)
    schedule = YearSchedule(year=year, drafted_by=actor, drafted_at=at)
    db.add(schedule)
    db.flush()
    _note(db, "schedule.begun", schedule, actor, at)
    return schedule


def submit_schedule(db: Session, schedule: YearSchedule, *, actor: str, at: datetime) -> None:
    """Lay the draft before the working body. Raises ScheduleEmpty and ScheduleNotOpen."""
    rows = select(ScheduleRow.id).where(ScheduleRow.schedule_id == schedule.id)
    if db.scalars(rows).first() is None:
        raise ScheduleEmpty
    moved = {"submitted_by": actor, "submitted_at": at, "remark": None}
    _move(db, schedule, ScheduleState.DRAFT, ScheduleState.SUBMITTED, **moved)
    _note(db, "schedule.submitted", schedule, actor, at)


def return_schedule(db: Session, schedule: YearSchedule, remark: str, *, actor: str, at: datetime) -> None:
    """Give the draft back with a remark that says what to change. Raises ReasonMissing, ScheduleNotOpen."""
    words = read_reason(remark)
    _move(db, schedule, ScheduleState.SUBMITTED, ScheduleState.DRAFT, remark=words)
    _note(db, "schedule.returned", schedule, actor, at, remark=words)


def approve_schedule(db: Session, schedule: YearSchedule, document: str, *, actor: str, at: datetime) -> None:
    """Approve the schedule by a document: from now on each change needs a reason and is shown.

    Raises DrafterCannotApprove, ScheduleDocumentMissing and ScheduleNotOpen.
    """
    if is_one_of(db, actor, [schedule.drafted_by, schedule.submitted_by]):
        raise DrafterCannotApprove
    cited = " ".join(document.split())
    if not cited or len(cited) > LONGEST_DOCUMENT:
        raise ScheduleDocumentMissing
    moved = {"approved_by": actor, "approved_at": at, "document": cited}
    _move(db, schedule, ScheduleState.SUBMITTED, ScheduleState.APPROVED, **moved)
    _note(db, "schedule.approved", schedule, actor, at, document=cited)


def publish_schedule(db: Session, schedule: YearSchedule, *, actor: str, at: datetime) -> None:
    """Show the approved schedule to everybody; asked again it is published. Raises ScheduleNotOpen."""
    if schedule.state is ScheduleState.PUBLISHED:
        return
    _move(db, schedule, ScheduleState.APPROVED, ScheduleState.PUBLISHED, published_at=at)
    _note(db, "schedule.published", schedule, actor, at)


def _move(db: Session, schedule: YearSchedule, old: ScheduleState, new: ScheduleState, **values: Any) -> None:
    swapped = changed_rows(
        db,
        update(YearSchedule)
        .where(YearSchedule.id == schedule.id, YearSchedule.state == old)
        .values(state=new, **values),
    )
    if swapped != 1:
        raise ScheduleNotOpen
    db.refresh(schedule)


def _note(db: Session, act: str, schedule: YearSchedule, actor: str, at: datetime, **facts: str) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="schedule",
        subject_code=str(schedule.year),
        at=at,
        facts=dict(facts),
    )
