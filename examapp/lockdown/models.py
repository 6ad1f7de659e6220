"""Tables of the room: configurations, allowed browsers, page values, failed checks, exceptions, signals."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.centres.models import Centre
from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.delivery.models import Attempt
from examapp.lockdown.checking import Fault
from examapp.sittings.models import Sitting


class SignalKind(StrEnum):
    """What a page can notice at its seat. None of it says why."""

    WINDOW_LEFT = "window_left"
    FULL_SCREEN_LEFT = "full_screen_left"
    PASTED = "pasted"
    PRINTED = "printed"


class LockdownConfiguration(Base):
    """A sitting's settings for the locked browser; the newest revision holds.

    `content` is the plain `.seb` file, encrypted under the installation's key and bound to its place
    (Base64).
    """

    __tablename__ = "lockdown_configuration"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Utc)


class BrowserExamKey(Base):
    """A browser that a centre allows: the key of one build on one system under one configuration."""

    __tablename__ = "browser_exam_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    exam_key: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(120))
    added_by: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime] = mapped_column(Utc)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    centre: Mapped[Centre] = relationship()


class AttemptPage(Base):
    """The random value of an attempt's page and calls: issued after admission, anew after a takeover.

    `value` is 128 random bits in hex; `lease` is the attempt's lease that it was issued for, at least 1.
    """

    __tablename__ = "attempt_page"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(32))
    lease: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(Utc)


class LockdownFailure(Base):
    """The failed checks of one attempt together: how many, and what the last one was."""

    __tablename__ = "lockdown_failure"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    count: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Utc)
    last_at: Mapped[datetime] = mapped_column(Utc)
    fault: Mapped[Fault] = mapped_column(enum_text(Fault))
    agent: Mapped[str] = mapped_column(String(200))
    attempt: Mapped[Attempt] = relationship()


class LockdownException(Base):
    """Leave to do without the locked browser: one person asks, another decides, one takes it back.

    It is for one attempt, or for all of a sitting: exactly one of the two is named.
    """

    __tablename__ = "lockdown_exception"
    __table_args__ = (CheckConstraint("(attempt_id IS NULL) <> (sitting_id IS NULL)", name="one_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), index=True)
    ask_reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    granted: Mapped[bool | None]
    decide_reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    withdraw_reason: Mapped[str | None] = mapped_column(Text)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    attempt: Mapped[Attempt | None] = relationship()
    sitting: Mapped[Sitting | None] = relationship()

    @property
    def waits(self) -> bool:
        """Whether a second person has yet to decide."""
        return self.granted is None

    @property
    def holds(self) -> bool:
        """Whether the locked browser may be done without by it now."""
        return self.granted is True and self.withdrawn_at is None


class SeatSignal(Base):
    """One thing that a page noticed, beside the answers and outside their chain; `mark` is the page's own.

    `began_at` and `duration_ms` are the seat's claim; without a duration its end was not seen.
    """

    __tablename__ = "seat_signal"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[SignalKind] = mapped_column(enum_text(SignalKind))
    lease: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(Utc)
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(Utc)

    @property
    def length(self) -> timedelta | None:
        """How long it lasted, if its end was seen."""
        return None if self.duration_ms is None else timedelta(milliseconds=self.duration_ms)
