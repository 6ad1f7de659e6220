"""Calls to the proctor: raised by the candidate or by the server, open until somebody answers."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.core.codes import new_code
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.errors import NotHere, TooManyAlerts
from examapp.delivery.messages import SentAlert
from examapp.delivery.models import Alert

CODE_LENGTH: Final = 12
MOST_OPEN: Final = 20
MOST_EVER: Final = 500


def call_proctor(db: Session, attempt_id: int, sent: SentAlert, now: Instant) -> Alert:
    """Raise an alert; the same one again, while it is open, is the same alert. Raises TooManyAlerts."""
    attempt = lock_attempt(db, attempt_id)
    opened = db.scalars(
        select(Alert).where(Alert.attempt_id == attempt.id, Alert.answered_at.is_(None))
    ).all()
    for alert in opened:
        if (alert.kind, alert.item, alert.text) == (sent.kind, sent.item, sent.text):
            return alert
    ever = db.scalar(select(func.count()).select_from(Alert).where(Alert.attempt_id == attempt.id)) or 0
    if len(opened) >= MOST_OPEN or ever >= MOST_EVER:
        raise TooManyAlerts
    alert = Alert(
        code=new_code(CODE_LENGTH),
        attempt_id=attempt.id,
        kind=sent.kind,
        item=sent.item,
        language=attempt.language or attempt.booking.candidate.language,
        text=sent.text,
        at=now.wall,
    )
    db.add(alert)
    db.flush()
    note(db, attempt, "alert_raised", f"candidate:{attempt.code}", now.wall, kind=sent.kind, alert=alert.code)
    return alert


def answer_alert(db: Session, code: str, *, actor: str, now: Instant) -> Alert:
    """Note that the proctor comes; the candidate's page then says so. Asked twice it is done once."""
    alert = db.scalars(select(Alert).where(Alert.code == code)).first()
    if alert is None:
        raise NotHere
    attempt = lock_attempt(db, alert.attempt_id)
    if alert.answered_at is None:
        alert.answered_at, alert.answered_by = now.wall, actor
        attempt.version += 1
        note(db, attempt, "alert_answered", actor, now.wall, kind=alert.kind, alert=alert.code)
        db.flush()
    return alert


def list_open_alerts(db: Session, attempt_ids: Iterable[int]) -> Sequence[Alert]:
    """Return the alerts of some attempts that nobody has answered, the oldest first."""
    return db.scalars(
        select(Alert)
        .where(Alert.attempt_id.in_(list(attempt_ids)), Alert.answered_at.is_(None))
        .order_by(Alert.at, Alert.id)
    ).all()
