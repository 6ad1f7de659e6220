"""Marks what was sealed and has no score: the database says what is missing, so nothing is forgotten.

No job is written at the sealing: when a hall hands in at one moment, the queue would cost more than marking.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.delivery.api import attempt_desk
from examapp.delivery.models import SealedHead
from examapp.grading.marking_many import Marker
from examapp.grading.models import Score

ATTEMPTS_A_ROUND: Final = 500
# Between two of them waits whoever saves an answer.
ATTEMPTS_A_TRANSACTION: Final = 16
# A round looks at what was sealed lately, and now and then at everything, so that a round costs the same
# however many attempts are stored.
LATELY: Final = timedelta(minutes=15)
ROUNDS_BETWEEN_WHOLE_LOOKS: Final = 300


class _Rounds:
    """How many rounds this process has made; its first one looks at everything."""

    made = 0


def list_unmarked(
    db: Session, *, since: datetime | None = None, most: int = ATTEMPTS_A_ROUND
) -> Sequence[int]:
    """Return ids of attempts whose newest sealed head no score names, of those sealed since a moment."""
    marked = select(Score.id).where(
        Score.attempt_id == SealedHead.attempt_id, Score.head_digest == SealedHead.digest
    )
    newer = aliased(SealedHead)
    outdated = select(newer.revision).where(
        newer.attempt_id == SealedHead.attempt_id, newer.revision > SealedHead.revision
    )
    query = select(SealedHead.attempt_id).where(~marked.exists(), ~outdated.exists())
    if since is not None:
        query = query.where(SealedHead.sealed_at >= since)
    return db.scalars(query.order_by(SealedHead.attempt_id).limit(most)).all()


def mark_in_round() -> None:
    """Mark what was sealed lately, in some rounds all that has no score."""
    whole = _Rounds.made % ROUNDS_BETWEEN_WHOLE_LOOKS == 0
    _Rounds.made += 1
    mark_missing(since=None if whole else now() - LATELY)


def mark_missing(*, since: datetime | None = None) -> None:
    """Mark each attempt that was sealed since a moment and has no score, a few in a transaction."""
    with reading() as db:
        waiting = list_unmarked(db, since=since)
    marker = Marker(attempt_desk().papers)
    for first in range(0, len(waiting), ATTEMPTS_A_TRANSACTION):
        with transaction() as db:
            marker.mark(db, waiting[first : first + ATTEMPTS_A_TRANSACTION], now())


SWEEPERS = (mark_in_round,)
