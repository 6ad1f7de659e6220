"""Adding and changing organisations."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.organisations.errors import OrganisationCodeTaken, ParentRefused
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.naming import clean_names
from examapp.organisations.regions import get_region

_NOT_IN_CODES = re.compile(r"[^A-Z0-9-]+")


def create_organisation(
    db: Session,
    *,
    names: Mapping[str, str | None],
    kind: OrganisationKind,
    region_code: str,
    actor: str,
    at: datetime,
    code: str | None = None,
    parent: Organisation | None = None,
) -> Organisation:
    """Add a state body; without a code it gets the next one of its region, such as TK-014.

    Raises NameRefused and OrganisationCodeTaken.
    """
    region = get_region(region_code)
    organisation = Organisation(
        code=_free_code(db, code) if code else _next_code(db, region.code),
        names=clean_names(names),
        kind=kind,
        region_code=region.code,
        parent_id=parent.id if parent else None,
    )
    db.add(organisation)
    db.flush()
    _note(db, "organisation.created", organisation, actor, at)
    return organisation


def change_organisation(
    db: Session,
    organisation: Organisation,
    *,
    names: Mapping[str, str | None],
    kind: OrganisationKind,
    region_code: str,
    parent: Organisation | None,
    actor: str,
    at: datetime,
) -> None:
    """Change all but the code, which stands in files and letters. Raises NameRefused and ParentRefused."""
    if parent is not None and _stands_below(db, parent, organisation):
        raise ParentRefused
    organisation.names = clean_names(names)
    organisation.kind = kind
    organisation.region_code = get_region(region_code).code
    organisation.parent_id = parent.id if parent else None
    _note(db, "organisation.changed", organisation, actor, at)


def read_organisation_code(typed: str) -> str:
    """Return a typed code as it is kept: capitals, digits and hyphens."""
    return _NOT_IN_CODES.sub("", typed.strip().upper())


def _free_code(db: Session, typed: str) -> str:
    code = read_organisation_code(typed)
    if db.scalars(select(Organisation.id).where(Organisation.code == code)).first() is not None:
        raise OrganisationCodeTaken(taken=code)
    return code


def _next_code(db: Session, region_code: str) -> str:
    prefix = region_code.removeprefix("UZ-") + "-"
    number = (db.scalar(select(func.count()).where(Organisation.code.startswith(prefix))) or 0) + 1
    while db.scalars(select(Organisation.id).where(Organisation.code == f"{prefix}{number:03d}")).first():
        number += 1
    return f"{prefix}{number:03d}"


def _stands_below(db: Session, lower: Organisation, upper: Organisation) -> bool:
    """Tell whether `lower` is `upper` or stands anywhere below it."""
    at: Organisation | None = lower
    while at is not None:
        if at.id == upper.id:
            return True
        at = db.get(Organisation, at.parent_id) if at.parent_id else None
    return False


def _note(db: Session, act: str, organisation: Organisation, actor: str, at: datetime) -> None:
    facts = {
        "names": organisation.names,
        "kind": organisation.kind.value,
        "region": organisation.region_code,
        "parent_id": organisation.parent_id or 0,
    }
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="organisation",
        subject_code=organisation.code,
        at=at,
        facts=facts,
    )
