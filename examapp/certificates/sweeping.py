"""Asks the database which passed results of confirmed sheets have no certificate, and has them made.

The work itself is the job's, which waits longer after each failure; a job that has failed for good waits for
a person, and the sweeper leaves it alone.
"""

from sqlalchemy import select

from examapp.certificates.issuing import list_due
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.jobs import Job, JobState, enqueue
from examapp.results.confirmation import ISSUING_JOB, issuing_key
from examapp.results.models import ResultSheet


def issue_missing_certificates() -> None:
    """Have the certificates made that no waiting, running or failed job will make."""
    with reading() as db:
        lacking = {due.sheet_id for due in list_due(db)}
        numbers = {sheet_id: db.get_one(ResultSheet, sheet_id).number for sheet_id in lacking}
        keys = {issuing_key(number): number for number in numbers.values()}
        held = set(
            db.scalars(select(Job.unique_key).where(Job.unique_key.in_(keys), Job.state != JobState.DONE))
        )
    forgotten = [(key, number) for key, number in sorted(keys.items()) if key not in held]
    if not forgotten:
        return
    with transaction() as db:
        for key, number in forgotten:
            enqueue(db, ISSUING_JOB, {"sheet": number}, at=now(), unique_key=key)


SWEEPERS = (issue_missing_certificates,)
