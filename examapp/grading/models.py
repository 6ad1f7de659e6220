"""Tables of scores."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc
from examapp.core.db import Base


class Score(Base):
    """The points of one sealed attempt under one key version and one version of the marking rules.

    The key version is the digest of the question list; `head_digest` names the sealed head that was marked.
    Points are exact decimals as text. `topics` maps topic → [points, maximum]. Rows are never changed.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("attempt_id", "key_version", "rule_version", "head_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    key_version: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[str] = mapped_column(String(20))
    head_digest: Mapped[str] = mapped_column(String(64))
    points: Mapped[str] = mapped_column(String(20))
    maximum: Mapped[str] = mapped_column(String(20))
    topics: Mapped[dict[str, Any]] = mapped_column(Json)
    marked_at: Mapped[datetime] = mapped_column(Utc)
    items: Mapped[list["ItemScoreRow"]] = relationship(order_by="ItemScoreRow.position")


class ItemScoreRow(Base):
    """The points of one item of a score, in the order of the form."""

    __tablename__ = "item_score"

    score_id: Mapped[int] = mapped_column(ForeignKey("score.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[str] = mapped_column(String(60))
    points: Mapped[str] = mapped_column(String(20))
    maximum: Mapped[str] = mapped_column(String(20))
    answered: Mapped[bool]
