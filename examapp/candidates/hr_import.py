"""Taking a list of people from a file: check it, write it, keep the receipt.

`judge_file` is pure and needs no installation. An upload is checked first, which writes nobody; its cells are
kept until a person writes or cancels it. The same file twice matches everybody and doubles nobody.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.candidates.cells import Sheet, sheet_from_json, sheet_to_json
from examapp.candidates.errors import ImportPassed
from examapp.candidates.known_people import KnownPeople
from examapp.candidates.matching import Known
from examapp.candidates.models import CandidateImport, ImportState
from examapp.candidates.receipts import make_receipt
from examapp.candidates.registration import add_person, change_person
from examapp.candidates.row_judging import JudgedRow, judge_row
from examapp.candidates.settling import Outcome, SettledRow, settle
from examapp.candidates.sheet_reading import read_sheet
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code


@dataclass(frozen=True)
class JudgedFile:
    """A file whose rows were read and judged by themselves, before anybody looked who is registered."""

    name: str
    sha256: str
    sheet: Sheet
    rows: tuple[JudgedRow, ...]


def judge_file(
    data: bytes, name: str, known: Known | None = None, *, organisation: str = "", today: date | None = None
) -> dict[str, Any]:
    """Return the receipt that importing a file would give. Raises SheetUnreadable.

    Without `known` persons and organisations are not looked up. `organisation` is a code or name that is
    meant where a row names none.
    """
    judged = read_file(data, name, today=today)
    settled = settle(judged.rows, known, organisation)
    return make_receipt(settled, blank=judged.sheet.blank, title=judged.sheet.title)


def read_file(data: bytes, name: str, *, today: date | None = None) -> JudgedFile:
    """Read a file and judge each of its rows by itself. Raises SheetUnreadable."""
    sheet = read_sheet(data, name)
    rows = tuple(judge_row(row, today) for row in sheet.rows)
    return JudgedFile(PurePath(name).name[-200:], hashlib.sha256(data).hexdigest(), sheet, rows)


def check_file(
    db: Session,
    judged: JudgedFile,
    *,
    actor: str,
    at: datetime,
    region_code: str | None = None,
    organisation: str = "",
) -> CandidateImport:
    """Keep a file's cells and the receipt that writing it would give now; nobody is registered yet."""
    settled = settle(judged.rows, KnownPeople(db, region_code), organisation)
    checked = CandidateImport(
        code=new_code(8),
        file_name=judged.name,
        file_sha256=judged.sha256,
        state=ImportState.CHECKED,
        region_code=region_code,
        imported_by=actor,
        imported_at=at,
        rows_read=sheet_to_json(judged.sheet) | {"organisation": organisation},
        receipt=make_receipt(settled, blank=judged.sheet.blank, title=judged.sheet.title),
    )
    db.add(checked)
    db.flush()
    return checked


def judge_kept(checked: CandidateImport, at: datetime) -> list[JudgedRow]:
    """Judge the rows that a check has kept: slow and pure, so that it is done before the writing begins."""
    kept = checked.rows_read
    if kept is None:
        raise ImportPassed
    today = at.astimezone(TASHKENT).date()
    return [judge_row(row, today) for row in sheet_from_json(kept).rows]


def write_import(
    db: Session, checked: CandidateImport, rows: Sequence[JudgedRow], *, actor: str, at: datetime
) -> None:
    """Register the people of a checked file as things stand now, and keep what became of each row.

    Raises ImportPassed if it was written or cancelled meanwhile.
    """
    kept = checked.rows_read
    if kept is None:
        raise ImportPassed
    _leave_checked(db, checked, ImportState.WRITTEN)
    try:
        settled = _settle_and_write(db, checked, rows, actor, at)
    except IntegrityError:  # one of these people was registered this very moment, and is matched now
        settled = _settle_and_write(db, checked, rows, actor, at)
    checked.rows_read = None
    checked.receipt = make_receipt(settled, blank=kept["blank"], title=kept["title"])
    checked.imported_by, checked.imported_at = actor, at
    _note(db, checked, actor, at)


def cancel_import(db: Session, checked: CandidateImport) -> None:
    """Drop a checked file without registering anybody. Raises ImportPassed."""
    _leave_checked(db, checked, ImportState.CANCELLED)
    checked.rows_read = None


def import_file(
    db: Session,
    judged: JudgedFile,
    *,
    actor: str,
    at: datetime,
    region_code: str | None = None,
    organisation: str = "",
) -> CandidateImport:
    """Check and write a file in one step: the command line's way."""
    checked = check_file(db, judged, actor=actor, at=at, region_code=region_code, organisation=organisation)
    write_import(db, checked, judged.rows, actor=actor, at=at)
    return checked


def _leave_checked(db: Session, checked: CandidateImport, state: ImportState) -> None:
    left = db.scalar(
        update(CandidateImport)
        .where(CandidateImport.id == checked.id, CandidateImport.state == ImportState.CHECKED)
        .values(state=state)
        .returning(CandidateImport.id)
    )
    if left is None:
        raise ImportPassed
    db.refresh(checked)


def _settle_and_write(
    db: Session, checked: CandidateImport, rows: Sequence[JudgedRow], actor: str, at: datetime
) -> list[SettledRow]:
    body = (checked.rows_read or {})["organisation"]
    with db.begin_nested():
        settled = settle(rows, KnownPeople(db, checked.region_code), body)
        _write_rows(db, settled, actor, at)
    return settled


def _write_rows(db: Session, settled: Sequence[SettledRow], actor: str, at: datetime) -> None:
    for row in settled:
        person = row.row.person
        if person is None or row.organisation is None:
            continue
        if row.outcome is Outcome.CREATED:
            add_person(db, person, organisation_id=row.organisation.id, at=at)
        elif row.outcome is Outcome.CHANGED and row.match is not None:
            body = row.organisation.id
            change_person(db, row.match.id, person, organisation_id=body, actor=actor, at=at)


def _note(db: Session, checked: CandidateImport, actor: str, at: datetime) -> None:
    totals = {name: checked.receipt[name] for name in ("rows", "created", "matched", "changed", "refused")}
    record(
        db,
        act="candidates.imported",
        actor=actor,
        subject_kind="candidate_import",
        subject_code=checked.code,
        at=at,
        facts={"file": checked.file_name, "sha256": checked.file_sha256, **totals},
    )
