"""Tables of result sheets and of the commission's decision."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.core.permissions import Role
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Sitting


class SheetState(StrEnum):
    """draft → confirmed, and never back: what is wrong then becomes another revision."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"


class NumberSeries(Base):
    """The last number given in a series of a year, such as `TK` or `KS-TK` of 2026."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class ResultSheet(Base):
    """The result sheet of one sitting.

    `body` is canonical JSON as text and `digest` its SHA-256: what the chair confirms and what every download
    shows. The body is never changed; `results` repeats of it only what the database must be able to ask.
    """

    __tablename__ = "result_sheet"
    __table_args__ = (UniqueConstraint("sitting_id", "revision"), UniqueConstraint("number", "revision"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    rehearsal: Mapped[bool]
    state: Mapped[SheetState] = mapped_column(enum_text(SheetState), default=SheetState.DRAFT)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    drawn_up_at: Mapped[datetime] = mapped_column(Utc)
    sitting: Mapped[Sitting] = relationship()
    results: Mapped[list["Result"]] = relationship(back_populates="sheet", order_by="Result.position")
    members: Mapped[list["SheetMember"]] = relationship(back_populates="sheet", order_by="SheetMember.place")
    decision: Mapped["Decision | None"] = relationship(back_populates="sheet")


class Result(Base):
    """One booking's line of a sheet; `attempt_id` is empty where there was no attempt."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("sheet_id", "booking_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enum_text(Outcome))
    sheet: Mapped[ResultSheet] = relationship(back_populates="results")


class SheetMember(Base):
    """One of the commission that sat over a sheet, present or not, as the secretary recorded it.

    Name and office are as they were then. The secretary stands in the list and does not count for the quorum.
    """

    __tablename__ = "result_sheet_member"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    office: Mapped[Role] = mapped_column(enum_text(Role))
    present: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    sheet: Mapped[ResultSheet] = relationship(back_populates="members")


class Decision(Base):
    """The commission's decision: the chair's confirmation of exactly the body that `digest` names."""

    __tablename__ = "decision"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    chair_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    chair_name: Mapped[str] = mapped_column(String(160))
    members: Mapped[int]
    present: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
    sheet: Mapped[ResultSheet] = relationship(back_populates="decision")
