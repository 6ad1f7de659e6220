"""Reading organisations, within the region that bounds the reader."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.errors import NotFound
from examapp.organisations.models import Organisation


def list_organisations(db: Session, region_code: str | None = None) -> Sequence[Organisation]:
    """Return the organisations of a region, or all, by code."""
    query = select(Organisation).order_by(Organisation.region_code, Organisation.code)
    if region_code is not None:
        query = query.where(Organisation.region_code == region_code)
    return db.scalars(query).all()


def find_organisation_names(db: Session, code: str) -> dict[str, str] | None:
    """Return the names of the organisation of a code, or None."""
    return db.scalars(select(Organisation.names).where(Organisation.code == code)).first()


def get_organisation(db: Session, code: str, region_code: str | None = None) -> Organisation:
    """Return the organisation of a code, or raise NotFound; outside of the region nothing is found."""
    organisation = db.scalars(select(Organisation).where(Organisation.code == code)).first()
    if organisation is None or region_code not in {None, organisation.region_code}:
        raise NotFound
    return organisation
