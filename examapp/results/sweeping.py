"""Draws up what is missing: closed sittings, all marked, without a sheet. The database says which."""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.results.drawing_up import draw_up, find_obstacle
from examapp.results.models import ResultSheet
from examapp.sittings.models import Sitting, SittingState

logger = structlog.get_logger(__name__)


def list_without_sheet(db: Session) -> Sequence[Sitting]:
    """Return the closed sittings that have no sheet, the earliest closed first."""
    drawn_up = select(ResultSheet.id).where(ResultSheet.sitting_id == Sitting.id)
    return db.scalars(
        select(Sitting)
        .where(Sitting.state == SittingState.CLOSED, ~drawn_up.exists())
        .order_by(Sitting.closed_at, Sitting.id)
    ).all()


def draw_up_missing_sheets() -> None:
    """Draw up the sheet of each closed sitting that is ready for it, one transaction each."""
    with reading() as db:
        ready = [sitting.id for sitting in list_without_sheet(db) if find_obstacle(db, sitting) is None]
    for sitting_id in ready:
        with transaction() as db:
            sheet = draw_up(db, db.get_one(Sitting, sitting_id), at=now())
        logger.info("result_sheet_drawn_up", number=sheet.number)


SWEEPERS = (draw_up_missing_sheets,)
