"""Enters the complaints that proctors took down, once results are out; tells candidates of their appeals."""

import structlog

from examapp.appeals.filing import enter_file, list_files_to_enter
from examapp.appeals.models import Appeal
from examapp.appeals.telling import list_untold, tell
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.web import current_settings
from examapp.notices.models import NoticeKind
from examapp.notices.sweeping import open_channels
from examapp.proctoring.models import AppealFile

logger = structlog.get_logger(__name__)


def enter_complaints() -> None:
    """Make an appeal of each complaint that waits for it, one transaction each; none holds up another."""
    with reading() as db:
        waiting = [file.id for file in list_files_to_enter(db)]
    for file_id in waiting:
        try:
            with transaction() as db:
                appeal = enter_file(db, db.get_one(AppealFile, file_id), at=now())
            logger.info("appeal_entered", number=appeal.number)
        except AppError as refusal:
            logger.exception("appeal_not_entered", file=file_id, reason=str(refusal))


def tell_candidates() -> None:
    """Write to candidates that their appeal is accepted, or answered, each round what is due."""
    channels, at = open_channels(current_settings()), now()
    if not channels:
        return
    for kind in (NoticeKind.APPEAL_TAKEN, NoticeKind.APPEAL_ANSWERED):
        with reading() as db:
            due = list_untold(db, kind, channels, at)
        for appeal_id in due:
            with transaction() as db:
                tell(db, db.get_one(Appeal, appeal_id), kind, channels, at)


SWEEPERS = (enter_complaints, tell_candidates)
