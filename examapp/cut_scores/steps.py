"""A study's way, each step one compare-and-swap, and each in the audit log."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.cut_scores.errors import RecordSealed, StudyReasonMissing, WrongStep
from examapp.cut_scores.models import CutScoreStudy, StudyState

SHORTEST_REASON = 10
ROUND_OF = {StudyState.ROUND_ONE: 1, StudyState.ROUND_TWO: 2}
RUNNING = frozenset({StudyState.ROUND_ONE, StudyState.DISCUSSION, StudyState.ROUND_TWO, StudyState.CLOSED})


def move(
    db: Session,
    study: CutScoreStudy,
    before: StudyState,
    after: StudyState,
    **values: date | str | None,
) -> None:
    """Take a study from one state to the next; raises RecordSealed or WrongStep where it stands elsewhere."""
    swapped = changed_rows(
        db,
        update(CutScoreStudy)
        .where(CutScoreStudy.id == study.id, CutScoreStudy.state == before)
        .values(state=after, **values),
    )
    db.refresh(study)
    if swapped != 1:
        raise refusal_of(study)


def refusal_of(study: CutScoreStudy) -> WrongStep | RecordSealed:
    """Return what is said where a study is not at the step that an act needs."""
    kind = RecordSealed if study.state is StudyState.SEALED else WrongStep
    return kind(study=study.code)


def hold(db: Session, study: CutScoreStudy) -> StudyState:
    """Let nobody else change the study within this transaction, and return its state as it is now."""
    state = db.scalars(
        select(CutScoreStudy.state).where(CutScoreStudy.id == study.id).with_for_update()
    ).one()
    db.refresh(study)
    return state


def read_reason(typed: str) -> str:
    """Return a reason without idle spaces, or raise StudyReasonMissing."""
    why = " ".join(typed.split())
    if len(why) < SHORTEST_REASON:
        raise StudyReasonMissing(least=SHORTEST_REASON)
    return why


def note_act(db: Session, study: CutScoreStudy, act: str, actor: str, at: datetime, **facts: object) -> None:
    """Record what happened to a study; never an estimate of anybody."""
    record(
        db,
        act=f"cut_score.{act}",
        actor=actor,
        subject_kind="cut_score_study",
        subject_code=study.code,
        at=at,
        facts=facts,
    )
