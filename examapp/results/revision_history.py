"""All revisions of a sheet, and one candidate's result through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.core.errors import NotFound
from examapp.results.content import CandidateLine, RevisedFigure
from examapp.results.models import Result, ResultSheet, RevisionCause, SheetState
from examapp.results.queries import read_content


@dataclass(frozen=True)
class ResultInRevision:
    """What one revision said of a candidate; `confirmed_at` is empty where it was never valid.

    `changes` are what this revision changed in the candidate's line.
    """

    sheet_number: str
    revision: int
    state: SheetState
    digest: str
    cause: RevisionCause | None
    reason: str
    drawn_up_at: datetime
    confirmed_at: datetime | None
    line: CandidateLine
    changes: tuple[RevisedFigure, ...]


def list_revisions(db: Session, sheet: ResultSheet) -> Sequence[ResultSheet]:
    """Return every revision of a sheet, the newest first, with its decision."""
    return db.scalars(
        select(ResultSheet)
        .where(ResultSheet.sitting_id == sheet.sitting_id)
        .options(joinedload(ResultSheet.decision), joinedload(ResultSheet.returned))
        .order_by(ResultSheet.revision.desc())
    ).all()


def get_revision(db: Session, sheet: ResultSheet, revision: int) -> ResultSheet:
    """Return one revision of a sheet; NotFound for one that is not there."""
    found = db.scalars(
        select(ResultSheet).where(
            ResultSheet.sitting_id == sheet.sitting_id, ResultSheet.revision == revision
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def list_result_history(db: Session, booking_id: int) -> list[ResultInRevision]:
    """Return a booking's result in every revision of its sheet, the first one first; empty before any.

    Raises SheetBroken if a stored body is not what its digest names.
    """
    rows = db.execute(
        select(ResultSheet, Result.position)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .where(Result.booking_id == booking_id)
        .options(joinedload(ResultSheet.decision))
        .order_by(ResultSheet.revision)
    )
    return [_one(sheet, position) for sheet, position in rows]


def _one(sheet: ResultSheet, position: int) -> ResultInRevision:
    content = read_content(sheet)
    return ResultInRevision(
        sheet_number=sheet.number,
        revision=sheet.revision,
        state=sheet.state,
        digest=sheet.digest,
        cause=sheet.cause,
        reason=sheet.reason or "",
        drawn_up_at=sheet.drawn_up_at,
        confirmed_at=sheet.decision.at if sheet.decision else None,
        line=content.lines[position - 1],
        changes=tuple(change for change in content.changes if change.position == position),
    )
