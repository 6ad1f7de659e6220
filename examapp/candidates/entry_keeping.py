"""The people of a list: written from a settled row or typed in, taken off, put back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.candidates.cells import Cell, ReadRow
from examapp.candidates.eligibility import ReadPast
from examapp.candidates.entry_writing import write_rows
from examapp.candidates.errors import FactsRefused
from examapp.candidates.findings import Finding, Gravity
from examapp.candidates.list_errors import AlreadyOnList
from examapp.candidates.list_history import Hand, note_list
from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.list_moving import hold_for_change
from examapp.candidates.list_settling import settle_for_list
from examapp.candidates.row_judging import JudgedRow, judge_row
from examapp.candidates.settling import Outcome, SettledRow
from examapp.core.clock import TASHKENT


def add_typed_person(
    db: Session,
    found: CandidateList,
    fields: Mapping[str, str],
    read_past: ReadPast,
    *,
    by: Hand,
    at: datetime,
    reason: str = "",
    another_person: str = "",
) -> tuple[CandidateListEntry, list[Finding]]:
    """Put one typed person onto a list; return the entry and what was found.

    `another_person` says why somebody alike is not the same. Raises FactsRefused with every finding,
    AlreadyOnList, ListNotOpen, RemarkNeeded.
    """
    hold_for_change(db, found, reason)
    row = judge_row(
        ReadRow(0, {column: Cell(text) for column, text in fields.items()}), at.astimezone(TASHKENT).date()
    )
    another = bool(another_person.strip())
    settled = _settle_typed(db, found, row, read_past, at, another=another)
    try:
        entry = _write_typed(db, found, settled, by.actor, at)
    except IntegrityError:  # another body has registered this very person a moment ago: now there is a match
        settled = _settle_typed(db, found, row, read_past, at, another=another)
        entry = _write_typed(db, found, settled, by.actor, at)
    facts = {"name": entry.name_latn, "another_person": " ".join(another_person.split())}
    remark = " ".join(reason.split())
    note_list(db, found, "person_added", by, at, remark=remark, entry=entry, facts=facts)
    return entry, settled.findings


def _settle_typed(
    db: Session, found: CandidateList, row: JudgedRow, read_past: ReadPast, at: datetime, *, another: bool
) -> SettledRow:
    (settled,) = settle_for_list(db, found, [row], read_past, at)
    if another:
        settled = _as_another(settled)
    if settled.outcome is Outcome.REFUSED:
        raise FactsRefused([item for item in settled.findings if item.gravity is Gravity.REFUSED])
    if any(finding.kind == "on_list" for finding in settled.findings):
        raise AlreadyOnList(name=settled.match.name if settled.match else "")
    return settled


def _write_typed(
    db: Session, found: CandidateList, settled: SettledRow, actor: str, at: datetime
) -> CandidateListEntry:
    with db.begin_nested():
        (entry,) = write_rows(db, found, [settled], at, actor=actor)
    assert entry is not None
    return entry


def _as_another(settled: SettledRow) -> SettledRow:
    """Let a person in whom somebody alike stands in the way of: a human has said that they are two."""
    refusing = {finding.kind for finding in settled.findings if finding.gravity is Gravity.REFUSED}
    if refusing != {"possible_duplicate"}:
        return settled
    kept = [finding for finding in settled.findings if finding.kind != "possible_duplicate"]
    return replace(settled, outcome=Outcome.CREATED, findings=kept)


def withdraw_person(
    db: Session, found: CandidateList, entry: CandidateListEntry, *, by: Hand, at: datetime, reason: str = ""
) -> None:
    """Take somebody off a list; asked twice it is done once. Raises ListNotOpen, RemarkNeeded."""
    hold_for_change(db, found, reason)
    if entry.withdrawn_at is not None:
        return
    entry.withdrawn_at = at
    remark, facts = " ".join(reason.split()), {"name": entry.name_latn}
    note_list(db, found, "person_taken_off", by, at, remark=remark, entry=entry, facts=facts)


def restore_person(
    db: Session, found: CandidateList, entry: CandidateListEntry, *, by: Hand, at: datetime, reason: str = ""
) -> None:
    """Put somebody who was taken off back onto a list. Raises ListNotOpen, RemarkNeeded."""
    hold_for_change(db, found, reason)
    if entry.withdrawn_at is None:
        return
    entry.withdrawn_at = None
    remark, facts = " ".join(reason.split()), {"name": entry.name_latn}
    note_list(db, found, "person_put_back", by, at, remark=remark, entry=entry, facts=facts)


def change_position(
    db: Session,
    entry: CandidateListEntry,
    found: CandidateList,
    positions: Mapping[str, str],
    *,
    by: Hand,
    at: datetime,
    reason: str = "",
) -> None:
    """Change the position that the list says of somebody. Raises ListNotOpen, RemarkNeeded."""
    hold_for_change(db, found, reason)
    before = dict(entry.positions)
    entry.positions = dict(positions)
    facts = {"name": entry.name_latn, "was": before, "becomes": entry.positions}
    remark = " ".join(reason.split())
    note_list(db, found, "position_changed", by, at, remark=remark, entry=entry, facts=facts)
