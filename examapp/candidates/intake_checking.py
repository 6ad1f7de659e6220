"""The check of a parked intake: read, judged row by row, settled; the rows and their receipt are kept.

Nobody is registered. It works in short transactions, so that a long file lets others write between them,
keeps a bar up to date, stops when somebody cancels, and begins anew when a worker dies over it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.cells import Cell, CellKind, ReadRow, Sheet
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.findings import is_warned
from examapp.candidates.intake_arrival import load_file
from examapp.candidates.list_models import CandidateList, IntakeState, ListIntake, ListIntakeRow
from examapp.candidates.list_settling import settle_for_list
from examapp.candidates.receipts import make_line
from examapp.candidates.row_judging import JudgedRow, judge_row
from examapp.candidates.settling import Outcome, SettledRow
from examapp.candidates.sheet_reading import make_sheet, read_grids
from examapp.core.clock import TASHKENT
from examapp.core.db import changed_rows, reading, transaction
from examapp.core.errors import AppError

MOST_ROWS: Final = 20_000
CHUNK: Final = 500


class IntakeStopped(Exception):
    """Somebody cancelled the intake while it was worked on."""


def check_intake(intake_id: int, read_past: ReadPast, at: datetime) -> None:
    """Check an intake that waits for it; one that does not is left alone."""
    with reading() as db:
        intake = db.get(ListIntake, intake_id)
        if intake is None or intake.state is not IntakeState.CHECKING:
            return
        data, name, columns = load_file(db, intake_id), intake.file_name, intake.columns
    try:
        check_sheet(intake_id, read_mapped_sheet(data, name, columns), read_past, at)
    except SheetUnreadable as refusal:
        _close(intake_id, IntakeState.FAILED, problem=problem_of(refusal), sheet=None)
    except IntakeStopped:
        return


def problem_of(refusal: AppError) -> str:
    """Return a refusal as an intake keeps it, to be said in whoever's language reads it."""
    return orjson.dumps({"message": refusal.message, "parameters": refusal.parameters}).decode()


def read_mapped_sheet(data: bytes, name: str, mapping: Mapping[str, Any]) -> Sheet:
    """Return the rows of a file by the columns that were chosen. Raises SheetUnreadable."""
    grids = read_grids(data, name)
    title, rows = grids[min(mapping["sheet"], len(grids) - 1)]
    columns = {int(place): column for place, column in mapping["columns"].items()}
    heading = next((row for row in rows if row[0] == mapping["heading"]), (0, ()))
    below = [row for row in rows if row[0] > heading[0]]
    return make_sheet(title, columns, heading, below, most=MOST_ROWS)


def check_sheet(intake_id: int, sheet: Sheet, read_past: ReadPast, at: datetime) -> None:
    """Judge and settle the rows of an intake and keep them. Raises IntakeStopped."""
    total = 2 * len(sheet.rows)
    with transaction() as db:
        db.execute(delete(ListIntakeRow).where(ListIntakeRow.intake_id == intake_id))
        advance(db, intake_id, IntakeState.CHECKING, done=0, total=total)
    judged = _judge_rows(intake_id, sheet.rows, at)
    with reading() as db:
        settled = settle_for_list(db, list_of(db, intake_id), judged, read_past, at)
    for start in range(0, len(settled), CHUNK):
        keep_rows(
            intake_id,
            sheet.rows[start : start + CHUNK],
            settled[start : start + CHUNK],
            start,
            done=len(settled) + start + CHUNK,
        )
    facts = {"blank": sheet.blank, "title": sheet.title}
    _close(intake_id, IntakeState.CHECKED, totals=count_totals(settled) | facts, sheet=None)


def _judge_rows(intake_id: int, rows: Sequence[ReadRow], at: datetime) -> list[JudgedRow]:
    judged: list[JudgedRow] = []
    today = at.astimezone(TASHKENT).date()
    for start in range(0, len(rows), 2 * CHUNK):
        judged += [judge_row(row, today) for row in rows[start : start + 2 * CHUNK]]
        with transaction() as db:
            advance(db, intake_id, IntakeState.CHECKING, done=len(judged))
    return judged


def list_of(db: Session, intake_id: int) -> CandidateList:
    """Return the list that an intake is for."""
    intake = db.get_one(ListIntake, intake_id)
    return db.get_one(
        CandidateList,
        intake.list_id,
        options=[joinedload(CandidateList.organisation), joinedload(CandidateList.programme)],
    )


def keep_rows(
    intake_id: int, rows: Sequence[ReadRow], settled: Sequence[SettledRow], first: int, *, done: int
) -> None:
    """Keep the cells and the receipt's lines of some rows, with the bar's place after them."""
    values = [
        {
            "intake_id": intake_id,
            "position": first + place,
            "cells": {column: [cell.kind.value, cell.text] for column, cell in row.cells.items()},
            "written": False,
            **line_values(outcome),
        }
        for place, (row, outcome) in enumerate(zip(rows, settled, strict=True))
    ]
    with transaction() as db:
        if values:
            db.connection().execute(insert(ListIntakeRow), values)
        advance(db, intake_id, IntakeState.CHECKING, done=done)


def line_values(settled: SettledRow) -> dict[str, Any]:
    """Return what a row's record says of its outcome."""
    return {
        "outcome": settled.outcome.value,
        "repaired": settled.repaired,
        "noted": settled.outcome is not Outcome.REFUSED and is_warned(settled.findings),
        "line": make_line(settled),
    }


def cells_of(row: ListIntakeRow) -> ReadRow:
    """Return a kept row as it was read."""
    cells = {name: Cell(text, CellKind(kind)) for name, (kind, text) in (row.cells or {}).items()}
    return ReadRow(row.line["row"], cells)


def count_totals(settled: Sequence[SettledRow]) -> dict[str, int]:
    """Return the receipt's totals: rows = created + matched + changed + refused; the others stand beside."""
    outcomes = Counter(row.outcome for row in settled)
    return {
        "rows": len(settled),
        **{outcome.value: outcomes[outcome] for outcome in Outcome},
        "repaired": sum(row.repaired for row in settled),
        "noted": sum(row.outcome is not Outcome.REFUSED and is_warned(row.findings) for row in settled),
    }


def advance(db: Session, intake_id: int, within: IntakeState, **values: Any) -> None:
    """Move the bar on; raises IntakeStopped where the intake has left its state."""
    moved = changed_rows(
        db,
        update(ListIntake)
        .where(ListIntake.id == intake_id, ListIntake.state == within)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    if moved != 1:
        raise IntakeStopped


def _close(intake_id: int, state: IntakeState, **values: Any) -> None:
    with transaction() as db:
        advance(db, intake_id, IntakeState.CHECKING, state=state, **values)
