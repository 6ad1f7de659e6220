"""Reading question lists: what they are, never what their items ask."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem, QuestionList, QuestionListState
from examapp.core.errors import NotFound


def list_question_lists(db: Session, programme_id: int | None = None) -> Sequence[QuestionList]:
    """Return the lists, the newest first; those of one programme if it is given."""
    query = select(QuestionList).order_by(QuestionList.composed_at.desc(), QuestionList.id.desc())
    if programme_id is not None:
        query = query.where(QuestionList.programme_id == programme_id)
    return db.scalars(query).all()


def list_usable_lists(db: Session, on: date) -> Sequence[QuestionList]:
    """Return the lists from which forms may be drawn on a day."""
    return [found for found in list_question_lists(db) if is_in_force(found, on)]


def is_in_force(question_list: QuestionList, on: date) -> bool:
    """Tell whether a list is sealed, not retired, and not past its last day."""
    until = question_list.valid_until
    return question_list.state is QuestionListState.SEALED and (until is None or on <= until)


def get_question_list(db: Session, code: str) -> QuestionList:
    """Return the list of a code, or raise NotFound."""
    found = db.scalars(select(QuestionList).where(QuestionList.code == code)).first()
    if found is None:
        raise NotFound
    return found


def count_items_by_topic(db: Session, list_id: int) -> dict[str, int]:
    """Return how many items of each topic a list holds."""
    query = select(ListItem.topic, func.count()).where(ListItem.list_id == list_id).group_by(ListItem.topic)
    return dict(sorted((topic, count) for topic, count in db.execute(query)))
