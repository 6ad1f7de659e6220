"""Tables of letters to a body: where it is written to, and what it was told of which of its people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc
from examapp.core.db import Base
from examapp.notices.models import Posted
from examapp.organisations.models import Organisation


class BodyContact(Base):
    """Where a body is written to about its people's results, and in which language."""

    __tablename__ = "body_contact"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(Utc)
    changed_by: Mapped[str] = mapped_column(String(80))


class BodyNotice(Posted, Base):
    """One letter to one body about the results of one sitting: a row of the outbox."""

    __tablename__ = "body_notice"
    __table_args__ = (Index("ix_body_notice_state_next_try_at", "state", "next_try_at"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    organisation: Mapped[Organisation] = relationship()
    lines: Mapped[list["BodyNoticeLine"]] = relationship(
        back_populates="notice", order_by="BodyNoticeLine.id"
    )


class BodyNoticeLine(Base):
    """What a letter says of one person, without the name, which is read when it is sent.

    `occasion` is `passed K4179XTW`, `failed K4179XTW` or `void K4179XTW`, with the sheet's revision behind it
    where the same was told before and something else since; a body is told each once.
    """

    __tablename__ = "body_notice_line"
    __table_args__ = (UniqueConstraint("organisation_id", "occasion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("body_notice.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    booking_code: Mapped[str] = mapped_column(String(20))
    occasion: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    notice: Mapped[BodyNotice] = relationship(back_populates="lines")
