"""Settled rows become people on a list: registered where need be, many at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.alike import alike_key, born_of
from examapp.candidates.entry_notes import put_notes
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.models import Candidate
from examapp.candidates.registration import add_person, change_person
from examapp.candidates.settling import Outcome, SettledRow

# What speaks about a person's place on lists and eligibility; the rest is about the row it came from.
ABOUT_PLACE: Final = frozenset(
    {
        "certificate_ends",
        "wait_after_failure",
        "position_not_listed",
        "registered_elsewhere",
        "listed_elsewhere",
        "alike_elsewhere",
        "alike_before_elsewhere",
        "listed_before_elsewhere",
        "listed_before",
    }
)
CHUNK: Final = 400


def write_rows(
    db: Session, found: CandidateList, rows: Sequence[SettledRow], at: datetime, *, actor: str
) -> list[CandidateListEntry | None]:
    """Register the rows' people where need be and put them onto the list; None where a row is not taken.

    The record of somebody whom another body has registered stays as it is.
    """
    created = _register(db, found, rows, actor, at)
    ids = [created[place].id if place in created else _known_id(row) for place, row in enumerate(rows)]
    standing = _read_entries(db, found, [one for one in ids if one is not None])
    entries = [
        None if one is None else _put_entry(db, found, row, standing.get(one), one, at)
        for row, one in zip(rows, ids, strict=True)
    ]
    db.flush()
    return entries


def _register(
    db: Session, found: CandidateList, rows: Sequence[SettledRow], actor: str, at: datetime
) -> Mapping[int, Candidate]:
    created = {}
    for place, row in enumerate(rows):
        person = row.row.person
        if person is None:
            continue
        if row.outcome is Outcome.CREATED:
            created[place] = add_person(db, person, organisation_id=found.organisation_id, at=at)
        elif row.outcome is Outcome.CHANGED and row.match is not None:
            body = found.organisation_id
            change_person(db, row.match.id, person, organisation_id=body, actor=actor, at=at)
    db.flush()
    return created


def _known_id(row: SettledRow) -> int | None:
    """Return whom a row means; nobody where it is refused or repeats a row that was new itself."""
    return row.match.id if row.outcome is not Outcome.REFUSED and row.match is not None else None


def _read_entries(db: Session, found: CandidateList, ids: Sequence[int]) -> dict[int, CandidateListEntry]:
    entries: dict[int, CandidateListEntry] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(CandidateListEntry).where(
            CandidateListEntry.list_id == found.id,
            CandidateListEntry.candidate_id.in_(ids[start : start + CHUNK]),
        )
        entries |= {entry.candidate_id: entry for entry in db.scalars(query)}
    return entries


def _put_entry(
    db: Session,
    found: CandidateList,
    row: SettledRow,
    entry: CandidateListEntry | None,
    candidate_id: int,
    at: datetime,
) -> CandidateListEntry:
    person = row.row.person
    assert person is not None
    if entry is None:
        entry = CandidateListEntry(
            list_id=found.id, candidate_id=candidate_id, positions={}, notes=[], added_at=at
        )
        db.add(entry)
    entry.name_latn, entry.name_cyrl = person.names.latn, person.names.cyrl
    entry.search_key = person.names.search_key
    entry.pinfl, entry.document = person.pinfl or entry.pinfl, person.document or entry.document
    entry.positions = entry.positions | person.positions
    entry.withdrawn_at = None
    known_born = row.match.birth_date if row.match is not None else None
    entry.alike_key = alike_key(person.names.latn, born_of(person.birth_date, entry.pinfl) or known_born)
    put_notes(entry, [finding for finding in row.findings if finding.kind in ABOUT_PLACE])
    return entry
