"""Tables of question lists."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class QuestionListState(StrEnum):
    """Whether forms may be drawn from a list: only from a sealed one, and until its last day."""

    COMPOSED = "composed"
    SEALED = "sealed"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


class QuestionList(Base):
    """A list from its composition on; nothing of its content ever changes.

    `manifest` is canonical JSON as text, `signature` the installation's over the list's statement. `sample`
    marks a list that is approved for rehearsals only and needs no officials. `wrapped_key` opens the items
    with the installation's secret. `cut_score` is the digest of the cut score's record, if there is one.
    """

    __tablename__ = "question_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    titles: Mapped[dict[str, str]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    manifest: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    key_id: Mapped[str] = mapped_column(String(16))
    wrapped_key: Mapped[str] = mapped_column(Text)
    sample: Mapped[bool]
    valid_until: Mapped[date | None] = mapped_column(Date)
    cut_score: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[QuestionListState] = mapped_column(enum_text(QuestionListState))
    composed_by: Mapped[str] = mapped_column(String(80))
    composed_at: Mapped[datetime] = mapped_column(Utc)
    sealed_at: Mapped[datetime | None] = mapped_column(Utc)


class ListSignature(Base):
    """One sealing official's signature over a list's statement, with the key that anybody can check it by."""

    __tablename__ = "list_signature"

    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), primary_key=True)
    account_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(Utc)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(Text)


class ListItem(Base):
    """One item version of a list; `body` is its canonical JSON, sealed by the list's key at this place.

    `topic` and `facts` (level, enemies, Angoff value, points) stand beside it in clear: what assembly needs,
    and nothing of what the item asks.
    """

    __tablename__ = "list_item"

    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ListMedia(Base):
    """One picture of a list, named by the SHA-256 of its bytes; `content` is sealed like the items."""

    __tablename__ = "list_media"

    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)
