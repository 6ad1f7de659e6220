"""Tables of proposed sittings, and of what was done to a sitting by hand."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.authoring.models import QuestionList
from examapp.centres.models import Room
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.sittings.models import Sitting


class ProposalState(StrEnum):
    """waiting → ready → accepted → done; a proposal that is ready can be discarded."""

    WAITING = "waiting"
    READY = "ready"
    ACCEPTED = "accepted"
    DONE = "done"
    DISCARDED = "discarded"


class SittingProposal(Base):
    """One run of the planning: what was asked, and who could not be placed and why.

    `people` were to be placed. `rules` holds `share_percent` and
    `gap_minutes`; `unplaced` rows are {"candidate", "organisation", "cause", "remedies"} with ids.
    """

    __tablename__ = "sitting_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    region_code: Mapped[str | None] = mapped_column(String(8))
    rehearsal: Mapped[bool]
    rules: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[ProposalState] = mapped_column(enum_text(ProposalState), default=ProposalState.WAITING)
    people: Mapped[int] = mapped_column(default=0)
    unplaced: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    accepted_by: Mapped[str | None] = mapped_column(String(80))
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    question_list: Mapped[QuestionList] = relationship()
    sittings: Mapped[list["ProposedSitting"]] = relationship(
        back_populates="proposal", order_by="ProposedSitting.number"
    )


class ProposedSitting(Base):
    """One sitting of a proposal: `seats` are [workstation id, candidate id].

    Once it is made `sitting_id` names it, and `missed` tells who could not be booked then: {"candidate",
    "cause"}. Where nothing could be made any more it is `made` without a sitting.
    """

    __tablename__ = "proposed_sitting"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("sitting_proposal.id"))
    number: Mapped[int]
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    starts_at: Mapped[datetime] = mapped_column(Utc)
    minutes: Mapped[int]
    seats: Mapped[list[list[int]]] = mapped_column(Json)
    made: Mapped[bool] = mapped_column(default=False)
    missed: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), unique=True)
    proposal: Mapped[SittingProposal] = relationship(back_populates="sittings")
    room: Mapped[Room] = relationship()
    sitting: Mapped[Sitting | None] = relationship()


class SittingAct(StrEnum):
    """What a person did to a sitting that stands."""

    CANDIDATE_LEFT = "candidate_left"
    CANDIDATE_CAME = "candidate_came"
    MOVED = "moved"
    PROCTOR_REPLACED = "proctor_replaced"
    RESEATED = "reseated"


class SittingEvent(Base):
    """One act on a sitting, with its reason: the history that its page shows beside the audit log."""

    __tablename__ = "sitting_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    act: Mapped[SittingAct] = mapped_column(enum_text(SittingAct))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)
