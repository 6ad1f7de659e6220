"""Tables of the year's schedule: who is examined when, and what was changed after its approval."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme


class ScheduleState(StrEnum):
    """draft → submitted → approved → published; a return leads back to the draft."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"


class YearSchedule(Base):
    """The schedule of one year.

    `document` is what approved it, as people cite it: title, number, date. `remark` is the working body's
    last one with a return.
    """

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    state: Mapped[ScheduleState] = mapped_column(enum_text(ScheduleState), default=ScheduleState.DRAFT)
    drafted_by: Mapped[str] = mapped_column(String(80))
    drafted_at: Mapped[datetime] = mapped_column(Utc)
    submitted_by: Mapped[str | None] = mapped_column(String(80))
    submitted_at: Mapped[datetime | None] = mapped_column(Utc)
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[datetime | None] = mapped_column(Utc)
    document: Mapped[str | None] = mapped_column(String(240))
    published_at: Mapped[datetime | None] = mapped_column(Utc)
    remark: Mapped[str | None] = mapped_column(Text)
    rows: Mapped[list["ScheduleRow"]] = relationship(order_by="ScheduleRow.first_day, ScheduleRow.id")
    changes: Mapped[list["ScheduleChange"]] = relationship(order_by="ScheduleChange.id.desc()")


class ScheduleRow(Base):
    """One organisation's period for one programme, both days included, and how many people are expected."""

    __tablename__ = "schedule_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    expected: Mapped[int]
    organisation: Mapped[Organisation] = relationship()
    programme: Mapped[Programme] = relationship()


class ScheduleChangeAct(StrEnum):
    """What was done to a row of an approved schedule."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class ScheduleChange(Base):
    """One change after the approval; `before` and `after` hold the row's id, programme, days and number."""

    __tablename__ = "schedule_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    act: Mapped[ScheduleChangeAct] = mapped_column(enum_text(ScheduleChangeAct))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)
    organisation: Mapped[Organisation] = relationship()
