"""Tables of notices."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.candidates.models import Candidate
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class NoticeKind(StrEnum):
    """What a notice is about."""

    BOOKED = "booked"
    AHEAD = "ahead"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ENDS_SOON = "ends_soon"
    PASSED = "passed"
    REPLACED = "replaced"
    REVOKED = "revoked"
    FAILED = "failed"
    VOIDED = "voided"
    APPEAL_TAKEN = "appeal_taken"
    APPEAL_ANSWERED = "appeal_answered"


class Channel(StrEnum):
    """The way that a notice goes; by hand means a printed list, or a letter in E-XAT."""

    EMAIL = "email"
    SMS = "sms"
    HAND = "hand"


class NoticeState(StrEnum):
    """planned → sending → sent → delivered; refused for good is failed, tried in vain is given up.

    `sent` says that a server has taken the message, or that the list was printed; `delivered` that the
    gateway reported its arrival, that the paper was handed over, or that the candidate has answered.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class CandidateContact(Base):
    """Where a candidate can be reached: an e-mail address, a phone as 998 and nine digits, either or both."""

    __tablename__ = "candidate_contact"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(Utc)
    changed_by: Mapped[str] = mapped_column(String(80))


class Posted:
    """What the outbox knows of a message, whoever it is for.

    `code` is what the mail server and the gateway know it by, `facts` what it says, frozen when it was
    planned. `tries` counts the claims, `unsure` those of which nobody knows whether the message went out.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    channel: Mapped[Channel] = mapped_column(enum_text(Channel))
    language: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[NoticeState] = mapped_column(enum_text(NoticeState), default=NoticeState.PLANNED)
    tries: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Utc)
    claimed_until: Mapped[datetime | None] = mapped_column(Utc)
    sent_to: Mapped[str | None] = mapped_column(String(254))
    provider_id: Mapped[str | None] = mapped_column(String(120))
    problem: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    delivered_at: Mapped[datetime | None] = mapped_column(Utc)


class Notice(Posted, Base):
    """One message to one person by one channel: a row of the outbox.

    `occasion` names what it is about, `booked K4179XTW`, so that the unique key lets nothing go twice.
    `booking_code` is the booking's candidate code, which outlives the booking.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("candidate_id", "occasion", "channel"),
        Index("ix_notice_state_next_try_at", "state", "next_try_at"),
    )

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    booking_code: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[NoticeKind] = mapped_column(enum_text(NoticeKind))
    occasion: Mapped[str] = mapped_column(String(60))
    candidate: Mapped[Candidate] = relationship()


class AttendanceConfirmation(Base):
    """A candidate says that they will come; `starts_at` is the hour that they confirmed last."""

    __tablename__ = "attendance_confirmation"
    __table_args__ = (UniqueConstraint("booking_code", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_code: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime] = mapped_column(Utc)
    confirmed_at: Mapped[datetime] = mapped_column(Utc)
    way: Mapped[str] = mapped_column(String(20))
