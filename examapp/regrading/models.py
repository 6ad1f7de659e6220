"""Which revisions of which sheets follow from a decision on an item, and where else the item was named."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Utc, enum_text
from examapp.core.db import Base
from examapp.grading.models import ItemMatter, MatterSource
from examapp.results.models import ResultSheet


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


class ItemMatterMention(Base):
    """An incident or an appeal that named an item which is before the commission already."""

    __tablename__ = "item_matter_mention"

    matter_id: Mapped[int] = mapped_column(ForeignKey("item_matter.id"), primary_key=True)
    source: Mapped[MatterSource] = mapped_column(enum_text(MatterSource), primary_key=True)
    source_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    put_by_name: Mapped[str] = mapped_column(String(160))
    put_at: Mapped[datetime] = mapped_column(Utc)
