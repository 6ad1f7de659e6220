"""Tables of the desk: items on their way to a list, every revision of them, and who did what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.authoring.desk_states import ItemAct, ItemState
from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base


class RevisionPart(StrEnum):
    """Whose work a revision is: structure, key and source text, or a translation alone."""

    WRITING = "writing"
    TRANSLATING = "translating"


class DeskItem(Base):
    """One version of one item; `code` is the item's id, and each version has a row of its own.

    `revision` is the newest one. What is locked at the approval: `digest` (SHA-256 of the item's canonical
    JSON), who accepted and who approved. The owner is the author who began the version.
    """

    __tablename__ = "desk_item"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    topic: Mapped[str] = mapped_column(String(60), index=True)
    state: Mapped[ItemState] = mapped_column(enum_text(ItemState), index=True, default=ItemState.DRAFT)
    source_language: Mapped[str] = mapped_column(String(8))
    revision: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Utc)
    digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)


class ItemRevision(Base):
    """One save. `body` is JSON in the native shape and need not be a valid item: nothing typed is lost."""

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("desk_item.id"), index=True)
    number: Mapped[int]
    part: Mapped[RevisionPart] = mapped_column(enum_text(RevisionPart))
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    note: Mapped[str] = mapped_column(String(240))


class ItemTranslation(Base):
    """What a language was translated from: the digest of the source text, and the revision that held it."""

    __tablename__ = "item_translation"

    item_id: Mapped[int] = mapped_column(ForeignKey("desk_item.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    source_digest: Mapped[str] = mapped_column(String(64))
    source_revision: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(Utc)


class ItemComment(Base):
    """A remark on a revision, until somebody settles it."""

    __tablename__ = "item_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("desk_item.id"), index=True)
    revision: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    text: Mapped[str] = mapped_column(Text)
    settled: Mapped[bool] = mapped_column(default=False)


class ItemEvent(Base):
    """One act on a version as a whole; `remark` says why it was returned."""

    __tablename__ = "item_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("desk_item.id"), index=True)
    act: Mapped[ItemAct] = mapped_column(enum_text(ItemAct))
    from_state: Mapped[ItemState] = mapped_column(enum_text(ItemState))
    to_state: Mapped[ItemState] = mapped_column(enum_text(ItemState))
    revision: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    remark: Mapped[str] = mapped_column(Text)


class DeskMedia(Base):
    """A picture of the desk, named by the SHA-256 of its bytes; width and height in pixels."""

    __tablename__ = "desk_media"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(60))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(Utc)
