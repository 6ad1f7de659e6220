"""Tables of cut score studies: the panel, its ballots, and the record that came of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from question_bank.cut_score import Method


class StudyState(StrEnum):
    """round_one → discussion → round_two → closed → sealed, or abandoned before the seal."""

    ROUND_ONE = "round_one"
    DISCUSSION = "discussion"
    ROUND_TWO = "round_two"
    CLOSED = "closed"
    SEALED = "sealed"
    ABANDONED = "abandoned"


class CutScoreStudy(Base):
    """One panel's work on one sealed question list.

    `parameters` maps each item to its discrimination and difficulty as text, for the bookmark method alone.
    `held_on` is the day in Tashkent on which the second round was closed.
    """

    __tablename__ = "cut_score_study"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), index=True)
    method: Mapped[Method] = mapped_column(enum_text(Method))
    state: Mapped[StudyState] = mapped_column(enum_text(StudyState))
    parameters: Mapped[dict[str, Any] | None] = mapped_column(Json)
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(Utc)
    held_on: Mapped[date | None] = mapped_column(Date)
    abandon_reason: Mapped[str | None] = mapped_column(Text)


class CutScoreJudge(Base):
    """A judge of a panel, by the name that the record will bear; `place` is the number that others see."""

    __tablename__ = "cut_score_judge"

    study_id: Mapped[int] = mapped_column(ForeignKey("cut_score_study.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(Utc)
    release_reason: Mapped[str | None] = mapped_column(Text)


class CutScoreTurn(Base):
    """One judge's turn in one round: from the recorded opening of the questions to the handing in."""

    __tablename__ = "cut_score_turn"
    __table_args__ = (
        ForeignKeyConstraint(
            ["study_id", "account_id"], ["cut_score_judge.study_id", "cut_score_judge.account_id"]
        ),
    )

    study_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(Utc)
    saved_at: Mapped[datetime] = mapped_column(Utc)
    submitted_at: Mapped[datetime | None] = mapped_column(Utc)


_TURN = ["cut_score_turn.study_id", "cut_score_turn.account_id", "cut_score_turn.round"]


class CutScoreBallot(Base):
    """A judge's estimate of one item version: how many of 100 borderline candidates answer it rightly."""

    __tablename__ = "cut_score_ballot"
    __table_args__ = (
        ForeignKeyConstraint(["study_id", "account_id", "round"], _TURN),
        CheckConstraint("estimate BETWEEN 0 AND 100", name="percent"),
    )

    study_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int]
    estimate: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(Utc)


class CutScoreMark(Base):
    """A judge's bookmark: the first item of the booklet that the borderline candidate would not master."""

    __tablename__ = "cut_score_mark"
    __table_args__ = (ForeignKeyConstraint(["study_id", "account_id", "round"], _TURN),)

    study_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(Utc)


class SealedCutScore(Base):
    """A final record; nothing of it ever changes.

    `body` is the record's canonical JSON as text and `digest` its SHA-256; `signature` is the installation's
    over the statement of list, digest, who sealed it and when.
    """

    __tablename__ = "cut_score_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("cut_score_study.id"), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("question_list.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(Text)
    sealed_by: Mapped[str] = mapped_column(String(20))
    sealed_name: Mapped[str] = mapped_column(String(200))
    sealed_at: Mapped[datetime] = mapped_column(Utc)
