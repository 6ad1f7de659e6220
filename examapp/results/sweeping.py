"""Draws up what is missing: sheets of closed sittings, revisions for late excuses; the database knows."""

import structlog
from sqlalchemy.exc import OperationalError

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, StorageAway
from examapp.results.drawing_up import draw_up, find_obstacle, list_without_sheet
from examapp.results.late_excuses import list_with_late_excuses, propose_excused
from examapp.results.models import ResultSheet
from examapp.sittings.models import Sitting

logger = structlog.get_logger(__name__)


def draw_up_missing_sheets() -> None:
    """Draw up the sheet of each closed sitting that is ready for it, one transaction each.

    One that cannot be drawn up holds up no other. While a decision on an item of its list comes into force a
    sheet waits for the next round.
    """
    with reading() as db:
        ready = [sitting.id for sitting in list_without_sheet(db) if find_obstacle(db, sitting) is None]
    for sitting_id in ready:
        try:
            with transaction() as db:
                sheet = draw_up(db, db.get_one(Sitting, sitting_id), at=now())
            logger.info("result_sheet_drawn_up", number=sheet.number)
        except (StorageAway, OperationalError):
            logger.warning("result_sheet_waits", sitting=sitting_id)
        except AppError as refusal:
            logger.exception("result_sheet_not_drawn_up", sitting=sitting_id, reason=str(refusal))


def propose_late_excuses() -> None:
    """Propose the next revision of each sheet that late excuses have overtaken, one transaction each."""
    with reading() as db:
        overtaken = list(list_with_late_excuses(db))
    for sheet_id in overtaken:
        try:
            with transaction() as db:
                if sheet_id in list_with_late_excuses(db):
                    fresh = propose_excused(db, db.get_one(ResultSheet, sheet_id), at=now())
                    logger.info("revision_proposed", number=fresh.number, revision=fresh.revision)
        except AppError as refusal:  # one broken sheet holds up no other
            logger.exception("revision_not_proposed", sheet=sheet_id, reason=str(refusal))


SWEEPERS = (draw_up_missing_sheets, propose_late_excuses)
