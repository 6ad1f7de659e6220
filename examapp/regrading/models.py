"""Which revisions of which sheets follow from a decision on an item."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Utc
from examapp.core.db import Base
from examapp.grading.models import ItemMatter
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
