"""Tables of appeals: what was appealed, who hears it, what was decided and who signed that."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.proctoring.models import AppealFile
from examapp.results.models import SignatureMethod
from examapp.sittings.models import Booking


class About(StrEnum):
    """What an appeal is about; ROOM is a complaint that the proctor took down at the sitting.

    ABSENCE is of those who are recorded as absent; with an attempt or without one.
    """

    ITEM = "item"
    TIME = "time"
    CONDUCT = "conduct"
    TOTAL = "total"
    ROOM = "room"
    ABSENCE = "absence"


class AppealState(StrEnum):
    """filed → heard (a panel is appointed) → answered."""

    FILED = "filed"
    HEARD = "heard"
    ANSWERED = "answered"


class Verdict(StrEnum):
    """What a panel says of an appeal."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Remedy(StrEnum):
    """What follows from an appeal that was upheld.

    RESTORED lets answers count that were taken in, sealed and marked after the sheet: its next revision is
    drawn up from the marks as they are now. CREDIT lets the item of the appeal count as right for this
    candidate, POINTS gives other points by topic, VOID annuls the result so that the candidate may sit again,
    REINSTATED lifts an annulment by the commission, so that the marks count again, EXCUSED lets an absence
    count as one with a valid reason, ITEM puts the item before
    the commission, which decides on it for everybody.
    """

    NONE = "none"
    RESTORED = "restored"
    CREDIT = "credit"
    POINTS = "points"
    VOID = "void"
    REINSTATED = "reinstated"
    EXCUSED = "excused"
    ITEM = "item"


class Appeal(Base):
    """One appeal on the result of one booking; `attempt` is None where nobody entered with its codes.

    `sheet_number` and `sheet_revision` are what was published when it was filed. `item_number` is the number
    on the candidate's screen, `item` the item's code. `file_id` names the complaint from the room; only then
    is `about` ROOM. `answer_by` is the last day for the answer, in Tashkent. `outcome_revision` is the
    revision of the sheet that the answer led to.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        # A candidate has one open appeal a booking; complaints from the room stand beside it.
        Index(
            "uq_appeal_open_booking",
            "booking_id",
            unique=True,
            sqlite_where=text("state <> 'answered' AND file_id IS NULL"),
            postgresql_where=text("state <> 'answered' AND file_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("appeal_file.id"), unique=True)
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    sheet_number: Mapped[str] = mapped_column(String(40))
    sheet_revision: Mapped[int]
    about: Mapped[About] = mapped_column(enum_text(About))
    item_number: Mapped[int | None]
    item: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime] = mapped_column(Utc)
    answer_by: Mapped[date]
    state: Mapped[AppealState] = mapped_column(enum_text(AppealState), default=AppealState.FILED)
    appointed_by: Mapped[str | None] = mapped_column(String(80))
    appointed_by_name: Mapped[str | None] = mapped_column(String(160))
    appointed_at: Mapped[datetime | None] = mapped_column(Utc)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome_revision: Mapped[int | None]
    booking: Mapped[Booking] = relationship()
    attempt: Mapped[Attempt | None] = relationship()
    file: Mapped[AppealFile | None] = relationship()
    panel: Mapped[list["PanelMember"]] = relationship(
        back_populates="appeal", order_by="PanelMember.place", cascade="all, delete-orphan"
    )
    decisions: Mapped[list["AppealDecision"]] = relationship(
        back_populates="appeal", order_by="AppealDecision.number"
    )

    @property
    def subject(self) -> tuple[str, str]:
        """What the audit log's entries on this appeal are about: kind and code."""
        if self.attempt is None:
            return "candidate", self.booking.candidate.code
        return "attempt", self.attempt.code

    @property
    def decision(self) -> "AppealDecision | None":
        """The newest text of the present panel: what is signed, or what was."""
        newest = self.decisions[-1] if self.decisions else None
        if newest is None or self.appointed_at is None or newest.drafted_at < self.appointed_at:
            return None
        return newest


class ReopenedDays(Base):
    """The days of an appeal, given once more to one candidate by the chair; the latest last day counts."""

    __tablename__ = "appeal_reopened"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(Utc)


class PanelMember(Base):
    """One of the panel that hears an appeal, with name and office as they were when it was appointed."""

    __tablename__ = "appeal_panel_member"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    office: Mapped[Role] = mapped_column(enum_text(Role))
    appeal: Mapped[Appeal] = relationship(back_populates="panel")


class AppealDecision(Base):
    """One text of a panel's decision; it is never changed, another text is the next number.

    `points` are the new points by topic, where the remedy is POINTS. `body` is canonical JSON of everything
    and `digest` its SHA-256: what the members sign.
    """

    __tablename__ = "appeal_decision"
    __table_args__ = (UniqueConstraint("appeal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    number: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_text(Verdict))
    remedy: Mapped[Remedy] = mapped_column(enum_text(Remedy))
    points: Mapped[dict[str, str] | None] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    drafted_by: Mapped[str] = mapped_column(String(80))
    drafted_by_name: Mapped[str] = mapped_column(String(160))
    drafted_at: Mapped[datetime] = mapped_column(Utc)
    appeal: Mapped[Appeal] = relationship(back_populates="decisions")
    signatures: Mapped[list["AppealSignature"]] = relationship(
        back_populates="decision", order_by="AppealSignature.at"
    )


class AppealSignature(Base):
    """One panel member's signature over the digest of one text, made anew with the second factor or E-IMZO.

    With E-IMZO `pkcs7` is the signed file and `certificate` what the state's server said of its owner.
    """

    __tablename__ = "appeal_signature"

    decision_id: Mapped[int] = mapped_column(ForeignKey("appeal_decision.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    staff_code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(160))
    digest: Mapped[str] = mapped_column(String(64))
    method: Mapped[SignatureMethod] = mapped_column(enum_text(SignatureMethod))
    at: Mapped[datetime] = mapped_column(Utc)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(120))
    pkcs7: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[dict[str, str] | None] = mapped_column(Json)
    decision: Mapped[AppealDecision] = relationship(back_populates="signatures")
