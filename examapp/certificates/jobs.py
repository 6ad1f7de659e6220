"""The job that the chair's confirmation writes: make the certificates of one sheet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.certificates.issuing import issue_sheet
from examapp.core.audit import record
from examapp.core.clock import now
from examapp.core.db import database, reading
from examapp.core.jobs import LEASE, JobFunction, enqueue, extend_lease
from examapp.results.confirmation import ISSUING_JOB, issuing_key
from examapp.results.models import ResultSheet
from examapp.results.queries import find_valid_sheet


def issue(arguments: Mapping[str, Any]) -> None:
    """Issue the certificates of the sheet that `arguments` name; run again it does what is left."""
    with reading() as db:
        sheet = find_valid_sheet(db, str(arguments["sheet"]))
        sheet_id = sheet.id if sheet else None
    if sheet_id is not None:
        issue_sheet(sheet_id, between=_Holding(issuing_key(str(arguments["sheet"]))).hold)


class _Holding:
    """Extends the job's lease now and then, so that no second worker begins the same thousand."""

    def __init__(self, unique_key: str) -> None:
        self._unique_key = unique_key
        self._until = now() + LEASE / 3

    def hold(self) -> None:
        if now() > self._until:
            extend_lease(database(), self._unique_key, now())
            self._until = now() + LEASE / 3


def ask_to_issue(db: Session, sheet: ResultSheet, *, actor: str, at: datetime) -> None:
    """Have a sheet's missing certificates made: for a person, after the job has failed for good."""
    enqueue(db, ISSUING_JOB, {"sheet": sheet.number}, at=at, unique_key=issuing_key(sheet.number))
    record(
        db,
        act="certificates.asked_for",
        actor=actor,
        subject_kind="result_sheet",
        subject_code=sheet.number,
        at=at,
    )


JOBS: Final[Mapping[str, JobFunction]] = {ISSUING_JOB: issue}
