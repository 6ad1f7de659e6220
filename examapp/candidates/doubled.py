"""Who stands on the lists of several bodies in one year: by number surely, by name and birth date perhaps.

In full, with the bodies: for the working body and the operator, who decide it. An HR officer is told only
that there is another list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Function, func, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.alike import patronymics_agree
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.namesakes import read_namesakes

_Key = tuple[object, int, int]


@dataclass(frozen=True)
class Doubled:
    """One person, or people who may be one, on the lists of several bodies in one year."""

    entries: Sequence[CandidateListEntry]

    @property
    def why(self) -> str:
        """By what they were found: `pinfl`, `document`, or `name_and_birth` where a human must decide."""
        if len({entry.candidate_id for entry in self.entries}) > 1:
            return "name_and_birth"
        numbers = {entry.pinfl for entry in self.entries}
        return "pinfl" if len(numbers) == 1 and None not in numbers else "document"

    @property
    def candidate_codes(self) -> Sequence[str]:
        """The codes of the candidates, each once."""
        return sorted({entry.candidate.code for entry in self.entries})


def list_doubled(db: Session, *, region_code: str | None = None) -> Sequence[Doubled]:
    """Return who stands on several bodies' lists of one year and programme, the sure ones first."""
    doubled = [Doubled(entries) for entries in _read_same(db)]
    doubled += [Doubled(entries) for entries in _read_alike(db)]
    if region_code is None:
        return doubled
    return [
        item
        for item in doubled
        if any(entry.list.organisation.region_code == region_code for entry in item.entries)
    ]


def _read_same(db: Session) -> Sequence[Sequence[CandidateListEntry]]:
    """Return who is one record on several lists."""
    return list(_read_shared(db, "candidate_id", func.count()).values())


def _read_alike(db: Session) -> Sequence[Sequence[CandidateListEntry]]:
    """Return who has one name and birth date on several bodies' lists, but who was told apart."""
    found = _read_shared(db, "alike_key", func.count(CandidateListEntry.candidate_id.distinct()))
    rows = [entry for entries in found.values() for entry in entries]
    apart = read_namesakes(db, sorted({row.candidate_id for row in rows}))
    kept = (_who_may_be_one(entries, apart) for entries in found.values())
    return [entries for entries in kept if entries]


def _read_shared(db: Session, name: str, count: Function[int]) -> dict[_Key, list[CandidateListEntry]]:
    """Return the entries that share a column's value within programme and year, by a `count` over 1."""
    entry, one = CandidateListEntry, CandidateList
    shared = getattr(entry, name)
    groups = (
        select(shared.label("shared"), one.programme_id, one.year)
        .join(entry.list)
        .where(entry.withdrawn_at.is_(None), shared.is_not(None))
        .group_by(shared, one.programme_id, one.year)
        .having(count > 1)
    ).subquery()
    rows = db.scalars(
        select(entry)
        .join(entry.list)
        .join(
            groups,
            (groups.c.shared == shared)
            & (groups.c.programme_id == one.programme_id)
            & (groups.c.year == one.year),
        )
        .where(entry.withdrawn_at.is_(None))
        .options(joinedload(entry.candidate), joinedload(entry.list).options(joinedload(one.organisation)))
        .order_by(entry.search_key, one.year.desc(), entry.id)
    )
    found: dict[_Key, list[CandidateListEntry]] = {}
    for row in rows:
        found.setdefault((getattr(row, name), row.list.programme_id, row.list.year), []).append(row)
    return found


def _who_may_be_one(
    entries: Sequence[CandidateListEntry], apart: frozenset[tuple[int, int]]
) -> Sequence[CandidateListEntry]:
    may: set[int] = set()
    for one, other in combinations(entries, 2):
        first, second = sorted((one.candidate_id, other.candidate_id))
        elsewhere = one.list.organisation_id != other.list.organisation_id
        open_pair = first != second and elsewhere and (first, second) not in apart
        if open_pair and patronymics_agree(one.name_latn, other.name_latn):
            may |= {one.id, other.id}
    return [entry for entry in entries if entry.id in may]
