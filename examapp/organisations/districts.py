"""Districts and cities of the regions: those that are shipped, and what the operator added or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.i18n import say_in
from examapp.organisations.errors import DistrictCodeRefused, DistrictRefused
from examapp.organisations.models import District
from examapp.organisations.naming import clean_names
from examapp.organisations.regions import REGIONS, get_region
from examapp.organisations.shipped_districts import SHIPPED

DIGITS: Final = 7
_REGION_OF: Final = {region.soato: region.code for region in REGIONS}


@dataclass(frozen=True)
class DistrictFacts:
    """One district; its SOATO code begins with its region's."""

    code: str
    region_code: str
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name in the language of the request."""
        return say_in(dict(self.names))


_SHIPPED: Final = {
    code: DistrictFacts(code, _REGION_OF[code[:4]], {"uz-Latn": latn, "ru": ru}) for code, latn, ru in SHIPPED
}


def list_districts(db: Session, region_code: str | None = None) -> Sequence[DistrictFacts]:
    """Return the districts of a region, or all, by code."""
    kept = {
        row.code: DistrictFacts(row.code, row.region_code, row.names) for row in db.scalars(select(District))
    }
    found = sorted((_SHIPPED | kept).values(), key=lambda one: one.code)
    return [one for one in found if region_code in {None, one.region_code}]


def read_district(db: Session, code: str | None, region_code: str) -> str | None:
    """Return a chosen district's code, None for none. Raises DistrictRefused for one of another region."""
    if not code:
        return None
    if all(one.code != code for one in list_districts(db, region_code)):
        raise DistrictRefused
    return code


def keep_district(
    db: Session, *, code: str, region_code: str, names: Mapping[str, str | None], actor: str, at: datetime
) -> None:
    """Add a district or change the names of one. Raises DistrictCodeRefused and NameRefused."""
    region, code = get_region(region_code), code.strip()
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS and code.startswith(region.soato)):
        raise DistrictCodeRefused(soato=region.soato)
    cleaned = clean_names(names)
    row = db.get(District, code)
    if row is None:
        db.add(District(code=code, region_code=region.code, names=cleaned))
    else:
        row.names = cleaned
    record(
        db,
        act="district.kept",
        actor=actor,
        subject_kind="district",
        subject_code=code,
        at=at,
        facts={"names": cleaned},
    )
