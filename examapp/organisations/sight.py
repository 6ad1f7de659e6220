"""The body to which a person is bound, and which stand below it."""

from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Actor
from examapp.organisations.models import Organisation


def get_own_body(db: Session, actor: Actor) -> Organisation:
    """Return the organisation that a person is bound to; whoever is bound to none gets NotFound."""
    found = None
    if actor.organisation_code:
        found = db.scalars(select(Organisation).where(Organisation.code == actor.organisation_code)).first()
    if found is None:
        raise NotFound
    return found


def within_sight(query: Select[Any], reader: Actor) -> Select[Any]:
    """Leave of a query over organisations what the reader may see: the own body, or a region."""
    if reader.role in BODY_ROLES:
        own = Organisation.code == reader.organisation_code if reader.organisation_code else false()
        return query.where(own)
    if reader.region_code is not None:
        query = query.where(Organisation.region_code == reader.region_code)
    return query


def list_ids_below(db: Session, organisation_id: int) -> frozenset[int]:
    """Return the ids of all organisations below one, at any depth; the one itself is not among them."""
    found: set[int] = set()
    level = {organisation_id}
    while level:
        level = set(db.scalars(select(Organisation.id).where(Organisation.parent_id.in_(level)))) - found
        found |= level
    return frozenset(found - {organisation_id})
