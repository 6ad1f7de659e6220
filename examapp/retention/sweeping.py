"""Asks the database which approved deletion no job will carry out, and has it carried out.

A job that has failed for good is tried again after an hour: what two people approved is not forgotten, and a
deletion that is never done would let nothing else of its kind be proposed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.jobs import Job, JobState, enqueue
from examapp.retention.models import Proposal, ProposalState
from examapp.retention.proposing import ERASING_JOB, erasing_key

AGAIN_AFTER: Final = timedelta(hours=1)


def carry_out_approved() -> None:
    """Have each approved deletion carried out that no job will."""
    with reading() as db:
        left = list_left(db, now())
    if not left:
        return
    with transaction() as db:
        for code in left:
            enqueue(db, ERASING_JOB, {"proposal": code}, at=now(), unique_key=erasing_key(code))


def list_left(db: Session, at: datetime) -> Sequence[str]:
    """Return the approved proposals whose job is gone, is done, or failed for good an hour ago."""
    codes = db.scalars(select(Proposal.code).where(Proposal.state == ProposalState.APPROVED)).all()
    return [code for code in codes if _is_idle(find_job(db, code), at)]


def find_job(db: Session, code: str) -> Job | None:
    """Return the job of a proposal."""
    return db.scalars(select(Job).where(Job.unique_key == erasing_key(code))).first()


def _is_idle(job: Job | None, at: datetime) -> bool:
    if job is None or job.state is JobState.DONE:
        return True
    return job.state is JobState.FAILED and job.run_after <= at - AGAIN_AFTER


SWEEPERS = (carry_out_approved,)
