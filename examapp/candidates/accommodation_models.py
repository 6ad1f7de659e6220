"""The table of accommodations: what a candidate needs, who asked, who decided, until when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.models import Candidate
from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation


class AccommodationState(StrEnum):
    """requested → approved → withdrawn, or requested → refused, or requested → withdrawn."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Accommodation(Base):
    """One kind of help for one candidate; `percent` is set for extra time only.

    `evidence` names the document that supports it (what, number, date) and is shown to nobody but the HR
    officer of the body that asked, `organisation`, and the working body: it may tell of health. The help
    itself is the candidate's, and goes along to another body; the paper does not. `valid_until` is the last
    day on which an approval holds. `decision_reason` says why it was refused, `end_reason` why it was
    withdrawn.
    """

    __tablename__ = "accommodation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[AccommodationKind] = mapped_column(enum_text(AccommodationKind))
    percent: Mapped[int | None]
    state: Mapped[AccommodationState] = mapped_column(
        enum_text(AccommodationState), default=AccommodationState.REQUESTED, index=True
    )
    evidence: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    end_reason: Mapped[str | None] = mapped_column(Text)
    candidate: Mapped[Candidate] = relationship()
    organisation: Mapped[Organisation] = relationship()
