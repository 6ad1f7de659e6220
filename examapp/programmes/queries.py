"""Reading programmes and proposals."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.errors import NotFound
from examapp.programmes.models import PolicyValue, Programme


def list_programmes(db: Session) -> Sequence[Programme]:
    """Return all programmes, the oldest first."""
    return db.scalars(select(Programme).order_by(Programme.id)).all()


def get_programme(db: Session, code: str) -> Programme:
    """Return the programme of a code, or raise NotFound."""
    programme = db.scalars(select(Programme).where(Programme.code == code)).first()
    if programme is None:
        raise NotFound
    return programme


def list_values(db: Session, programme: Programme, ids: Collection[int]) -> Sequence[PolicyValue]:
    """Return the policy rows of a programme that have one of the ids."""
    return db.scalars(
        select(PolicyValue)
        .where(PolicyValue.programme_id == programme.id, PolicyValue.id.in_(ids))
        .order_by(PolicyValue.id)
    ).all()
