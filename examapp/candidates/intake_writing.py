"""A checked intake is confirmed: its people come onto the list, chunk by chunk, and the receipt is final."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.candidates.eligibility import ReadPast
from examapp.candidates.entry_writing import write_rows
from examapp.candidates.intake_arrival import leave, refuse_closed
from examapp.candidates.intake_checking import advance, cells_of, line_values, list_of, problem_of
from examapp.candidates.list_errors import ListMoved, ListNotOpen
from examapp.candidates.list_history import Hand, NamedHand, note_list
from examapp.candidates.list_models import IntakeState, ListIntake, ListIntakeRow
from examapp.candidates.list_moving import hold_for_change
from examapp.candidates.list_settling import settle_for_list
from examapp.candidates.row_judging import judge_row
from examapp.candidates.settling import Outcome, SettledRow
from examapp.core.clock import TASHKENT
from examapp.core.db import reading, transaction

CHUNK: Final = 250
SMALL_ROWS: Final = 400
_Pair = tuple[int, SettledRow]


def confirm_intake(db: Session, intake: ListIntake, *, by: Hand) -> None:
    """Say that a checked intake shall be written. Raises ImportPassed and ListNotOpen."""
    refuse_closed(list_of(db, intake.id))
    leave(db, intake, IntakeState.CHECKED, IntakeState.WRITING)
    intake.confirmed_by, intake.done, intake.total = by.actor, 0, intake.totals["rows"]


def cancel_intake(db: Session, intake: ListIntake) -> None:
    """Drop what is parked; nobody was registered. Raises ImportPassed once it is written."""
    leave(db, intake, intake.state if intake.state in _PARKED else IntakeState.CHECKED, IntakeState.CANCELLED)
    intake.sheet = None
    db.execute(delete(ListIntakeRow).where(ListIntakeRow.intake_id == intake.id))


_PARKED = frozenset({IntakeState.MAPPING, IntakeState.CHECKING, IntakeState.CHECKED, IntakeState.FAILED})


def write_intake(intake_id: int, read_past: ReadPast, at: datetime, *, by_name: str) -> None:
    """Write a confirmed intake as things stand now; begun again, it goes on where it stopped.

    A row that the check has refused stays refused. Where the list was submitted meanwhile the intake goes
    back to checked and says why.
    """
    with reading() as db:
        intake = db.get(ListIntake, intake_id)
        if intake is None or intake.state is not IntakeState.WRITING:
            return
        hand = NamedHand(intake.confirmed_by or intake.brought_by, by_name)
    try:
        try:
            _write_pending(intake_id, read_past, at)
        except IntegrityError:  # another list has registered one of these people this very moment
            _write_pending(intake_id, read_past, at)
        _finish(intake_id, hand, at)
    except (ListNotOpen, ListMoved) as refusal:
        with transaction() as db:
            advance(
                db, intake_id, IntakeState.WRITING, state=IntakeState.CHECKED, problem=problem_of(refusal)
            )


def _write_pending(intake_id: int, read_past: ReadPast, at: datetime) -> None:
    with reading() as db:
        pending = _settle_pending(db, intake_id, read_past, at)
    for start in range(0, len(pending), CHUNK):
        _write_chunk(intake_id, pending[start : start + CHUNK], at)


def _settle_pending(db: Session, intake_id: int, read_past: ReadPast, at: datetime) -> list[_Pair]:
    rows = [
        row
        for row in db.scalars(
            select(ListIntakeRow)
            .where(ListIntakeRow.intake_id == intake_id, ListIntakeRow.written.is_(False))
            .where(ListIntakeRow.outcome != Outcome.REFUSED.value)
            .order_by(ListIntakeRow.position)
        )
        if not any(finding["kind"] == "repeats_row" for finding in row.line["findings"])
    ]
    today = at.astimezone(TASHKENT).date()
    judged = [judge_row(cells_of(row), today) for row in rows]
    settled = settle_for_list(db, list_of(db, intake_id), judged, read_past, at)
    return [(row.position, one) for row, one in zip(rows, settled, strict=True)]


def _write_chunk(intake_id: int, pairs: Sequence[_Pair], at: datetime) -> None:
    with transaction() as db:
        found = list_of(db, intake_id)
        refuse_closed(found)
        hold_for_change(db, found)
        intake = db.get_one(ListIntake, intake_id)
        actor = intake.confirmed_by or intake.brought_by
        write_rows(db, found, [settled for _position, settled in pairs], at, actor=actor)
        _keep_lines(db, intake_id, pairs)
        advance(db, intake_id, IntakeState.WRITING, done=ListIntake.done + len(pairs))


def _keep_lines(db: Session, intake_id: int, pairs: Sequence[_Pair]) -> None:
    """Keep what became of the rows: one statement for all of them."""
    at_position = ListIntakeRow.position == bindparam("at_position")
    db.connection().execute(
        update(ListIntakeRow).where(ListIntakeRow.intake_id == intake_id, at_position),
        [{"at_position": position, "written": True, **line_values(one)} for position, one in pairs],
    )


def _finish(intake_id: int, hand: Hand, at: datetime) -> None:
    with transaction() as db:
        intake, found = db.get_one(ListIntake, intake_id), list_of(db, intake_id)
        totals = read_totals(db, intake)
        advance(
            db,
            intake_id,
            IntakeState.WRITING,
            state=IntakeState.WRITTEN,
            totals=totals,
            done=totals["rows"],
            written_at=at,
            problem=None,
        )
        db.execute(update(ListIntakeRow).where(ListIntakeRow.intake_id == intake_id).values(cells=None))
        numbers = {name: totals[name] for name in ("rows", "created", "matched", "changed", "refused")}
        facts = {"intake": intake.code, "file": intake.file_name, "sha256": intake.file_sha256, **numbers}
        note_list(db, found, "intake_written", hand, at, facts=facts)


def read_totals(db: Session, intake: ListIntake) -> dict[str, int]:
    """Return the totals of an intake's rows as they stand now."""
    rows = db.execute(
        select(ListIntakeRow.outcome, ListIntakeRow.repaired, ListIntakeRow.noted).where(
            ListIntakeRow.intake_id == intake.id
        )
    ).all()
    counted = {outcome.value: sum(row.outcome == outcome.value for row in rows) for outcome in Outcome}
    beside = {"repaired": sum(row.repaired for row in rows), "noted": sum(row.noted for row in rows)}
    return dict(intake.totals) | {"rows": len(rows)} | counted | beside
