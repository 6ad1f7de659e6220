"""Reading question lists: what they are, never what their items ask."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem, QuestionList, QuestionListState
from examapp.core.errors import NotFound


def list_question_lists(db: Session, programme_id: int | None = None) -> Sequence[QuestionList]:
    """Return the lists, the newest first; those of one programme if it is given."""
    query = select(QuestionList).order_by(QuestionList.sealed_at.desc(), QuestionList.id.desc())
    if programme_id is not None:
        query = query.where(QuestionList.programme_id == programme_id)
    return db.scalars(query).all()


def list_usable_lists(db: Session) -> Sequence[QuestionList]:
    """Return the lists from which forms may be drawn."""
    return [found for found in list_question_lists(db) if found.state is QuestionListState.SEALED]


def get_question_list(db: Session, code: str) -> QuestionList:
    """Return the list of a code, or raise NotFound."""
    found = db.scalars(select(QuestionList).where(QuestionList.code == code)).first()
    if found is None:
        raise NotFound
    return found


def count_items_by_topic(db: Session, list_id: int) -> dict[str, int]:
    """Return how many items of each topic a list holds."""
    counts: dict[str, int] = {}
    for body in db.scalars(select(ListItem.body).where(ListItem.list_id == list_id)):
        topic = json.loads(body)["meta"]["topic"]
        counts[topic] = counts.get(topic, 0) + 1
    return counts
