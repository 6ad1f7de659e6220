"""A file arrives: its head is read, its columns are proposed, and it is parked until somebody says go on."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session, undefer

from examapp.candidates.column_guessing import (
    HEAD_ROWS,
    HeadRow,
    proposal_to_json,
    propose_columns,
    propose_for,
    read_mapping,
)
from examapp.candidates.errors import ImportPassed
from examapp.candidates.list_errors import ListNotOpen
from examapp.candidates.list_history import Hand
from examapp.candidates.list_models import CandidateList, IntakeState, ListIntake
from examapp.candidates.list_states import OPEN
from examapp.candidates.sheet_reading import Grid, read_grids
from examapp.core.codes import new_code
from examapp.core.db import changed_rows

# A page waits for files up to this size; a longer list is checked by a job.
SMALL_BYTES: Final = 48 * 1024
LONGEST_SAMPLE: Final = 60


def read_head(data: bytes, name: str) -> list[Grid]:
    """Return the first rows of each sheet, quickly even of a long file. Raises SheetUnreadable."""
    return read_grids(data, name, most_rows=HEAD_ROWS + 1)


def park_file(
    db: Session, found: CandidateList, data: bytes, name: str, head: Sequence[Grid], *, by: Hand, at: datetime
) -> ListIntake:
    """Park a file; where its headings say everything it is ready to be checked, else its columns are asked.

    Raises ListNotOpen: only an open list takes files.
    """
    refuse_closed(found)
    sheets = [[HeadRow(number, [cell.text for cell in cells]) for number, cells in rows] for _t, rows in head]
    proposal = propose_columns(sheets)
    kept = {
        "sheets": [
            {
                "title": title,
                "rows": [[row.number, [text[:LONGEST_SAMPLE] for text in row.texts]] for row in rows],
            }
            for (title, _rows), rows in zip(head, sheets, strict=True)
        ]
    }
    intake = new_intake(found, "file", PurePath(name).name[-200:], data, by=by, at=at)
    intake.state = IntakeState.CHECKING if proposal.sure else IntakeState.MAPPING
    intake.columns = kept | proposal_to_json(proposal)
    intake.sheet = data
    db.add(intake)
    db.flush()
    return intake


def new_intake(
    found: CandidateList, source: str, name: str, data: bytes, *, by: Hand, at: datetime
) -> ListIntake:
    """Return an intake of a list that is not in the database yet."""
    return ListIntake(
        code=new_code(8),
        list_id=found.id,
        source=source,
        file_name=name,
        file_sha256=hashlib.sha256(data).hexdigest(),
        state=IntakeState.CHECKING,
        columns={},
        totals={},
        brought_by=by.actor,
        brought_at=at,
    )


def refuse_closed(found: CandidateList) -> None:
    """Raise ListNotOpen unless whoever fills the list may bring many people onto it."""
    if found.state not in OPEN:
        raise ListNotOpen


def head_of(intake: ListIntake) -> list[list[HeadRow]]:
    """Return the first rows of each sheet as they were kept."""
    return [[HeadRow(number, texts) for number, texts in sheet["rows"]] for sheet in intake.columns["sheets"]]


def look_elsewhere(intake: ListIntake, sheet: int, heading: int) -> None:
    """Propose anew for the sheet and the heading row that a person chose."""
    rows = head_of(intake)[sheet]
    numbers = {row.number for row in rows}
    chosen = heading if heading in numbers else next(iter(sorted(numbers)), 0)
    intake.columns = intake.columns | proposal_to_json(propose_for(rows, sheet, chosen))


def choose_columns(db: Session, intake: ListIntake, chosen: Mapping[int, str]) -> None:
    """Take the columns as a person says they are; the file can be checked then.

    Raises MappingIncomplete, MappingDoubled, and ImportPassed where it went on meanwhile.
    """
    columns: dict[str, Any] = {str(place): name for place, name in read_mapping(chosen).items()}
    leave(db, intake, IntakeState.MAPPING, IntakeState.CHECKING)
    intake.columns = intake.columns | {"columns": columns}


def leave(db: Session, intake: ListIntake, before: IntakeState, after: IntakeState) -> None:
    """Move an intake on by compare-and-swap. Raises ImportPassed."""
    moved = changed_rows(
        db,
        update(ListIntake)
        .where(ListIntake.id == intake.id, ListIntake.state == before)
        .values(state=after)
        .execution_options(synchronize_session=False),
    )
    if moved != 1:
        raise ImportPassed
    db.refresh(intake, ["state"])


def is_small(intake: ListIntake, size: int) -> bool:
    """Tell whether a page may wait for the check of an intake."""
    return intake.source != "file" or size <= SMALL_BYTES


def load_file(db: Session, intake_id: int) -> bytes:
    """Return the bytes of a parked file; raises ImportPassed where it is not parked any more."""
    intake = db.get(ListIntake, intake_id, options=[undefer(ListIntake.sheet)], populate_existing=True)
    if intake is None or intake.sheet is None:
        raise ImportPassed
    return intake.sheet
