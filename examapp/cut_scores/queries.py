"""Reading studies, panels and turns; whose ballot it is decides who may ask for it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.models import ListItem
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission, may
from examapp.cut_scores.models import (
    CutScoreBallot,
    CutScoreJudge,
    CutScoreMark,
    CutScoreStudy,
    CutScoreTurn,
    SealedCutScore,
)


def list_studies(db: Session, actor: SignedInStaff) -> Sequence[CutScoreStudy]:
    """Return the studies that a person may know of, the newest first: a judge knows the own ones only."""
    query = select(CutScoreStudy).order_by(CutScoreStudy.opened_at.desc(), CutScoreStudy.id.desc())
    if may(actor, Permission.JUDGE_ITEMS):
        own = select(CutScoreJudge.study_id).where(CutScoreJudge.account_id == actor.id)
        query = query.where(CutScoreStudy.id.in_(own))
    return db.scalars(query).all()


def get_study(db: Session, code: str, actor: SignedInStaff) -> CutScoreStudy:
    """Return the study of a code, or raise NotFound, for a judge of another panel as well."""
    study = db.scalars(select(CutScoreStudy).where(CutScoreStudy.code == code)).first()
    if study is None:
        raise NotFound
    if may(actor, Permission.JUDGE_ITEMS) and db.get(CutScoreJudge, (study.id, actor.id)) is None:
        raise NotFound
    return study


def get_seat(db: Session, study: CutScoreStudy, account_id: int) -> CutScoreJudge:
    """Return a person's seat on a panel; raises NotFound for whoever was not named or was released."""
    seat = db.get(CutScoreJudge, (study.id, account_id), populate_existing=True)
    if seat is None or seat.released_at is not None:
        raise NotFound
    return seat


def list_judges(db: Session, study: CutScoreStudy) -> Sequence[CutScoreJudge]:
    """Return everybody who was named, by place, with those who were released."""
    return db.scalars(
        select(CutScoreJudge).where(CutScoreJudge.study_id == study.id).order_by(CutScoreJudge.place)
    ).all()


def list_panel(db: Session, study: CutScoreStudy) -> Sequence[CutScoreJudge]:
    """Return the judges who count, by place."""
    return [seat for seat in list_judges(db, study) if seat.released_at is None]


def list_turns(db: Session, study: CutScoreStudy, number: int) -> Sequence[CutScoreTurn]:
    """Return the turns of a round that have begun."""
    return db.scalars(
        select(CutScoreTurn).where(CutScoreTurn.study_id == study.id, CutScoreTurn.round == number)
    ).all()


def find_turn(db: Session, study: CutScoreStudy, account_id: int, number: int) -> CutScoreTurn | None:
    """Return a judge's turn in a round, or None before it has begun."""
    return db.get(CutScoreTurn, (study.id, account_id, number), populate_existing=True)


def count_rated(db: Session, study: CutScoreStudy, number: int) -> dict[int, int]:
    """Return how many items each judge has rated in a round, by account; a bookmark counts as one."""
    kinds = (CutScoreBallot, CutScoreMark)
    counted: dict[int, int] = {}
    for kind in kinds:
        query = (
            select(kind.account_id, func.count())
            .where(kind.study_id == study.id, kind.round == number)
            .group_by(kind.account_id)
        )
        counted |= {row[0]: row[1] for row in db.execute(query)}
    return counted


def list_versions(db: Session, study: CutScoreStudy) -> dict[str, int]:
    """Return the version of each item of the list that is judged, by id."""
    query = select(ListItem.item_id, ListItem.version).where(ListItem.list_id == study.list_id)
    return {row.item_id: row.version for row in db.execute(query.order_by(ListItem.item_id))}


def find_sealed(db: Session, study: CutScoreStudy) -> SealedCutScore | None:
    """Return a study's sealed record, or None before the seal."""
    return db.scalars(select(SealedCutScore).where(SealedCutScore.study_id == study.id)).first()
