"""Adding and changing organisations."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.organisations.body_codes import is_taken, next_code, read_body_code
from examapp.organisations.districts import read_district
from examapp.organisations.errors import OrganisationCodeTaken, ParentRefused
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.naming import clean_names
from examapp.organisations.regions import get_region


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
    district_code: str | None = None,
) -> Organisation:
    """Add a state body; without a code it gets the next one of its region, such as TK-014.

    Raises NameRefused, OrganisationCodeTaken and DistrictRefused.
    """
    region = get_region(region_code)
    organisation = Organisation(
        code=_choose_code(db, code, region.code),
        names=clean_names(names),
        kind=kind,
        region_code=region.code,
        district_code=read_district(db, district_code, region.code),
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
    district_code: str | None = None,
) -> None:
    """Change all but the code, which stands in files and letters.

    Raises NameRefused, ParentRefused and DistrictRefused.
    """
    if parent is not None and _stands_below(db, parent, organisation):
        raise ParentRefused
    organisation.names = clean_names(names)
    organisation.kind = kind
    organisation.region_code = get_region(region_code).code
    organisation.district_code = read_district(db, district_code, organisation.region_code)
    organisation.parent_id = parent.id if parent else None
    _note(db, "organisation.changed", organisation, actor, at)


def _choose_code(db: Session, typed: str | None, region_code: str) -> str:
    if not typed:
        return next_code(db, Organisation.code, region_code.removeprefix("UZ-") + "-", digits=3)
    code = read_body_code(typed)
    if is_taken(db, Organisation.code, code):
        raise OrganisationCodeTaken(taken=code)
    return code


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
        "district": organisation.district_code or "",
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
