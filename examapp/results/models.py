"""Tables of result sheets and of the commission's decision."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.core.permissions import Role
from examapp.results.commission_models import Commission
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Sitting


class SheetState(StrEnum):
    """How one revision of a sheet stands; it never goes back, and what is wrong becomes another revision.

    draft → confirmed → superseded, draft → returned, draft → replaced. A sheet has at most one confirmed
    revision: the valid one. Superseded was valid until the next one was confirmed; returned went back with
    remarks; replaced was never decided, because a newer one took its place; unchanged took a draft's place
    and says again what the valid revision says, so that there is nothing to decide.
    """

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    RETURNED = "returned"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class RevisionCause(StrEnum):
    """Why a sheet has another revision."""

    RETURNED = "returned"
    EXCUSE = "excuse"
    VOIDED = "voided"
    ITEM_DECISION = "item_decision"
    APPEAL = "appeal"
    NAME_MENDED = "name_mended"


class NumberSeries(Base):
    """The last number given in a series of a year, such as `TK` or `KS-TK` of 2026."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class ResultSheet(Base):
    """One revision of the result sheet of one sitting.

    `body` is canonical JSON as text and `digest` its SHA-256: what the members sign and what every download
    shows. The body is never changed; `results` repeats of it only what the database must be able to ask.
    `previous_digest` is that of the revision before, `cause` and `reason` say why there is this one; all
    three are empty for the first. `commission_code` names who sits over it, once that is recorded.
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
    previous_digest: Mapped[str | None] = mapped_column(String(64))
    cause: Mapped[RevisionCause | None] = mapped_column(enum_text(RevisionCause))
    reason: Mapped[str | None] = mapped_column(Text)
    proposed_by: Mapped[str | None] = mapped_column(String(80))
    commission_code: Mapped[str | None] = mapped_column(String(20))
    commission: Mapped[Commission | None] = relationship(
        primaryjoin=lambda: foreign(ResultSheet.commission_code) == Commission.code, viewonly=True
    )
    sitting: Mapped[Sitting] = relationship()
    results: Mapped[list["Result"]] = relationship(back_populates="sheet", order_by="Result.position")
    members: Mapped[list["SheetMember"]] = relationship(back_populates="sheet", order_by="SheetMember.place")
    signatures: Mapped[list["SheetSignature"]] = relationship(
        back_populates="sheet", order_by="SheetSignature.at"
    )
    returned: Mapped["SheetReturn | None"] = relationship(back_populates="sheet")
    decision: Mapped["Decision | None"] = relationship(back_populates="sheet")


class Result(Base):
    """One booking's line of a sheet; `attempt_id` is empty where there was no attempt.

    `organisation_id` is the body where the person served when the sheet was first drawn up: who goes to
    another one later changes no report of that quarter. The names are those on the line, so that the
    database can be asked on whose sheet another name stands than in the register of candidates.
    """

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("sheet_id", "booking_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    outcome: Mapped[Outcome] = mapped_column(enum_text(Outcome))
    name_latn: Mapped[str | None] = mapped_column(String(240))
    name_cyrl: Mapped[str | None] = mapped_column(String(240))
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


class SignatureMethod(StrEnum):
    """How a member proved who signs: six digits of the telephone, or the state's E-IMZO key."""

    TOTP = "totp"
    EIMZO = "eimzo"


class SheetSignature(Base):
    """One member's signature over the digest of one revision, made anew with the second factor.

    `signature` is Ed25519 by a key of the member's own at this installation, over who signs what, when and
    how; with E-IMZO `pkcs7` is the signed file and `certificate` what the state's server said of its owner.
    """

    __tablename__ = "sheet_signature"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    staff_code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(160))
    office: Mapped[Role] = mapped_column(enum_text(Role))
    digest: Mapped[str] = mapped_column(String(64))
    method: Mapped[SignatureMethod] = mapped_column(enum_text(SignatureMethod))
    at: Mapped[datetime] = mapped_column(Utc)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(120))
    pkcs7: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[dict[str, str] | None] = mapped_column(Json)
    sheet: Mapped[ResultSheet] = relationship(back_populates="signatures")


class Addressee(StrEnum):
    """Who must act before a returned sheet can come back."""

    SECRETARY = "secretary"
    PROCTOR = "proctor"
    OPERATOR = "operator"


class SheetReturn(Base):
    """A revision that the chair sent back: to whom, what must change, and what was answered."""

    __tablename__ = "sheet_return"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    addressee: Mapped[Addressee] = mapped_column(enum_text(Addressee))
    remarks: Mapped[str] = mapped_column(Text)
    returned_by: Mapped[str] = mapped_column(String(80))
    returned_by_name: Mapped[str] = mapped_column(String(160))
    returned_at: Mapped[datetime] = mapped_column(Utc)
    sheet: Mapped[ResultSheet] = relationship(back_populates="returned")


class VoidState(StrEnum):
    """asked → approved, or asked → refused."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class VoidRequest(Base):
    """One person asks to annul a candidate's result, for a reason; another one decides, for a reason."""

    __tablename__ = "void_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), index=True)
    candidate_code: Mapped[str] = mapped_column(String(20))
    state: Mapped[VoidState] = mapped_column(enum_text(VoidState), default=VoidState.ASKED)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_by_name: Mapped[str] = mapped_column(String(160))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_by_name: Mapped[str | None] = mapped_column(String(160))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    sheet: Mapped[ResultSheet] = relationship()


class Decision(Base):
    """The commission's decision on exactly the body that `digest` names, signed by the chair among others."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_at_sheet_id", "at", "sheet_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    chair_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    chair_name: Mapped[str] = mapped_column(String(160))
    members: Mapped[int]
    present: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
    sheet: Mapped[ResultSheet] = relationship(back_populates="decision")
