"""Marking again under decisions on items, beside the live marks: what was sealed, read in batches.

Nothing is written before a decision takes effect. A score of another key version stands beside the first;
which of them counts is said by the key version in force.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from examapp.authoring.models import QuestionList
from examapp.delivery.answers_of_many import counted_of_many
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.papers import PaperDesk
from examapp.delivery.states import FINISHED
from examapp.grading.marking import as_score, score_paper, store_scores
from examapp.grading.models import KeyVersion, Score
from examapp.grading.queries import list_in_force
from examapp.sittings.models import Sitting
from question_bank.regrading import DecidedKey, ItemDecision, key_version
from question_bank.scoring import RULE_VERSION, FormScore

ATTEMPTS_A_BATCH: Final = 250


@dataclass(frozen=True, slots=True)
class Regraded:
    """One attempt's marks under other decisions; `head` is the digest of the sealed head that was marked."""

    attempt_id: int
    sitting_id: int
    head: str
    marked: FormScore


def list_decided(db: Session, question_list: QuestionList) -> list[ItemDecision]:
    """Return the decisions in force on a list's items."""
    return [one.as_decision() for one in list_in_force(db, question_list.id)]


def regrade(
    db: Session, desk: PaperDesk, question_list: QuestionList, decisions: Sequence[ItemDecision]
) -> Iterator[Regraded]:
    """Mark every sealed attempt of every sitting that served a list, under decisions; write nothing.

    Raises ListBroken, FormBroken, and DecisionError for a key that an item cannot have.
    """
    sealed = _list_sealed(db, question_list.id)
    key: DecidedKey | None = None
    for first in range(0, len(sealed), ATTEMPTS_A_BATCH):
        batch = sealed[first : first + ATTEMPTS_A_BATCH]
        answers = counted_of_many(db, [attempt_id for attempt_id, *_ in batch])
        for attempt_id, sitting_id, form_id, head in batch:
            paper = desk.open(db, form_id)
            key = key or DecidedKey(paper.opened.items, decisions)
            yield Regraded(attempt_id, sitting_id, head, score_paper(paper, answers[attempt_id], key))


def _list_sealed(db: Session, list_id: int) -> Sequence[tuple[int, int, int, str]]:
    """Return attempt, sitting, form and newest head of each sealed attempt under a list, by sitting."""
    newest = (
        select(SealedHead.attempt_id, func.max(SealedHead.revision).label("revision"))
        .group_by(SealedHead.attempt_id)
        .subquery()
    )
    rows = db.execute(
        select(Attempt.id, Attempt.sitting_id, Attempt.form_id, SealedHead.digest)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(newest, newest.c.attempt_id == Attempt.id)
        .join(
            SealedHead,
            (SealedHead.attempt_id == Attempt.id) & (SealedHead.revision == newest.c.revision),
        )
        .where(Sitting.list_id == list_id, Attempt.state.in_(FINISHED), Attempt.form_id.is_not(None))
        .order_by(Attempt.sitting_id, Attempt.id)
    )
    return [(attempt, sitting, form, head) for attempt, sitting, form, head in rows if form is not None]


def bring_in_force(
    db: Session,
    desk: PaperDesk,
    question_list: QuestionList,
    decisions: Sequence[ItemDecision],
    *,
    at: datetime,
) -> str:
    """Make decisions the list's key from now on, write the scores that are missing, return the key version.

    Scores of other versions stay; they count no more. Run twice it writes nothing twice.
    """
    version = key_version(question_list.digest, decisions)
    db.execute(update(KeyVersion).where(KeyVersion.list_id == question_list.id).values(in_force=False))
    if version == question_list.digest:
        return version
    known = db.get(KeyVersion, version, populate_existing=True)
    if known is None:
        known = KeyVersion(
            digest=version,
            list_id=question_list.id,
            decisions=[one.to_json() for one in sorted(decisions, key=lambda one: one.item_id)],
            made_at=at,
        )
        db.add(known)
    known.in_force = True
    db.flush()
    scored = {
        (row.attempt_id, row.head_digest)
        for row in db.execute(
            select(Score.attempt_id, Score.head_digest).where(
                Score.key_version == version, Score.rule_version == RULE_VERSION
            )
        )
    }
    fresh = (
        (as_score(one.attempt_id, version, one.head, one.marked, at), one.marked)
        for one in regrade(db, desk, question_list, decisions)
        if (one.attempt_id, one.head) not in scored
    )
    while batch := list(islice(fresh, ATTEMPTS_A_BATCH)):
        store_scores(db, batch)
    return version
