"""Marking: a score is a function of sealed log, key version and rule version, and of nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt
from examapp.delivery.papers import Paper
from examapp.delivery.queries import counted_responses
from examapp.grading.models import ItemScoreRow, Score
from question_bank.exam_form import to_bank_response
from question_bank.regrading import DecidedKey, ItemDecision
from question_bank.scoring import RULE_VERSION, FormScore


def score_answers(
    db: Session, paper: Paper, attempt: Attempt, decisions: Sequence[ItemDecision] = ()
) -> FormScore:
    """Score what counts of an attempt's log; the same every time it is asked."""
    key = DecidedKey(paper.opened.items, decisions)
    return score_paper(paper, counted_responses(db, attempt.id), key)


def score_paper(paper: Paper, public: Mapping[str, Any], key: DecidedKey) -> FormScore:
    """Score answers in the form's public ids under a list's key."""
    items = {item_id: paper.opened.items[item_id] for item_id in paper.form.item_ids()}
    answers = {
        item_id: to_bank_response(paper.form, item_id, response)
        for item_id, response in public.items()
        if item_id in items
    }
    return key.score(items, answers)


def as_score(attempt_id: int, version: str, head_digest: str, marked: FormScore, at: datetime) -> Score:
    """Return the row that says a result; nothing is stored."""
    return Score(
        attempt_id=attempt_id,
        key_version=version,
        rule_version=str(RULE_VERSION),
        head_digest=head_digest,
        points=str(marked.points),
        maximum=str(marked.maximum),
        topics={topic: [str(points), str(maximum)] for topic, (points, maximum) in marked.topics.items()},
        marked_at=at,
    )


def store_scores(db: Session, scores: Sequence[tuple[Score, FormScore]]) -> None:
    """Store many scores with the points of their items, in two statements; the objects stay outside."""
    if not scores:
        return
    columns = [column.key for column in Score.__table__.columns if column.key != "id"]
    told = [{name: getattr(score, name) for name in columns} for score, _ in scores]
    kept = db.execute(insert(Score).returning(Score.id, sort_by_parameter_order=True), told).scalars().all()
    rows = [
        row | {"score_id": score_id}
        for score_id, (_, marked) in zip(kept, scores, strict=True)
        for row in item_rows(marked)
    ]
    if rows:
        db.execute(insert(ItemScoreRow), rows)


def item_rows(marked: FormScore) -> list[dict[str, Any]]:
    """Return the rows of a score's items, in the order of the form, without the score that they belong to."""
    return [
        {
            "position": position,
            "item_id": item.item_id,
            "points": str(item.points),
            "maximum": str(item.maximum),
            "answered": item.answered,
        }
        for position, item in enumerate(marked.items)
    ]
