"""A revision's turn from one state to another, by compare-and-swap, and the note of it in the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.results.models import ResultSheet, SheetState


def turn_draft(db: Session, sheet: ResultSheet, state: SheetState) -> bool:
    """Move a draft to a state (itself to hold it); until the transaction ends nobody else decides on it.

    Returns False where it is no draft any more.
    """
    swapped = changed_rows(
        db,
        update(ResultSheet)
        .where(
            ResultSheet.id == sheet.id,
            ResultSheet.state == SheetState.DRAFT,
            ResultSheet.digest == sheet.digest,
        )
        .values(state=state),
    )
    db.expire(sheet, ["members", "signatures", "decision", "returned", "state"])
    return swapped == 1


def note_sheet_act(
    db: Session, act: str, sheet: ResultSheet, actor: str, at: datetime, facts: Mapping[str, Any]
) -> None:
    """Write an act on a revision into the audit log."""
    record(
        db,
        act=f"result_sheet.{act}",
        actor=actor,
        subject_kind="result_sheet",
        subject_code=sheet.number,
        at=at,
        facts={"revision": sheet.revision, **facts},
    )
