"""Marks what was sealed and has no score: the database says what is missing, so nothing is forgotten."""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.vault import ListVault
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.signing import key_ring
from examapp.delivery.models import Attempt, SealedHead
from examapp.delivery.papers import PaperDesk
from examapp.grading.marking import mark_attempt
from examapp.grading.models import Score

ATTEMPTS_A_ROUND = 50
logger = structlog.get_logger(__name__)


def list_unmarked(db: Session, *, most: int = ATTEMPTS_A_ROUND) -> Sequence[int]:
    """Return ids of attempts with a sealed head that no score names."""
    marked = select(Score.id).where(
        Score.attempt_id == SealedHead.attempt_id, Score.head_digest == SealedHead.digest
    )
    return db.scalars(
        select(SealedHead.attempt_id).where(~marked.exists()).order_by(SealedHead.attempt_id).limit(most)
    ).all()


def mark_missing() -> None:
    """Mark each sealed attempt that has no score, one transaction each."""
    with reading() as db:
        waiting = list_unmarked(db)
    desk = PaperDesk(ListVault(key_ring()))
    for attempt_id in waiting:
        try:
            with transaction() as db:
                mark_attempt(db, desk, db.get_one(Attempt, attempt_id), now())
        except AppError as refusal:  # a broken list must not hold up the attempts of another
            logger.exception("attempt_not_marked", attempt=attempt_id, reason=str(refusal))


SWEEPERS = (mark_missing,)
