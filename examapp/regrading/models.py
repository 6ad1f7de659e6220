"""Which revisions of which sheets follow from a decision on an item, and where else the item was named."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.grading.models import ItemMatter, MatterSource
from examapp.results.models import ResultSheet
from question_bank.regrading import DecisionKind, ItemDecision


class ItemMatterSheet(Base):
    """The revision that was proposed for one sitting when a decision came into force.

    `carried_out_at` is when the certificates had followed: after the commission confirmed this revision or a
    later one of the same sheet. Until then the decision can be undone.
    """

    __tablename__ = "item_matter_sheet"

    matter_id: Mapped[int] = mapped_column(ForeignKey("item_matter.id"), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("result_sheet.id"), primary_key=True)
    carried_out_at: Mapped[datetime | None] = mapped_column(Utc)
    matter: Mapped[ItemMatter] = relationship()
    sheet: Mapped[ResultSheet] = relationship()


class DecisionState(StrEnum):
    """How a decision stands beside the one in force: asked for, refused, followed, or undone after it was."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    REPLACED = "replaced"
    UNDONE = "undone"


class ItemMatterDecision(Base):
    """A decision on an item before or after the one in force, which stands in the matter itself.

    A later one is proposed here while the earlier counts; approved it takes the matter's place, and the
    earlier stands here for good, with who proposed and approved it, until when and by whose hand (`ended_at`,
    `ended_by`). So does a later one that was undone. At most one is proposed at a time. `decision_reason` is
    the chair's word of a refusal, or of the undoing.
    """

    __tablename__ = "item_matter_decision"
    __table_args__ = (
        Index(
            "uq_item_matter_decision_proposed",
            "matter_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("item_matter.id"), index=True)
    state: Mapped[DecisionState] = mapped_column(enum_text(DecisionState))
    decision: Mapped[DecisionKind] = mapped_column(enum_text(DecisionKind))
    key: Mapped[Any] = mapped_column(Json, nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_by_name: Mapped[str] = mapped_column(String(160))
    proposed_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_by_name: Mapped[str | None] = mapped_column(String(160))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_by_name: Mapped[str | None] = mapped_column(String(160))
    matter: Mapped[ItemMatter] = relationship()

    def as_decision(self) -> ItemDecision:
        """Return what is proposed, or was decided."""
        return ItemDecision(self.matter.item_id, self.decision, self.key)


class ItemMatterMention(Base):
    """An incident or an appeal that named an item which is before the commission already."""

    __tablename__ = "item_matter_mention"

    matter_id: Mapped[int] = mapped_column(ForeignKey("item_matter.id"), primary_key=True)
    source: Mapped[MatterSource] = mapped_column(enum_text(MatterSource), primary_key=True)
    source_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    put_by_name: Mapped[str] = mapped_column(String(160))
    put_at: Mapped[datetime] = mapped_column(Utc)
