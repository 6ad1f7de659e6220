"""Tables of candidates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Text,
    delete,
    event,
    insert,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, relationship

from examapp.candidates.name_words import list_name_words
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation

# Beginnings of keys are stretches of the index only in the order of bytes, whatever the database's own is.
BytesOrder = String(120).with_variant(String(120, collation="C"), "postgresql")


class Candidate(Base):
    """A civil servant on a candidate list.

    Identity is the PINFL (14 digits as text), else document and birth date. `names_given` keeps the three
    parts (`family_name`, `given_name`, `patronymic`) exactly as they came; `name_latn` and `name_cyrl` are
    what is shown: family name, given name, patronymic. `search_key` is Latin by sound, lower case,
    without ʻ ʼ. `renamed_at` is when a registered person's name was last changed, by whatever way, until
    somebody has said that papers with the former name may stay.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_document_birth_date", "document", "birth_date"),
        Index(
            "ix_candidate_renamed",
            "renamed_at",
            sqlite_where=text("renamed_at IS NOT NULL"),
            postgresql_where=text("renamed_at IS NOT NULL"),
        ),
    )

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
    renamed_at: Mapped[datetime | None] = mapped_column(Utc)
    organisation: Mapped[Organisation] = relationship()


class CandidateNameWord(Base):
    """One key by which a candidate is found, see `name_words`; written together with the candidate.

    The row holds whatever a search asks, so that it reads one stretch of one index: keys in the order of
    bytes, the keys of the name's other words, and the organisation, whose region bounds the reader.
    """

    __tablename__ = "candidate_name_word"
    __table_args__ = (
        PrimaryKeyConstraint("word", "candidate_id", postgresql_include=["organisation_id", "others"]),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(BytesOrder)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    others: Mapped[str] = mapped_column(Text)


def name_word_rows(
    candidate_id: int, organisation_id: int, name_latn: str, name_cyrl: str
) -> list[dict[str, object]]:
    """Return the rows by which a candidate is found."""
    return [
        {
            "word": one.word,
            "candidate_id": candidate_id,
            "organisation_id": organisation_id,
            "others": one.others,
        }
        for one in list_name_words(name_latn, name_cyrl)
    ]


# Whichever verb writes candidates, the same flush writes the keys of all of them: a search that misses
# one would be worse than none, because the person would be registered a second time.
@event.listens_for(Session, "after_flush")
def _write_words(db: Session, _context: UOWTransaction) -> None:
    made = [one for one in db.new if isinstance(one, Candidate)]
    renamed = [one for one in db.dirty if isinstance(one, Candidate) and _is_renamed(one)]
    if renamed:
        ids = [one.id for one in renamed]
        db.connection().execute(delete(CandidateNameWord).where(CandidateNameWord.candidate_id.in_(ids)))
    rows = [
        row
        for one in (*made, *renamed)
        for row in name_word_rows(one.id, one.organisation_id, one.name_latn, one.name_cyrl)
    ]
    if rows:
        db.connection().execute(insert(CandidateNameWord), rows)


def _is_renamed(candidate: Candidate) -> bool:
    state = inspect(candidate)
    return any(state.attrs[name].history.has_changes() for name in _FOUND_BY)


_FOUND_BY: Final = ("name_latn", "name_cyrl", "organisation_id")


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
