"""Failed checks: counted, the last one kept, and the proctor called."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.alerts import call_proctor
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.messages import SentAlert
from examapp.delivery.models import Attempt
from examapp.delivery.states import FINISHED
from examapp.lockdown.checking import Fault
from examapp.lockdown.models import LockdownFailure

ALERT_KIND: Final = "lockdown"
LONGEST_AGENT: Final = 200
# Who has been called and has not mended it within this time is called again.
CALL_AGAIN_AFTER: Final = timedelta(minutes=1)


def note_failure(db: Session, attempt_id: int, fault: Fault, agent: str, now: Instant) -> LockdownFailure:
    """Count a failed check and call the proctor; of an attempt that has ended nobody is told."""
    attempt = lock_attempt(db, attempt_id)
    failure = db.get(LockdownFailure, attempt_id, populate_existing=True)
    is_news = failure is None or now.wall - failure.last_at > CALL_AGAIN_AFTER
    if failure is None:
        failure = LockdownFailure(attempt_id=attempt_id, count=0, first_at=now.wall)
        db.add(failure)
    failure.count += 1
    failure.last_at, failure.fault = now.wall, fault
    failure.agent = "".join(sign for sign in agent if sign.isprintable())[:LONGEST_AGENT]
    db.flush()
    if is_news and attempt.state not in FINISHED:
        note(db, attempt, "lockdown_failed", "system", now.wall, fault=fault.value, count=failure.count)
        call_proctor(db, attempt_id, SentAlert(ALERT_KIND, None, None), now)
    return failure


def list_failures(db: Session, sitting_id: int) -> Mapping[int, LockdownFailure]:
    """Return the failed checks of a sitting, by attempt."""
    rows = db.scalars(
        select(LockdownFailure)
        .join(Attempt, Attempt.id == LockdownFailure.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
    )
    return {one.attempt_id: one for one in rows}
