"""Tables of question lists."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class QuestionListState(StrEnum):
    """Whether forms may be drawn from a list."""

    SEALED = "sealed"
    RETIRED = "retired"


class QuestionList(Base):
    """A sealed list. `manifest` is canonical JSON as text, because the signature covers its bytes.

    `sample` marks a list that is approved for rehearsals only.
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
    sample: Mapped[bool]
    state: Mapped[QuestionListState] = mapped_column(
        enum_text(QuestionListState), default=QuestionListState.SEALED
    )
    sealed_by: Mapped[str] = mapped_column(String(80))
    sealed_at: Mapped[datetime] = mapped_column(Utc)


class ListItem(Base):
    """One item version of a list; `body` is its canonical JSON, byte for byte what the digest covers."""

    __tablename__ = "list_item"

    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class ListMedia(Base):
    """One picture of a list, named by the SHA-256 of its bytes."""

    __tablename__ = "list_media"

    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)
