"""The long work on intakes: a check and a writing that a person can leave and come back to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.candidates.eligibility import ReadPast
from examapp.candidates.intake_checking import check_intake
from examapp.candidates.intake_writing import write_intake
from examapp.candidates.list_history import Hand
from examapp.candidates.list_models import ListIntake
from examapp.core.clock import now
from examapp.core.jobs import JobFunction, enqueue

CHECK_JOB: Final = "candidates.check_intake"
WRITE_JOB: Final = "candidates.write_intake"


def make_intake_jobs(read_past: ReadPast) -> Mapping[str, JobFunction]:
    """Return the jobs by name; earlier results come from a room above, so they are handed in."""

    def check(arguments: Mapping[str, Any]) -> None:
        check_intake(arguments["intake_id"], read_past, now())

    def write(arguments: Mapping[str, Any]) -> None:
        write_intake(arguments["intake_id"], read_past, now(), by_name=arguments["by_name"])

    return {CHECK_JOB: check, WRITE_JOB: write}


def enqueue_check(db: Session, intake: ListIntake, at: datetime) -> None:
    """Have an intake checked by a worker."""
    enqueue(db, CHECK_JOB, {"intake_id": intake.id}, at=at, unique_key=f"{CHECK_JOB}:{intake.code}")


def enqueue_writing(db: Session, intake: ListIntake, at: datetime, *, by: Hand) -> None:
    """Have a confirmed intake written by a worker."""
    arguments = {"intake_id": intake.id, "by_name": by.display_name}
    enqueue(db, WRITE_JOB, arguments, at=at, unique_key=f"{WRITE_JOB}:{intake.code}")
