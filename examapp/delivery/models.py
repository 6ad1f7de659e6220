"""Tables of attempts: state, leases, answers, time, sealed heads."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from examapp.centres.models import Workstation
from examapp.core.clock import Instant
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.delivery.states import AttemptState, Ending
from examapp.delivery.statuses import EventStatus
from examapp.delivery.timing import LedgerKind
from examapp.sittings.models import Booking, ExamFormRecord, Sitting


class Attempt(Base):
    """One candidate's timed run of one exam form.

    Form, limits and grace are frozen at the start. `version` rises with whatever changes the judgement of an
    answer (state, lease, device, time ledger), so that a writer can tell in one comparison that its facts
    still hold. `check_at` is a hint to the sweeper, never a truth.
    """

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    state: Mapped[AttemptState] = mapped_column(enum_text(AttemptState), default=AttemptState.AWAITING)
    version: Mapped[int] = mapped_column(default=0)
    lease: Mapped[int] = mapped_column(default=0)
    device: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(10))
    consent: Mapped[bool | None]
    consent_at: Mapped[datetime | None] = mapped_column(Utc)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"))
    form_digest: Mapped[str | None] = mapped_column(String(64))
    item_count: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(default=0)
    accommodation_ms: Mapped[int] = mapped_column(default=0)
    grace_ms: Mapped[int] = mapped_column(default=0)
    ending: Mapped[Ending | None] = mapped_column(enum_text(Ending))
    handed_in: Mapped[bool] = mapped_column(default=False)
    end_reason: Mapped[str | None] = mapped_column(Text)
    check_at: Mapped[datetime | None] = mapped_column(Utc, index=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    admitted_at: Mapped[datetime | None] = mapped_column(Utc)
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    booking: Mapped[Booking] = relationship()
    sitting: Mapped[Sitting] = relationship()
    form: Mapped[ExamFormRecord | None] = relationship()


class Lease(Base):
    """One seat's turn with an attempt; its number fences earlier seats off.

    `next_seq` is the lowest seq that is not here, `highest` the highest that is (-1 if none).
    """

    __tablename__ = "lease"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    device: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime] = mapped_column(Utc)
    taken_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    next_seq: Mapped[int] = mapped_column(default=0)
    highest: Mapped[int] = mapped_column(default=-1)
    repeats: Mapped[int] = mapped_column(default=0)


class AnnouncedHead(Base):
    """A head that a seat showed while its lease was live and time was left: the seat's word, kept as given.

    It proves what the events bear out, see `statuses.list_proved`. `used_ms` is the attempt's used time then;
    empty where an earlier version had kept the head alone.
    """

    __tablename__ = "announced_head"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_ms: Mapped[int | None]


class ResponseEvent(Base):
    """One saved answer. Rows are only ever added; `response` is canonical JSON as text, because it is hashed.

    `status` is what it was judged at arrival, `after_gap` that one below it was missing then; `used_ms` is
    the attempt's used time at arrival. `made_ms` is the seat's claim and informs only.
    """

    __tablename__ = "response_event"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(200))
    response: Mapped[str] = mapped_column(Text)
    tick: Mapped[str | None] = mapped_column(Text)
    since_tick_ms: Mapped[int | None] = mapped_column(BigInteger)
    prev: Mapped[str | None] = mapped_column(String(64))
    made_ms: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[EventStatus] = mapped_column(enum_text(EventStatus))
    after_gap: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(Utc)
    used_ms: Mapped[int]


class ResponseConflict(Base):
    """A second event under a seq that was taken: kept, never counted, and an alarm."""

    __tablename__ = "response_conflict"
    __table_args__ = (UniqueConstraint("attempt_id", "lease", "seq", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    lease: Mapped[int]
    seq: Mapped[int]
    event_id: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(200))
    response: Mapped[str] = mapped_column(Text)
    tick: Mapped[str | None] = mapped_column(Text)
    since_tick_ms: Mapped[int | None] = mapped_column(BigInteger)
    prev: Mapped[str | None] = mapped_column(String(64))
    made_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(Utc)
    used_ms: Mapped[int]


class TimeLedgerRow(Base):
    """One change of an attempt's time, with its cause and author; `since` is where an outage began.

    `added_ms` raises the limit; a pause or an outage stops the clock instead and adds nothing to it.
    """

    __tablename__ = "time_ledger_row"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[LedgerKind] = mapped_column(enum_text(LedgerKind))
    at_wall: Mapped[datetime] = mapped_column(Utc)
    at_boot_ms: Mapped[int] = mapped_column(BigInteger)
    at_boot_id: Mapped[str] = mapped_column(String(60))
    since_wall: Mapped[datetime | None] = mapped_column(Utc)
    since_boot_ms: Mapped[int | None] = mapped_column(BigInteger)
    since_boot_id: Mapped[str | None] = mapped_column(String(60))
    added_ms: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    at: Mapped[Instant] = composite("at_wall", "at_boot_ms", "at_boot_id")


class SealedHead(Base):
    """What an attempt held when it was sealed; a later decision adds a revision and changes none.

    `facts` is canonical JSON as text, `digest` covers it, `receipt` is its first 80 bits in base 32.
    """

    __tablename__ = "sealed_head"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(20), index=True)
    facts: Mapped[str] = mapped_column(Text)
    answered: Mapped[int]
    items: Mapped[int]
    flags: Mapped[dict[str, Any]] = mapped_column(Json)
    sealed_at: Mapped[datetime] = mapped_column(Utc, index=True)


class LateDecision(Base):
    """People's word on one late event: whether it counts, and why."""

    __tablename__ = "late_decision"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counts: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)


class Alert(Base):
    """A call to the proctor, by the candidate or by the server itself; open until the proctor answers it.

    `language` is the one in which the candidate read the item at that moment.
    """

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_attempt_id_answered_at", "attempt_id", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[str] = mapped_column(String(40))
    item: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(10))
    text: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Utc)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    answered_by: Mapped[str | None] = mapped_column(String(80))


class CandidateNotice(Base):
    """A proctor's message to one candidate, or to the whole room where `attempt_id` is empty."""

    __tablename__ = "candidate_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)


class SeatSighting(Base):
    """The last heartbeat of an attempt's seat: when, which tick it was given, and the head it showed."""

    __tablename__ = "seat_sighting"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(Utc)
    lease: Mapped[int]
    head_seq: Mapped[int]
    head_id: Mapped[str] = mapped_column(String(64))


class SeatSilence(Base):
    """A silence of an attempt's seat that is over: the heartbeats before and after it. Only added to."""

    __tablename__ = "seat_silence"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    until: Mapped[datetime] = mapped_column(Utc)


class SeatClaim(Base):
    """Which workstation the computer of an attempt's last entry said that it is, under its own token."""

    __tablename__ = "seat_claim"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    workstation_id: Mapped[int] = mapped_column(ForeignKey("workstation.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    workstation: Mapped[Workstation] = relationship()


class ConsoleSighting(Base):
    """When a sitting's proctor console was last seen open; candidates' pages then ask more often."""

    __tablename__ = "console_sighting"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Utc)


class ServerHeartbeat(Base):
    """The last second in which a server of this installation was alive: one row, moved on each second."""

    __tablename__ = "server_heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wall: Mapped[datetime] = mapped_column(Utc)
    boot_ms: Mapped[int] = mapped_column(BigInteger)
    boot_id: Mapped[str] = mapped_column(String(60))
    instant: Mapped[Instant] = composite("wall", "boot_ms", "boot_id")


class ServerIncident(Base):
    """An outage of the server, or a jump of its wall clock: since when, until when, how long it counts."""

    __tablename__ = "server_incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Utc)
    until: Mapped[datetime] = mapped_column(Utc)
    length_ms: Mapped[int] = mapped_column(BigInteger)
    by_wall: Mapped[bool]
    credited: Mapped[int]


class EntryFailure(Base):
    """A wrong code: whose and from where, as MACs, and when; kept for a day, to slow guessing down."""

    __tablename__ = "entry_failure"
    __table_args__ = (Index("ix_entry_failure_code_key_at", "code_key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc, index=True)
