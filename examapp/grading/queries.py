"""Reading scores."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt
from examapp.grading.models import Score


def latest_scores(db: Session, sitting_id: int) -> Mapping[int, Score]:
    """Return the newest score of each marked attempt of a sitting, by attempt id."""
    rows = db.scalars(
        select(Score)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(Score.id)
    )
    return {score.attempt_id: score for score in rows}
