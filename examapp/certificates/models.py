"""Tables of certificates: what is being made, what was issued, revoked or replaced, who asked for it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.results.models import ResultSheet


class CertificateDraft(Base):
    """A certificate between its number and its file: what it will say, decided once.

    Made before the file, so that a worker that dies leaves no gap: the next one makes the same file again.
    `payload` is the signed attachment, byte for byte. `replaces_id` names the certificate whose place it
    takes: that one stands until this one's file is there.
    """

    __tablename__ = "certificate_draft"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    payload: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Utc)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    sheet: Mapped[ResultSheet] = relationship()


def _issued_at(context: Any) -> Any:
    return context.get_current_parameters()["issued_at"]


class Certificate(Base):
    """One issued certificate. The row comes after its file, and neither ever changes.

    `payload` is the attachment that the file carries; the other facts repeat it for lists and for verifying.
    `file_sha256` is of the signed PDF, `made_at` the moment that stands in it, from which it can be printed
    again. An attempt has one certificate at a time: only one that was replaced has `replaced_at` and lets
    another be issued. `changed_at` is when something last happened to it: it was issued, revoked or replaced.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_attempt_id_unreplaced",
            "attempt_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index("ix_certificate_changed_at_id", "changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), index=True)
    rehearsal: Mapped[bool]
    name_latn: Mapped[str] = mapped_column(String(240))
    name_cyrl: Mapped[str] = mapped_column(String(240))
    programme: Mapped[dict[str, str]] = mapped_column(Json)
    level: Mapped[dict[str, str]] = mapped_column(Json)
    tested_on: Mapped[date]
    issued_on: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    payload: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Utc)
    made_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    # Never empty; SQLite adds no such column to a table that others name.
    changed_at: Mapped[datetime] = mapped_column(Utc, default=_issued_at, nullable=True)
    sheet: Mapped[ResultSheet] = relationship()
    revocation: Mapped["Revocation | None"] = relationship(back_populates="certificate")
    replacement: Mapped["Replacement | None"] = relationship(
        foreign_keys="Replacement.old_id", back_populates="old"
    )


class Revocation(Base):
    """The commission's decision that a certificate no longer stands."""

    __tablename__ = "revocation"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(160))
    revoked_by: Mapped[str] = mapped_column(String(80))
    revoked_at: Mapped[datetime] = mapped_column(Utc)
    certificate: Mapped[Certificate] = relationship(back_populates="revocation")


class Replacement(Base):
    """Which certificate stands in the place of another; the old number says so for ever."""

    __tablename__ = "replacement"

    old_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Utc)
    old: Mapped[Certificate] = relationship(foreign_keys=[old_id], back_populates="replacement")
    new: Mapped[Certificate] = relationship(foreign_keys=[new_id])


class RequestKind(StrEnum):
    """What is asked for: that a certificate no longer stands, or that one with a mended name does."""

    REVOKE = "revoke"
    REPLACE = "replace"


class RequestState(StrEnum):
    """waiting → granted or refused, by somebody else; or withdrawn by whoever asked."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CertificateRequest(Base):
    """One person asks that a certificate be revoked or replaced, with reason and document; another decides.

    The names are those that the new certificate will bear. A certificate has one waiting request at a time.
    """

    __tablename__ = "certificate_request"
    __table_args__ = (
        Index(
            "uq_certificate_request_certificate_id_waiting",
            "certificate_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(enum_text(RequestKind))
    state: Mapped[RequestState] = mapped_column(enum_text(RequestState), default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(160))
    name_latn: Mapped[str | None] = mapped_column(String(240))
    name_cyrl: Mapped[str | None] = mapped_column(String(240))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    remark: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    certificate: Mapped[Certificate] = relationship()
