"""Enters the complaints that proctors took down, once the results of their sitting are out."""

import structlog

from examapp.appeals.filing import enter_file, list_files_to_enter
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.proctoring.models import AppealFile

logger = structlog.get_logger(__name__)


def enter_complaints() -> None:
    """Make an appeal of each complaint that waits for it, one transaction each."""
    with reading() as db:
        waiting = [file.id for file in list_files_to_enter(db)]
    for file_id in waiting:
        with transaction() as db:
            appeal = enter_file(db, db.get_one(AppealFile, file_id), at=now())
        logger.info("appeal_entered", number=appeal.number)


SWEEPERS = (enter_complaints,)
