"""Reading scores."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt
from examapp.grading.models import ItemScoreRow, Score


def latest_scores(db: Session, sitting_id: int) -> Mapping[int, Score]:
    """Return the newest score of each marked attempt of a sitting, by attempt id."""
    rows = db.scalars(
        select(Score)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(Score.id)
    )
    return {score.attempt_id: score for score in rows}


def item_shares(db: Session, list_digest: str) -> Mapping[str, tuple[Decimal, int]]:
    """Return the mean share of its points that candidates got for each item, and over how many answers.

    Each attempt counts once, by its newest score under the list's key; items that paid nothing are left out.
    """
    newest = select(func.max(Score.id)).where(Score.key_version == list_digest).group_by(Score.attempt_id)
    rows = db.execute(
        select(ItemScoreRow.item_id, ItemScoreRow.points, ItemScoreRow.maximum, func.count().label("number"))
        .where(ItemScoreRow.score_id.in_(newest))
        .group_by(ItemScoreRow.item_id, ItemScoreRow.points, ItemScoreRow.maximum)
    )
    sums: dict[str, tuple[Decimal, int]] = {}
    for row in rows:
        if Decimal(row.maximum):
            share, answers = sums.get(row.item_id, (Decimal(0), 0))
            paid = Decimal(row.points) / Decimal(row.maximum) * row.number
            sums[row.item_id] = (share + paid, answers + row.number)
    return {item: (share / answers, answers) for item, (share, answers) in sums.items()}
