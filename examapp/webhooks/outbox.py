"""A call is claimed, made outside of any transaction, and then noted; after a crash it is made once more.

The receiver knows a copy by its occasion. Waits between tries are those of the notices.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from examapp.core.db import changed_rows
from examapp.notices.outbox import BACK_OFF
from examapp.webhooks.models import CallState, Webhook, WebhookCall

LEASE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class ClaimedCall:
    """A call that this process holds until its lease ends; `tries` tells this claim from a later one."""

    call_id: int
    tries: int
    webhook: Webhook
    body: bytes


def is_due(db: Session, at: datetime) -> bool:
    """Tell whether a call is to be made now: whoever only looks needs no turn to write."""
    return db.scalars(_due(at)).first() is not None


def claim_call(db: Session, at: datetime) -> ClaimedCall | None:
    """Claim the call that is due longest; those of an ended webhook are not made any more."""
    found = db.scalars(_due(at).with_for_update(skip_locked=True, of=WebhookCall)).first()
    if found is None:
        return None
    found.state, found.claimed_until = CallState.SENDING, at + LEASE
    found.tries += 1
    db.flush()
    return ClaimedCall(found.id, found.tries, found.webhook, found.body.encode())


def _due(at: datetime) -> Select[WebhookCall]:
    return (
        select(WebhookCall)
        .join(WebhookCall.webhook)
        .where(
            Webhook.ended_at.is_(None),
            or_(
                (WebhookCall.state == CallState.PLANNED) & (WebhookCall.next_try_at <= at),
                (WebhookCall.state == CallState.SENDING) & (WebhookCall.claimed_until <= at),
            ),
        )
        .order_by(WebhookCall.next_try_at, WebhookCall.id)
        .limit(1)
    )


def note_made(db: Session, claimed: ClaimedCall, at: datetime) -> bool:
    """Note that the other side has taken it; False if the claim was lost meanwhile."""
    return _note(db, claimed, state=CallState.SENT, sent_at=at, problem=None, next_try_at=None)


def note_failed(db: Session, claimed: ClaimedCall, problem: str, at: datetime) -> bool:
    """Plan another try, or give up after the last one."""
    if claimed.tries > len(BACK_OFF):
        return _note(db, claimed, state=CallState.GIVEN_UP, problem=problem[:200], next_try_at=None)
    wait = BACK_OFF[claimed.tries - 1]
    return _note(db, claimed, state=CallState.PLANNED, problem=problem[:200], next_try_at=at + wait)


def _note(db: Session, claimed: ClaimedCall, **values: object) -> bool:
    statement = (
        update(WebhookCall)
        .where(
            WebhookCall.id == claimed.call_id,
            WebhookCall.state == CallState.SENDING,
            WebhookCall.tries == claimed.tries,
        )
        .values(claimed_until=None, **values)
    )
    return changed_rows(db, statement) == 1
