"""Asks the database which passed results of confirmed sheets have no certificate, and has them made.

The work itself is the job's, which waits longer after each failure; a job that has failed for good waits for
a person, and the sweeper leaves it alone. Each round looks at some sheets and the next one at those after
them, so that a round costs the same however many certificates there are.
"""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.due import list_due
from examapp.certificates.following import follow_revisions
from examapp.certificates.models import CertificateDraft
from examapp.certificates.reminding import remind_of_ends
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.jobs import Job, JobState, enqueue
from examapp.results.confirmation import ISSUING_JOB, issuing_key
from examapp.results.models import ResultSheet, SheetState

SHEETS_A_ROUND: Final = 50


class _Place:
    """The sheet after which the next round goes on; 0 is the beginning."""

    after = 0


def issue_missing_certificates() -> None:
    """Have the certificates made that no waiting, running or failed job will make."""
    with reading() as db:
        numbers = _next_sheets(db)
        lacking = {numbers[due.sheet_id] for due in list_due(db, list(numbers))} | _begun(db)
        forgotten = sorted(lacking - _held(db, lacking))
    if not forgotten:
        return
    with transaction() as db:
        for number in forgotten:
            enqueue(db, ISSUING_JOB, {"sheet": number}, at=now(), unique_key=issuing_key(number))


def _next_sheets(db: Session) -> dict[int, str]:
    """Return the numbers of the next confirmed sheets, by id; after the last one it begins again."""
    rows = db.execute(
        select(ResultSheet.id, ResultSheet.number)
        .where(ResultSheet.id > _Place.after, ResultSheet.state == SheetState.CONFIRMED)
        .order_by(ResultSheet.id)
        .limit(SHEETS_A_ROUND)
    ).all()
    _Place.after = rows[-1].id if len(rows) == SHEETS_A_ROUND else 0
    return {row.id: row.number for row in rows}


def _begun(db: Session) -> set[str]:
    """Return the sheets of which a certificate has its number and not yet its file: always few."""
    query = select(ResultSheet.number).join(CertificateDraft, CertificateDraft.sheet_id == ResultSheet.id)
    return set(db.scalars(query.distinct()))


def _held(db: Session, numbers: set[str]) -> set[str]:
    """Return the sheets whose job is still to run, runs, or has failed for good."""
    by_key = {issuing_key(number): number for number in numbers}
    keys = db.scalars(select(Job.unique_key).where(Job.unique_key.in_(by_key), Job.state != JobState.DONE))
    return {by_key[key] for key in keys if key is not None}


SWEEPERS = (follow_revisions, issue_missing_certificates, remind_of_ends)
