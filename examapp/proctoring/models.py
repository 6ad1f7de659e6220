"""Tables of the live room. Everything hangs on the attempt, which delivery prepares for each booking."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.centres.models import Workstation
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.delivery.models import Attempt
from examapp.sittings.models import Sitting


class DocumentKind(StrEnum):
    """Which document the proctor saw."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    SERVICE_CARD = "service_card"


class WithdrawalKind(StrEnum):
    """Why an admission was taken back before the start."""

    WRONG_NAME = "wrong_name"
    FOREIGN_DOCUMENT = "foreign_document"
    CHECK_AGAIN = "check_again"


class IncidentKind(StrEnum):
    """What went wrong, typed, so that rules can act on it."""

    TECHNICAL = "technical"
    POWER_CUT = "power_cut"
    OTHER_TECHNICAL = "other_technical"
    ILLNESS = "illness"
    LEFT_ROOM = "left_room"
    FOREIGN_HELP = "foreign_help"
    DEVICE = "device"
    NOTES = "notes"
    IMPERSONATION = "impersonation"
    ITEM_FAULT = "item_fault"
    COMPLAINT = "complaint"


class IncidentConsequence(StrEnum):
    """What followed from an incident at once; what the commission makes of it is the commission's."""

    NOTED = "noted"
    TIME_GIVEN = "time_given"
    ATTEMPT_ENDED = "attempt_ended"
    ITEM_PUT = "item_put"
    APPEAL_OPENED = "appeal_opened"
    BREACH_REPORTED = "breach_reported"


class HandoverState(StrEnum):
    """How an offer of the room stands: the second of the two who must agree has not spoken, or has."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AbortKind(StrEnum):
    """Why an attempt is unfinished when the sitting closes, or was ended by the proctor."""

    ABSENT = "absent"
    TECHNICAL = "technical"
    LEFT = "left"
    REMOVED = "removed"
    CONSENT_REFUSED = "consent_refused"


class AbortConsequence(StrEnum):
    """What the rules make of it: may sit again, failed, or absent."""

    VOID = "void"
    FAIL = "fail"
    ABSENT = "absent"


class IdentityCheck(Base):
    """A document seen and a person's presence confirmed, for one lease of an attempt.

    Lease 1 is the start's, each takeover has its own: the check is used up as soon as the attempt has that
    lease, and the next one must be made anew. One whose admission is taken back is kept elsewhere.
    """

    __tablename__ = "identity_check"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[DocumentKind] = mapped_column(enum_text(DocumentKind))
    checked_by: Mapped[str] = mapped_column(String(80))
    checked_at: Mapped[datetime] = mapped_column(Utc)


class WithdrawnAdmission(Base):
    """An admission that was taken back before the start, with the check of identity that counts no more."""

    __tablename__ = "withdrawn_admission"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    document: Mapped[DocumentKind] = mapped_column(enum_text(DocumentKind))
    checked_by: Mapped[str] = mapped_column(String(80))
    checked_at: Mapped[datetime] = mapped_column(Utc)
    kind: Mapped[WithdrawalKind] = mapped_column(enum_text(WithdrawalKind))
    withdrawn_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime] = mapped_column(Utc)


class SeatMove(Base):
    """Where a candidate sits since a takeover; the booking keeps where the plan had put them."""

    __tablename__ = "seat_move"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workstation_id: Mapped[int] = mapped_column(ForeignKey("workstation.id"))
    moved_by: Mapped[str] = mapped_column(String(80))
    moved_at: Mapped[datetime] = mapped_column(Utc)
    workstation: Mapped[Workstation] = relationship()


class Intervention(Base):
    """One act of a proctor in the room; `attempt_id` is empty where it was for all.

    `key` comes from the page that asked, so that the same press, sent twice, is one act.
    """

    __tablename__ = "intervention"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    act: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)


class Incident(Base):
    """What went wrong, for one candidate or, where `attempt_id` is empty, for the whole room.

    `text` only adds to the kind. `minutes` is the time that was given for it to each candidate concerned.
    `item` is the item that it is about, as the candidate's form names it.
    """

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[IncidentKind] = mapped_column(enum_text(IncidentKind))
    text: Mapped[str] = mapped_column(Text, default="")
    consequence: Mapped[IncidentConsequence] = mapped_column(enum_text(IncidentConsequence))
    minutes: Mapped[int] = mapped_column(default=0)
    item: Mapped[str | None] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    attempt: Mapped[Attempt | None] = relationship()


class AbortReason(Base):
    """Why an attempt did not end by the candidate's button or by the time, and what follows from that."""

    __tablename__ = "abort_reason"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    kind: Mapped[AbortKind] = mapped_column(enum_text(AbortKind))
    consequence: Mapped[AbortConsequence] = mapped_column(enum_text(AbortConsequence))
    text: Mapped[str] = mapped_column(Text, default="")
    given_by: Mapped[str] = mapped_column(String(80))
    given_at: Mapped[datetime] = mapped_column(Utc)
    attempt: Mapped[Attempt] = relationship()


class AppealFile(Base):
    """A candidate's complaint, taken down in the room: the commission hears it after the results are out."""

    __tablename__ = "appeal_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), unique=True)
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(Utc)
    incident: Mapped[Incident] = relationship()
    attempt: Mapped[Attempt] = relationship()


class RoomHandover(Base):
    """One proctor offers the room to another, who accepts or declines; both are actors of the audit log."""

    __tablename__ = "room_handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    given_by: Mapped[str] = mapped_column(String(80))
    offered_to: Mapped[str] = mapped_column(String(80))
    offered_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[HandoverState] = mapped_column(enum_text(HandoverState), default=HandoverState.OFFERED)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    sitting: Mapped[Sitting] = relationship()
