"""Addresses that are called: made with a secret that is shown once, and ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Actor
from examapp.core.signing import KeyRing
from examapp.organisations.models import Organisation
from examapp.organisations.sight import get_own_body
from examapp.webhooks.models import Webhook

_PURPOSE = "webhook"


def secret_of(keys: KeyRing, webhook: Webhook) -> str:
    """Return the secret under which calls are signed."""
    return keys.mac(_PURPOSE, webhook.code.encode())


def body_of(db: Session, actor: Actor) -> Organisation | None:
    """Return the body that a person's webhooks are bound to, None for the whole republic.

    Raises NotFound for whoever may neither act for a body nor see the whole republic.
    """
    if actor.role in BODY_ROLES:
        return get_own_body(db, actor)
    if actor.region_code is not None:
        raise NotFound
    return None


def list_webhooks(db: Session, body: Organisation | None) -> Sequence[Webhook]:
    """Return the webhooks of a body, or those of the whole republic, those in force first."""
    bound = Webhook.organisation_id.is_(None) if body is None else Webhook.organisation_id == body.id
    query = select(Webhook).where(bound).options(joinedload(Webhook.organisation))
    return db.scalars(query.order_by(Webhook.ended_at.is_not(None), Webhook.id.desc())).all()


def make_webhook(db: Session, body: Organisation | None, url: str, *, actor: str, at: datetime) -> Webhook:
    """Enter an address that `read_url` has let pass; it is told of what happens from now on."""
    made = Webhook(
        code=new_code(12), organisation_id=body.id if body else None, url=url, made_by=actor, made_at=at
    )
    db.add(made)
    db.flush()
    _note(db, "webhook.made", made, actor, at)
    return made


def end_webhook(db: Session, body: Organisation | None, code: str, *, actor: str, at: datetime) -> None:
    """End a webhook of this body; asked twice it ends once. Raises NotFound for any other."""
    found = next((one for one in list_webhooks(db, body) if one.code == code), None)
    if found is None:
        raise NotFound
    if found.ended_at is None:
        found.ended_at, found.ended_by = at, actor
        _note(db, "webhook.ended", found, actor, at)


def _note(db: Session, act: str, webhook: Webhook, actor: str, at: datetime) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="webhook",
        subject_code=webhook.code,
        at=at,
        facts={"url": webhook.url},
    )
