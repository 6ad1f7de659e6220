"""Marking: a score is a function of sealed log, key version and rule version, and of nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.papers import Paper, PaperDesk
from examapp.delivery.queries import counted_responses
from examapp.grading.models import ItemScoreRow, Score
from examapp.grading.queries import find_version_in_force
from question_bank.exam_form import to_bank_response
from question_bank.regrading import DecidedKey, ItemDecision, decision_from_json
from question_bank.scoring import RULE_VERSION, FormScore

# Built once: a hall is marked at one moment, and building costs as much as running.
_KNOWN = select(Score).where(
    Score.attempt_id == bindparam("attempt_id"),
    Score.key_version == bindparam("version"),
    Score.rule_version == str(RULE_VERSION),
    Score.head_digest == bindparam("head"),
)
_NEWEST_HEAD = (
    select(SealedHead)
    .where(SealedHead.attempt_id == bindparam("attempt_id"))
    .order_by(SealedHead.revision.desc())
    .limit(1)
)
_ITEM_ROWS = insert(cast("Table", ItemScoreRow.__table__))


def mark_attempt(db: Session, desk: PaperDesk, attempt: Attempt, at: datetime) -> Score:
    """Mark a sealed attempt and return the score; an older one stays as it is.

    It is marked under its list's own key, and under the commission's decisions where some are in force: the
    latter score is returned then. Raises ListBroken or FormBroken where what was sealed does not verify: no
    mark by a doubtful key.
    """
    head = _newest_head(db, attempt)
    paper = desk.open(db, form_of(attempt))
    responses = counted_responses(db, attempt.id)
    score = _mark_under(db, attempt, paper, head, paper.opened.digest, responses, (), at)
    changed = find_version_in_force(db, paper.opened.id)
    if changed is None:
        return score
    decisions = [decision_from_json(one) for one in changed.decisions]
    return _mark_under(db, attempt, paper, head, changed.digest, responses, decisions, at)


def _mark_under(
    db: Session,
    attempt: Attempt,
    paper: Paper,
    head: SealedHead,
    version: str,
    responses: Mapping[str, Any],
    decisions: Sequence[ItemDecision],
    at: datetime,
) -> Score:
    place = {"attempt_id": attempt.id, "version": version, "head": head.digest}
    known = db.scalars(_KNOWN, place).first()
    if known is not None:
        return known
    marked = score_paper(paper, responses, DecidedKey(paper.opened.items, decisions))
    score = as_score(attempt.id, version, head.digest, marked, at)
    store_score(db, score, marked)
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


def _newest_head(db: Session, attempt: Attempt) -> SealedHead:
    return db.scalars(_NEWEST_HEAD, {"attempt_id": attempt.id}).one()


def form_of(attempt: Attempt) -> int:
    """Return the id of the form that an attempt was taken on."""
    form_id = attempt.form_id or attempt.booking.form_id
    if form_id is None:
        raise LookupError(f"attempt {attempt.code} has no form")
    return form_id


def store_score(db: Session, score: Score, marked: FormScore) -> None:
    """Store a score with the points of its items."""
    db.add(score)
    db.flush()
    rows = [row | {"score_id": score.id} for row in item_rows(marked)]
    if rows:  # none where every item of the form is neutralised
        db.connection().execute(_ITEM_ROWS, rows)


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
