"""Tables of holds, of proposed deletions with each thing that they name, and of the proofs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base


class Kind(StrEnum):
    """What kind of record is deleted."""

    ATTEMPTS = "attempts"
    EXCUSES = "excuses"
    ACCOMMODATIONS = "accommodations"
    LISTS = "lists"
    INTAKES = "intakes"
    IMPORTS = "imports"
    AUDIT = "audit"


class ProposalState(StrEnum):
    """waiting → approved → done; waiting → refused; waiting → withdrawn."""

    WAITING = "waiting"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What became of one thing of an approved proposal."""

    DELETED = "deleted"
    KEPT = "kept"


class HoldKind(StrEnum):
    """What a hold keeps."""

    ATTEMPT = "attempt"
    SITTING = "sitting"
    CANDIDATE = "candidate"
    LIST = "candidate_list"


class Hold(Base):
    """A court or an inquiry needs something: nothing of it is due until another person lifts the hold."""

    __tablename__ = "retention_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[HoldKind] = mapped_column(enum_text(HoldKind))
    subject_code: Mapped[str] = mapped_column(String(80), index=True)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(160))
    placed_by: Mapped[str] = mapped_column(String(80))
    placed_by_name: Mapped[str] = mapped_column(String(160))
    placed_at: Mapped[datetime] = mapped_column(Utc)
    lifted_by: Mapped[str | None] = mapped_column(String(80))
    lifted_by_name: Mapped[str | None] = mapped_column(String(160))
    lifted_at: Mapped[datetime | None] = mapped_column(Utc)
    lift_reason: Mapped[str | None] = mapped_column(Text)


class Proposal(Base):
    """One deletion that one person proposes and another decides on.

    `root` is the Merkle root over the lines of its things; `policy` holds the values that it rests on, with
    their documents; `last_day` is the newest day that a thing may be of.
    """

    __tablename__ = "retention_proposal"
    __table_args__ = (
        # One at a time of each kind, so that no thing stands in two.
        Index(
            "uq_retention_proposal_open_kind",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'approved')"),
            postgresql_where=text("state IN ('waiting', 'approved')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_text(Kind))
    state: Mapped[ProposalState] = mapped_column(enum_text(ProposalState), default=ProposalState.WAITING)
    policy: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    last_day: Mapped[date]
    root: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_by_name: Mapped[str] = mapped_column(String(160))
    proposed_at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_by_name: Mapped[str | None] = mapped_column(String(160))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    remark: Mapped[str | None] = mapped_column(Text)
    items: Mapped[list["ProposedThing"]] = relationship(order_by="ProposedThing.position")


class ProposedThing(Base):
    """One thing of a proposal: what it held when it was proposed, and what became of it.

    `code` names it, `of` the sitting, list or body that it belongs to; `count` is how many records of its
    kind it is (entries of a piece of the log); `rows` counts rows by table, `digest` covers their contents.
    """

    __tablename__ = "retention_item"
    __table_args__ = (UniqueConstraint("proposal_id", "code"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("retention_proposal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40), index=True)
    of: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    count: Mapped[int]
    rows: Mapped[dict[str, int]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome | None] = mapped_column(enum_text(Outcome), index=True)
    kept_because: Mapped[str | None] = mapped_column(String(40))


class Proof(Base):
    """What is left for good: canonical JSON as text, with its digest and signature."""

    __tablename__ = "retention_proof"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("retention_proposal.id"), unique=True)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(Utc)
    proposal: Mapped[Proposal] = relationship()
