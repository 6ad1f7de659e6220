"""The table of excuses: why somebody does not come, with which paper, and whether the working body agrees."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.candidates.list_models import KeptFile
from examapp.candidates.models import Candidate
from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation
from examapp.sittings.models import Sitting


class ExcuseKind(StrEnum):
    """What kind of reason keeps somebody away."""

    ILLNESS = "illness"
    BUSINESS_TRIP = "business_trip"
    LEAVE = "leave"
    FAMILY = "family"
    OTHER = "other"


class ExcuseState(StrEnum):
    """requested → approved, or requested → refused; after a refusal another one may be recorded."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"


class AbsenceExcuse(Base):
    """One recorded reason for an absence from one sitting.

    `booking_code` is the booking's candidate code, which outlives the booking. The paper may tell of health:
    nobody opens it but HR officers of the body that recorded it, `organisation`, and the working body, and
    the log has its digest only.
    """

    __tablename__ = "absence_excuse"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    booking_code: Mapped[str] = mapped_column(String(20), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    kind: Mapped[ExcuseKind] = mapped_column(enum_text(ExcuseKind))
    remark: Mapped[str] = mapped_column(Text)
    state: Mapped[ExcuseState] = mapped_column(enum_text(ExcuseState), default=ExcuseState.REQUESTED)
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(ForeignKey("kept_file.sha256"))
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    candidate: Mapped[Candidate] = relationship()
    organisation: Mapped[Organisation] = relationship()
    sitting: Mapped[Sitting] = relationship()
    file: Mapped[KeptFile] = relationship()
