"""What is to be called, found by the state: no act has to remember it, and nothing is told twice.

A call says what happened to which sheet or certificate, and no person: whoever is called reads the rest by
the API with a token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Revocation
from examapp.results.models import Decision, Result, ResultSheet
from examapp.sittings.models import Booking
from examapp.webhooks.models import Webhook, WebhookCall

LOOKS_BACK: Final = timedelta(days=30)
MOST_A_ROUND: Final = 500


@dataclass(frozen=True)
class Event:
    """One thing that happened; `occasion` is unique."""

    occasion: str
    facts: dict[str, Any]


def plan_calls(db: Session, at: datetime) -> int:
    """Write the calls that are due, and return how many these were."""
    missing = find_missing(db, at)
    db.add_all(missing)
    return len(missing)


def find_missing(db: Session, at: datetime) -> list[WebhookCall]:
    """Return the calls that are due and missing, unwritten."""
    missing: list[WebhookCall] = []
    for webhook in db.scalars(select(Webhook).where(Webhook.ended_at.is_(None))):
        known = set(db.scalars(select(WebhookCall.occasion).where(WebhookCall.webhook_id == webhook.id)))
        for event in list_events(db, webhook, at):
            if event.occasion not in known and len(missing) < MOST_A_ROUND:
                missing.append(_call_of(webhook, event, at))
    return missing


def _call_of(webhook: Webhook, event: Event, at: datetime) -> WebhookCall:
    body = orjson.dumps({"webhook": webhook.code, "occasion": event.occasion, **event.facts}).decode()
    return WebhookCall(
        webhook_id=webhook.id, occasion=event.occasion, body=body, next_try_at=at, created_at=at
    )


def list_events(db: Session, webhook: Webhook, at: datetime) -> Iterator[Event]:
    """Yield what happened since the webhook was made, and at most 30 days ago."""
    since = max(webhook.made_at, at - LOOKS_BACK)
    for sheet, decided_at in db.execute(_sheets(webhook, since)):
        named = {"sheet": sheet.number, "revision": sheet.revision, "digest": sheet.digest}
        facts = {"event": "sheet.published", "at": decided_at.isoformat(), **named}
        yield Event(f"published {sheet.number} {sheet.revision}", facts)
    for number, issued_at in db.execute(_certificates(webhook).where(Certificate.issued_at >= since)):
        facts = {"event": "certificate.issued", "at": issued_at.isoformat(), "certificate": number}
        yield Event(f"issued {number}", facts)
    replaced = _certificates(webhook).with_only_columns(Certificate.number, Certificate.replaced_at)
    for number, replaced_at in db.execute(replaced.where(Certificate.replaced_at >= since)):
        facts = {"event": "certificate.replaced", "at": replaced_at.isoformat(), "certificate": number}
        yield Event(f"replaced {number}", facts)
    revoked = _certificates(webhook).join(Revocation, Revocation.certificate_id == Certificate.id)
    revoked = revoked.with_only_columns(Certificate.number, Revocation.revoked_at)
    for number, revoked_at in db.execute(revoked.where(Revocation.revoked_at >= since)):
        facts = {"event": "certificate.revoked", "at": revoked_at.isoformat(), "certificate": number}
        yield Event(f"revoked {number}", facts)


def _sheets(webhook: Webhook, since: datetime) -> Any:
    query = (
        select(ResultSheet, Decision.at)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .where(Decision.at >= since, ResultSheet.rehearsal.is_(False))
        .order_by(Decision.at, ResultSheet.id)
    )
    return _bound(query, webhook, Result.sheet_id == ResultSheet.id)


def _certificates(webhook: Webhook) -> Any:
    query = (
        select(Certificate.number, Certificate.issued_at)
        .where(Certificate.rehearsal.is_(False))
        .order_by(Certificate.id)
    )
    return _bound(query, webhook, Result.attempt_id == Certificate.attempt_id)


def _bound(query: Any, webhook: Webhook, link: Any) -> Any:
    """Leave what concerns somebody of the webhook's body."""
    if webhook.organisation_id is None:
        return query
    own = exists().where(
        link,
        Booking.id == Result.booking_id,
        Candidate.id == Booking.candidate_id,
        Candidate.organisation_id == webhook.organisation_id,
    )
    return query.where(own)
