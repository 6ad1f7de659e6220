"""The sweeper: ends attempts whose time is over and seals those whose grace is over, whatever their pages do.

It asks the database, not a queue, and does nothing while no server beats: then the coming outage will be
credited, and an attempt that ended meanwhile would have lost it.
"""

from typing import Final

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant, read_instant
from examapp.core.db import reading, transaction
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import settle
from examapp.delivery.heartbeat import is_beating
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState

logger = structlog.get_logger(__name__)
MOST_A_ROUND: Final = 100
_SWEPT: Final = (AttemptState.IN_PROGRESS, AttemptState.CLOSING)


def list_due(db: Session, now: Instant) -> list[int]:
    """Return the attempts at which to look now, the longest due first; none while no server beats."""
    if not is_beating(db, now):
        return []
    due = or_(Attempt.check_at <= now.wall, Attempt.check_at.is_(None))
    query = (
        select(Attempt.id)
        .where(Attempt.state.in_(_SWEPT), due)
        .order_by(Attempt.check_at)
        .limit(MOST_A_ROUND)
    )
    return list(db.scalars(query))


def sweep_one(db: Session, attempt_id: int, now: Instant) -> AttemptState:
    """Do for one attempt what time demands, and return its state."""
    attempt = lock_attempt(db, attempt_id)
    settle(db, attempt, now)
    return attempt.state


def sweep_attempts() -> None:
    """Sweep what is due, each attempt in a transaction of its own; for the worker's round."""
    now = read_instant()
    with reading() as db:
        due = list_due(db, now)
    for attempt_id in due:
        try:
            with transaction() as db:
                sweep_one(db, attempt_id, now)
        except Exception:  # one attempt must not keep the others from their end
            logger.exception("sweep_failed", attempt=attempt_id)
