"""Tables of programmes and of the policy that governs them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class PolicyStatus(StrEnum):
    """Whether a value may govern an official sitting."""

    PROVISIONAL = "provisional"
    APPROVED = "approved"


class Programme(Base):
    """What is examined, such as the minimum computer literacy: data, not code."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    titles: Mapped[dict[str, str]] = mapped_column(Json)
    levels: Mapped[dict[str, str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Utc)


class PolicyValue(Base):
    """One value of one policy key, with its source; the newest row of a key that is in force governs.

    `source` holds the letters of the key's grounds (P, R, N, A, L or –), see `policy_key`; `value` is wrapped
    as {"value": …} so that every JSON type can stand in it. Rows are never changed except by their approval.
    """

    __tablename__ = "policy_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(4))
    status: Mapped[PolicyStatus] = mapped_column(enum_text(PolicyStatus), default=PolicyStatus.PROVISIONAL)
    document: Mapped[str | None] = mapped_column(Text)
    document_number: Mapped[str | None] = mapped_column(String(60))
    document_date: Mapped[date | None]
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(Utc)
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[datetime | None] = mapped_column(Utc)
