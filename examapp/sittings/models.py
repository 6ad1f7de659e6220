"""Tables of sittings."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList
from examapp.candidates.models import Candidate
from examapp.centres.models import Room, Workstation
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.programmes.models import Programme


class SittingState(StrEnum):
    """planned → published → open → closed, or cancelled."""

    PLANNED = "planned"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Sitting(Base):
    """One scheduled event in one room.

    `code` is what people see (TK-2026-1124-01); `entry_code` is the same as `read_code` reads it when a
    candidate types it.
    `policy` is the snapshot that governs it ({key: {"value", "source", "status"}}), frozen when it is
    published; `rehearsal` sittings may use provisional values and everything they print says so.
    `planned_minutes` is how long the room is taken, extra time included, where it was planned with others.
    """

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    entry_code: Mapped[str] = mapped_column(String(40), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    rehearsal: Mapped[bool]
    state: Mapped[SittingState] = mapped_column(enum_text(SittingState), default=SittingState.PLANNED)
    starts_at: Mapped[datetime] = mapped_column(Utc)
    planned_minutes: Mapped[int | None]
    policy: Mapped[dict[str, Any] | None] = mapped_column(Json)
    opened_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    cancelled_at: Mapped[datetime | None] = mapped_column(Utc)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Utc)
    programme: Mapped[Programme] = relationship()
    question_list: Mapped[QuestionList] = relationship()
    room: Mapped[Room] = relationship()
    bookings: Mapped[list["Booking"]] = relationship(back_populates="sitting", order_by="Booking.id")
    proctors: Mapped[list["SittingProctor"]] = relationship(back_populates="sitting")


class SittingProctor(Base):
    """A proctor who may run a sitting."""

    __tablename__ = "sitting_proctor"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    sitting: Mapped[Sitting] = relationship(back_populates="proctors")
    staff: Mapped[StaffAccount] = relationship()


class ExamFormRecord(Base):
    """One sealed exam form; `body` is its canonical JSON as text, `digest` covers it.

    `cut_score` is the form's own, an exact decimal in points, and `cut_score_record` the digest of the sealed
    record that it comes from; both are empty where the policy passes by a percentage.
    """

    __tablename__ = "exam_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    sealed_at: Mapped[datetime] = mapped_column(Utc)
    cut_score: Mapped[str | None] = mapped_column(String(20))
    cut_score_record: Mapped[str | None] = mapped_column(String(64))


class Booking(Base):
    """A candidate's place at a sitting.

    `candidate_code` is what the candidate types beside the sitting's code; the PIN is kept only as a MAC
    under the installation's key `pin`, over `<candidate_code> <pin>`.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("sitting_id", "candidate_id"),
        UniqueConstraint("sitting_id", "workstation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    workstation_id: Mapped[int] = mapped_column(ForeignKey("workstation.id"))
    candidate_code: Mapped[str] = mapped_column(String(20), unique=True)
    pin_mac: Mapped[str] = mapped_column(String(64))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"), unique=True)
    sitting: Mapped[Sitting] = relationship(back_populates="bookings")
    candidate: Mapped[Candidate] = relationship()
    workstation: Mapped[Workstation] = relationship()
    form: Mapped[ExamFormRecord | None] = relationship()
