"""How long each kind of record is kept: the value `retention_years` of each programme, and its document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.core.clock import TASHKENT
from examapp.core.i18n import in_tashkent, show_day
from examapp.programmes.policy_keys import KEYS
from examapp.programmes.queries import list_programmes
from examapp.programmes.standing import list_standing
from examapp.retention.models import Kind

RULE: Final = "retention_years"
# Which of the three parts of the value governs a kind. Papers of a sitting stay as long as its attempts.
PART: Final = {
    Kind.ATTEMPTS: "attempts",
    Kind.EXCUSES: "attempts",
    Kind.ACCOMMODATIONS: "attempts",
    Kind.LISTS: "drafts",
    Kind.INTAKES: "drafts",
    Kind.IMPORTS: "drafts",
    Kind.AUDIT: "audit",
}
# They belong to no programme: the longest of all values governs.
WHOLE: Final = frozenset({Kind.ACCOMMODATIONS, Kind.IMPORTS, Kind.AUDIT})


@dataclass(frozen=True)
class Term:
    """One programme's value for one kind; `approved` is whether anything may be deleted by it."""

    programme_id: int
    programme: str
    years: int
    approved: bool
    document: str
    approved_at: str = ""

    def last_day(self, today: date) -> date:
        """Return the newest day whose records have been kept long enough."""
        return years_before(today, self.years)

    def describe(self) -> dict[str, Any]:
        """Write the value as a proposal and its proof keep it."""
        return {
            "programme": self.programme,
            "years": self.years,
            "document": self.document,
            "approved_at": self.approved_at,
        }


def years_before(day: date, years: int) -> date:
    """Return the same day so many years before; the last of February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def end_of(day: date) -> datetime:
    """Return the moment at which a day ends in Tashkent."""
    return datetime.combine(day + timedelta(days=1), time(), TASHKENT)


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Tashkent."""
    return in_tashkent(moment).date()


def read_terms(db: Session, kind: Kind, at: datetime) -> Sequence[Term]:
    """Return the terms of a kind: of each programme, or the longest alone where no programme has it."""
    terms = [_read_term(db, one.id, one.code, PART[kind], at) for one in list_programmes(db)]
    if kind not in WHOLE or not terms:
        return terms
    longest = max(term.years for term in terms)
    chosen = next(term for term in terms if term.years == longest)
    # All programmes must have agreed: what is deleted here belongs to each of them.
    return [replace(chosen, approved=all(term.approved for term in terms))]


def _read_term(db: Session, programme_id: int, code: str, part: str, at: datetime) -> Term:
    standing = next(one for one in list_standing(db, programme_id, at) if one.key is KEYS[RULE])
    row, years = standing.row, int(standing.value[part])
    if row is None:
        return Term(programme_id, code, years, standing.approved, "")
    dated = show_day(row.document_date) if row.document_date else None
    document = " ".join(part for part in (row.document, row.document_number, dated) if part)
    approved_at = row.approved_at.isoformat() if row.approved_at else ""
    return Term(programme_id, code, years, standing.approved, document, approved_at)
