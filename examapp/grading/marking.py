"""Marking: a score is a function of sealed log, key version and rule version, and of nothing else."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.queries import counted_responses
from examapp.grading.models import ItemScoreRow, Score
from question_bank.exam_form import to_bank_response
from question_bank.scoring import RULE_VERSION, FormScore, score_form


def mark_attempt(db: Session, desk: PaperDesk, attempt: Attempt, at: datetime) -> Score:
    """Mark a sealed attempt under its list's key and return the score; an older one stays as it is.

    Raises ListBroken or FormBroken where what was sealed does not verify: no mark by a doubtful key.
    """
    head = _newest_head(db, attempt)
    paper = desk.open(db, _form_of(attempt))
    known = db.scalars(
        select(Score).where(
            Score.attempt_id == attempt.id,
            Score.key_version == paper.opened.digest,
            Score.rule_version == str(RULE_VERSION),
            Score.head_digest == head.digest,
        )
    ).first()
    if known is not None:
        return known
    marked = score_answers(db, paper, attempt)
    score = _store(db, attempt, paper, head, marked, at)
    record(
        db,
        act="attempt.marked",
        actor="system",
        subject_kind="attempt",
        subject_code=attempt.code,
        at=at,
        facts={"key_version": score.key_version, "rule_version": score.rule_version, "head": head.digest},
    )
    return score


def score_answers(db: Session, paper: Paper, attempt: Attempt) -> FormScore:
    """Score what counts of an attempt's log; the same every time it is asked."""
    public = counted_responses(db, attempt.id)
    items = {item_id: paper.opened.items[item_id] for item_id in paper.form.item_ids()}
    answers = {
        item_id: to_bank_response(paper.form, item_id, response)
        for item_id, response in public.items()
        if item_id in items
    }
    return score_form(items, answers)


def _newest_head(db: Session, attempt: Attempt) -> SealedHead:
    return db.scalars(
        select(SealedHead)
        .where(SealedHead.attempt_id == attempt.id)
        .order_by(SealedHead.revision.desc())
        .limit(1)
    ).one()


def _form_of(attempt: Attempt) -> int:
    form_id = attempt.form_id or attempt.booking.form_id
    if form_id is None:
        raise LookupError(f"attempt {attempt.code} has no form")
    return form_id


def _store(
    db: Session, attempt: Attempt, paper: Paper, head: SealedHead, marked: FormScore, at: datetime
) -> Score:
    score = Score(
        attempt_id=attempt.id,
        key_version=paper.opened.digest,
        rule_version=str(RULE_VERSION),
        head_digest=head.digest,
        points=str(marked.points),
        maximum=str(marked.maximum),
        topics={topic: [str(points), str(maximum)] for topic, (points, maximum) in marked.topics.items()},
        marked_at=at,
    )
    db.add(score)
    db.flush()
    db.execute(
        insert(ItemScoreRow),
        [
            {
                "score_id": score.id,
                "position": position,
                "item_id": item.item_id,
                "points": str(item.points),
                "maximum": str(item.maximum),
                "answered": item.answered,
            }
            for position, item in enumerate(marked.items)
        ],
    )
    return score
