"""Tables of candidates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation


class Candidate(Base):
    """A civil servant on a candidate list.

    Identity is the PINFL (14 digits as text), else document and birth date. `names_given` keeps the three
    parts (`family_name`, `given_name`, `patronymic`) exactly as they came; `name_latn` and `name_cyrl` are
    what is shown: family name, given name, patronymic. `search_key` is Latin by sound, lower case,
    without ʻ ʼ.
    """

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_document_birth_date", "document", "birth_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    names_given: Mapped[dict[str, str]] = mapped_column(Json)
    name_latn: Mapped[str] = mapped_column(String(240))
    name_cyrl: Mapped[str] = mapped_column(String(240))
    search_key: Mapped[str] = mapped_column(String(240), index=True)
    pinfl: Mapped[str | None] = mapped_column(String(14), unique=True)
    document: Mapped[str | None] = mapped_column(String(20))
    birth_date: Mapped[date | None]
    positions: Mapped[dict[str, str]] = mapped_column(Json)
    language: Mapped[str] = mapped_column(String(10), default="uz-Latn")
    created_at: Mapped[datetime] = mapped_column(Utc)
    organisation: Mapped[Organisation] = relationship()


class ImportState(StrEnum):
    """A file is checked first; a person writes it or cancels it."""

    CHECKED = "checked"
    WRITTEN = "written"
    CANCELLED = "cancelled"


class CandidateImport(Base):
    """The receipt of one import: what became of each row of a file.

    `rows_read` keeps the file's cells between the check and the writing, and is emptied by either end.
    """

    __tablename__ = "candidate_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    file_name: Mapped[str] = mapped_column(String(240))
    file_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(enum_text(ImportState), default=ImportState.CHECKED)
    region_code: Mapped[str | None] = mapped_column(String(8))
    imported_by: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime] = mapped_column(Utc)
    rows_read: Mapped[dict[str, Any] | None] = mapped_column(Json)
    receipt: Mapped[dict[str, Any]] = mapped_column(Json)
