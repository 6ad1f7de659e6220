"""Reading scores, and the key in force."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt
from examapp.grading.models import ItemMatter, ItemScoreRow, KeyVersion, MatterState, Score

_IN_FORCE = select(KeyVersion).where(
    KeyVersion.list_id == bindparam("list_id"), KeyVersion.in_force.is_(True)
)


def latest_scores(db: Session, sitting_id: int) -> Mapping[int, Score]:
    """Return the newest score of each marked attempt of a sitting, by attempt id, under the key in force."""
    rows = db.execute(
        select(Score, KeyVersion.in_force)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .outerjoin(KeyVersion, KeyVersion.digest == Score.key_version)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(Score.id)
    ).all()
    return {
        score.attempt_id: score
        for wanted in (None, True)  # the list's own key first, then the one that took its place
        for score, in_force in rows
        if in_force is wanted
    }


def list_in_force(db: Session, list_id: int) -> Sequence[ItemMatter]:
    """Return the decisions on a list's items that are in force, by item."""
    return db.scalars(
        select(ItemMatter)
        .where(ItemMatter.list_id == list_id, ItemMatter.state == MatterState.IN_FORCE)
        .order_by(ItemMatter.item_id)
    ).all()


def find_version_in_force(db: Session, list_id: int) -> KeyVersion | None:
    """Return the key version that took the place of a list's own key, or None."""
    return db.scalars(_IN_FORCE, {"list_id": list_id}).one_or_none()


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
