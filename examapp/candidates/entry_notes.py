"""The notes on a list's people, looked at again when time has passed or other lists have come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.eligibility import ReadPast
from examapp.candidates.findings import Finding, is_refused, is_warned
from examapp.candidates.list_context import Named, read_context
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.receipts import finding_to_json


def put_notes(entry: CandidateListEntry, findings: Sequence[Finding]) -> None:
    """Keep what should be known of a person on a list."""
    told = list(findings)
    notes: list[dict[str, Any]] = [finding_to_json(finding) for finding in told]
    if entry.notes != notes:
        entry.notes = notes
    entry.noted, entry.unfit = is_warned(told), is_refused(told)


def refresh_notes(db: Session, found: CandidateList, read_past: ReadPast, at: datetime) -> None:
    """Judge everybody on a list anew, as things stand now."""
    entries = db.scalars(
        select(CandidateListEntry).where(
            CandidateListEntry.list_id == found.id, CandidateListEntry.withdrawn_at.is_(None)
        )
    ).all()
    ids, keys = [entry.candidate_id for entry in entries], [entry.alike_key for entry in entries]
    context = read_context(db, found, ids, keys, read_past, at)
    for entry in entries:
        why = "pinfl" if entry.pinfl else "document"
        named = Named(entry.name_latn, entry.alike_key)
        put_notes(entry, context.judge(entry.candidate_id, entry.positions, why, named))
    db.flush()


def count_unfit(db: Session, found: CandidateList) -> int:
    """Return how many people of a list may not be attested in its year."""
    return (
        db.scalar(
            select(func.count())
            .select_from(CandidateListEntry)
            .where(
                CandidateListEntry.list_id == found.id,
                CandidateListEntry.withdrawn_at.is_(None),
                CandidateListEntry.unfit,
            )
        )
        or 0
    )
