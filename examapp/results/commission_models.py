"""Tables of the commissions: which there are, and who was on them from when until when, by which order."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.accounts.models import StaffAccount
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class Commission(Base):
    """An attestation commission; `region_code` is empty for one of the whole country."""

    __tablename__ = "commission"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    region_code: Mapped[str | None] = mapped_column(String(8))
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Utc)
    compositions: Mapped[list["Composition"]] = relationship(
        back_populates="commission", order_by="Composition.number"
    )


class CompositionState(StrEnum):
    """proposed → approved, or proposed → refused."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class Composition(Base):
    """Who is on a commission by one order, from a day, until a day or until the next composition's first.

    It is never changed: whoever comes or goes makes another composition.
    """

    __tablename__ = "commission_composition"
    __table_args__ = (UniqueConstraint("commission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commission_id: Mapped[int] = mapped_column(ForeignKey("commission.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(String(200))
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    state: Mapped[CompositionState] = mapped_column(
        enum_text(CompositionState), default=CompositionState.PROPOSED
    )
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    commission: Mapped[Commission] = relationship(back_populates="compositions")
    seats: Mapped[list["CommissionSeat"]] = relationship(
        back_populates="composition", order_by="CommissionSeat.place"
    )


class CommissionSeat(Base):
    """One person of a composition; the office is that of the account, which never changes.

    `pinfl` is needed where members sign with E-IMZO: their certificate must name the same person. It also
    tells a member from a candidate of the same name, who must not decide on the own sitting.
    """

    __tablename__ = "commission_seat"

    composition_id: Mapped[int] = mapped_column(ForeignKey("commission_composition.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    place: Mapped[int]
    pinfl: Mapped[str | None] = mapped_column(String(14))
    composition: Mapped[Composition] = relationship(back_populates="seats")
    staff: Mapped[StaffAccount] = relationship()
