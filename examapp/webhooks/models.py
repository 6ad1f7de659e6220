"""Tables of webhooks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation


class CallState(StrEnum):
    """planned → sending → sent; tried in vain is given up."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Webhook(Base):
    """An address that is called; without an organisation it is told of everything.

    The secret is derived from the installation's key and `code`, and is not kept.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Utc)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    organisation: Mapped[Organisation | None] = relationship()


class WebhookCall(Base):
    """One call: a row of the outbox. `occasion` lets nothing be told twice; `body` is sent byte for byte."""

    __tablename__ = "webhook_call"
    __table_args__ = (
        UniqueConstraint("webhook_id", "occasion"),
        Index("ix_webhook_call_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    occasion: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[CallState] = mapped_column(enum_text(CallState), default=CallState.PLANNED)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Utc)
    claimed_until: Mapped[datetime | None] = mapped_column(Utc)
    problem: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    webhook: Mapped[Webhook] = relationship()
