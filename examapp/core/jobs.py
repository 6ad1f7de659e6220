"""Later work: a job is a name and arguments, written in the transaction that makes it necessary.

The queue is a hint, the state is the truth: a job may run twice, and a sweeper asks the database what is
missing. A job is claimed by compare-and-swap with a lease, so that a worker that dies gives it back.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base, Database, changed_rows
from examapp.core.quiet_errors import hide_rows

LEASE = timedelta(minutes=5)
MOST_TRIES = 8
logger = structlog.get_logger(__name__)


class JobState(StrEnum):
    """Where a job stands; `failed` waits for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of later work."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json)
    unique_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[JobState] = mapped_column(enum_text(JobState), index=True, default=JobState.WAITING)
    run_after: Mapped[datetime] = mapped_column(Utc)
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class ClaimedJob:
    """A job that this worker holds until its lease ends."""

    id: int
    name: str
    arguments: dict[str, Any]
    tries: int


# A job opens its own transactions, so that its work is committed before the job is called done.
JobFunction = Callable[[Mapping[str, Any]], None]


def enqueue(
    db: Session, name: str, arguments: dict[str, Any], *, at: datetime, unique_key: str | None = None
) -> None:
    """Write a job in the caller's transaction; the same `unique_key` twice is one job, run again if done."""
    if unique_key is not None:
        known = db.scalars(select(Job).where(Job.unique_key == unique_key)).first()
        if known is not None:
            known.state, known.run_after, known.tries = JobState.WAITING, at, 0
            return
    db.add(Job(name=name, arguments=arguments, unique_key=unique_key, run_after=at))


def claim_one(database: Database, at: datetime, names: Collection[str]) -> ClaimedJob | None:
    """Claim the oldest job of these names that is due and held by nobody, or return None."""
    with database.transaction() as db:
        free = or_(Job.state == JobState.WAITING, (Job.state == JobState.RUNNING) & (Job.lease_until < at))
        found = db.execute(
            select(Job.id, Job.name, Job.arguments, Job.tries, Job.state, Job.lease_until)
            .where(free, Job.run_after <= at, Job.name.in_(names))
            .order_by(Job.id)
            .limit(1)
        ).first()
        if found is None:
            return None
        held = (
            Job.lease_until.is_(None) if found.lease_until is None else Job.lease_until == found.lease_until
        )
        swapped = changed_rows(
            db,
            update(Job)
            .where(Job.id == found.id, Job.state == found.state, held)
            .values(state=JobState.RUNNING, lease_until=at + LEASE, tries=found.tries + 1),
        )
        if swapped != 1:  # another worker was first
            return None
        return ClaimedJob(found.id, found.name, found.arguments, found.tries + 1)


def extend_lease(database: Database, unique_key: str, at: datetime) -> None:
    """Hold a running job for another lease: for work that knows that it goes on."""
    with database.transaction() as db:
        db.execute(
            update(Job)
            .where(Job.unique_key == unique_key, Job.state == JobState.RUNNING)
            .values(lease_until=at + LEASE)
        )


def run_one(database: Database, jobs: Mapping[str, JobFunction], at: datetime) -> bool:
    """Run one due job and note how it ended; return whether there was one."""
    claimed = claim_one(database, at, jobs)
    if claimed is None:
        return False
    state, error, again = JobState.DONE, None, at
    try:
        jobs[claimed.name](claimed.arguments)
    except Exception as failure:
        logger.exception("job_failed", job=claimed.name, tries=claimed.tries)
        state = JobState.WAITING if claimed.tries < MOST_TRIES else JobState.FAILED
        error, again = (
            hide_rows(f"{type(failure).__name__}: {failure}"),
            at + timedelta(seconds=2**claimed.tries),
        )
    with database.transaction() as db:
        db.execute(
            update(Job)
            .where(Job.id == claimed.id, Job.state == JobState.RUNNING, Job.tries == claimed.tries)
            .values(state=state, error=error, run_after=again, lease_until=None)
        )
    return True
