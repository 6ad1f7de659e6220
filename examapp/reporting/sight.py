"""Whose people a reader of reports sees: the own body's for its people; others by region."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from examapp.core.permissions import BODY_ROLES, Actor
from examapp.organisations.models import Organisation
from examapp.organisations.sight import get_own_body


@dataclass(frozen=True)
class Sight:
    """`bodies` bounds what is seen to some organisations, `region_code` to a region; None bounds nothing."""

    bodies: frozenset[int] | None
    region_code: str | None

    def bound(self, query: Select[Any]) -> Select[Any]:
        """Return a query over organisations that finds only what is in sight."""
        if self.bodies is not None:
            return query.where(Organisation.id.in_(self.bodies))
        if self.region_code is not None:
            return query.where(Organisation.region_code == self.region_code)
        return query


def read_sight(db: Session, actor: Actor) -> Sight:
    """Return what a person sees; an HR officer or a head without a body gets NotFound."""
    if actor.role not in BODY_ROLES:
        return Sight(None, actor.region_code)
    return Sight(frozenset({get_own_body(db, actor).id}), None)
