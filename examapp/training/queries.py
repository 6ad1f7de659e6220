"""Reading the register of training institutions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.errors import NotFound
from examapp.training.models import InstitutionKind, TrainingInstitution
from examapp.training.register_checks import is_overdue


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty members do not narrow."""

    region_code: str = ""
    district_code: str = ""
    topic: str = ""
    kind: str = ""

    def fits(self, entry: TrainingInstitution) -> bool:
        """Tell whether an entry is looked for."""
        return (
            self.region_code in {"", entry.region_code}
            and self.district_code in {"", entry.district_code}
            and (not self.topic or self.topic in entry.topics)
            and self.kind in {"", entry.kind.value}
        )


def list_public(db: Session, wanted: Wanted | None = None) -> Sequence[TrainingInstitution]:
    """Return the entries of the public register that are looked for, by region and code.

    The register has hundreds of entries, so that its lists of topics are looked through here.
    """
    query = select(TrainingInstitution).where(TrainingInstitution.withdrawn_at.is_(None))
    entries = db.scalars(query.order_by(TrainingInstitution.region_code, TrainingInstitution.code)).all()
    return [entry for entry in entries if wanted is None or wanted.fits(entry)]


def list_kept(db: Session, region_code: str | None = None) -> Sequence[TrainingInstitution]:
    """Return all entries that a keeper sees, the longest unchecked first, withdrawn ones last."""
    query = select(TrainingInstitution).order_by(
        TrainingInstitution.withdrawn_at.is_not(None),
        TrainingInstitution.checked_on,
        TrainingInstitution.code,
    )
    if region_code is not None:
        query = query.where(TrainingInstitution.region_code == region_code)
    return db.scalars(query).all()


def count_overdue(db: Session, today: date, region_code: str | None = None) -> int:
    """Return how many entries of the public register nobody has checked for six months."""
    kept = list_kept(db, region_code)
    return sum(one.withdrawn_at is None and is_overdue(one.checked_on, today) for one in kept)


def get_institution(db: Session, code: str, region_code: str | None = None) -> TrainingInstitution:
    """Return the entry of a code, or raise NotFound; outside of the keeper's region nothing is found."""
    entry = db.scalars(select(TrainingInstitution).where(TrainingInstitution.code == code)).first()
    if entry is None or region_code not in {None, entry.region_code}:
        raise NotFound
    return entry


def read_wanted(region: str, district: str, topic: str, kind: str) -> Wanted:
    """Return a search as it came from outside; an unknown kind finds nothing, as anything unknown does."""
    known = {one.value for one in InstitutionKind}
    return Wanted(region, district, topic, kind if kind in known | {""} else "-")
