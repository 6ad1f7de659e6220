"""Tables of scores, and of what the commission decides on items."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.authoring.models import QuestionList
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from question_bank.regrading import DecisionKind, ItemDecision


class Score(Base):
    """The points of one sealed attempt under one key version and one version of the marking rules.

    The key version is the digest of the question list, or of list and decisions (`KeyVersion`); `head_digest`
    names the sealed head that was marked. Points are exact decimals as text. `topics` maps topic → [points,
    maximum]. Rows are never changed.
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


class MatterSource(StrEnum):
    """How an item came before the commission."""

    INCIDENT = "incident"
    APPEAL = "appeal"
    STAFF = "staff"


class MatterState(StrEnum):
    """open → proposed → in_force; a refused proposal and an undone decision lead back to open."""

    OPEN = "open"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"


class ItemMatter(Base):
    """An item of a sealed list before the commission, and what the commission decides on it.

    One person proposes, another one decides; `key` is in the list's own format where the decision has one.
    `decision_reason` is the last word of whoever decided: of a refusal or an undoing, too. A decision of
    `keep` in force changes no mark. `text` is as somebody typed it; `facts` are what an incident says of
    itself, sitting and kind, for each reader's own language.
    """

    __tablename__ = "item_matter"
    __table_args__ = (UniqueConstraint("list_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"))
    item_id: Mapped[str] = mapped_column(String(200))
    source: Mapped[MatterSource] = mapped_column(enum_text(MatterSource))
    source_code: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, str] | None] = mapped_column(Json)
    put_by: Mapped[str] = mapped_column(String(80))
    put_by_name: Mapped[str] = mapped_column(String(160))
    put_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[MatterState] = mapped_column(enum_text(MatterState), default=MatterState.OPEN)
    decision: Mapped[DecisionKind | None] = mapped_column(enum_text(DecisionKind))
    key: Mapped[Any] = mapped_column(Json, nullable=True)
    reason: Mapped[str | None] = mapped_column(Text)
    proposed_by: Mapped[str | None] = mapped_column(String(80))
    proposed_by_name: Mapped[str | None] = mapped_column(String(160))
    proposed_at: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_by_name: Mapped[str | None] = mapped_column(String(160))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    question_list: Mapped[QuestionList] = relationship()

    def as_decision(self) -> ItemDecision:
        """Return what is proposed or decided; raises LookupError before anything is."""
        if self.decision is None:
            raise LookupError(f"nothing is proposed on {self.item_id}")
        return ItemDecision(self.item_id, self.decision, self.key)


class KeyVersion(Base):
    """A list's key under decisions on its items; `digest` is over list and decisions, which never change.

    At most one of a list is `in_force`; without one the list's own key is. A list's own key has no row.
    """

    __tablename__ = "key_version"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), index=True)
    decisions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    in_force: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(Utc)
