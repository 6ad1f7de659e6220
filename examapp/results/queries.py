"""Reading result sheets, within the region that bounds the reader."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from examapp.centres.models import Room
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Actor, same_region
from examapp.results.content import CandidateLine, SheetContent, TopicColumn
from examapp.results.content_json import content_from_json
from examapp.results.drawing_up import find_obstacle, list_without_sheet
from examapp.results.errors import SheetBroken
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Sitting


@dataclass(frozen=True)
class SheetRow:
    """One sheet in the list, with how many came to each outcome."""

    sheet: ResultSheet
    totals: Mapping[Outcome, int]


@dataclass(frozen=True)
class WaitingSitting:
    """A closed sitting whose sheet is not drawn up yet, and why."""

    sitting: Sitting
    obstacle: AppError | None


@dataclass(frozen=True)
class PublishedResult:
    """What a candidate may see once the commission has confirmed the sheet."""

    sheet_number: str
    published_at: datetime
    pass_percent: int | None
    topics: tuple[TopicColumn, ...]
    line: CandidateLine
    revision: int = 1


def read_content(sheet: ResultSheet) -> SheetContent:
    """Return what a sheet says; raises SheetBroken if its body is not what its digest names."""
    if hashlib.sha256(sheet.body.encode()).hexdigest() != sheet.digest:
        raise SheetBroken(number=sheet.number)
    return content_from_json(json.loads(sheet.body))


def read_plain_lines(sheet: ResultSheet) -> Sequence[Mapping[str, Any]]:
    """Return a sheet's lines as they stand in its body, for whoever reads thousands; raises SheetBroken."""
    body = sheet.body.encode()
    if hashlib.sha256(body).hexdigest() != sheet.digest:
        raise SheetBroken(number=sheet.number)
    lines: Sequence[Mapping[str, Any]] = orjson.loads(body)["candidates"]
    return lines


def list_sheets(db: Session, actor: Actor) -> Sequence[SheetRow]:
    """Return the newest revision of each sheet that the actor may see, the newest first."""
    newer = aliased(ResultSheet)
    last = select(func.max(newer.revision)).where(newer.sitting_id == ResultSheet.sitting_id)
    query = (
        select(ResultSheet)
        .where(ResultSheet.revision == last.scalar_subquery())
        .options(
            joinedload(ResultSheet.sitting).joinedload(Sitting.programme),
            joinedload(ResultSheet.sitting).joinedload(Sitting.room).joinedload(Room.centre),
            joinedload(ResultSheet.decision),
        )
        .order_by(ResultSheet.drawn_up_at.desc(), ResultSheet.id.desc())
    )
    if actor.region_code is not None:
        query = query.where(ResultSheet.region_code == actor.region_code)
    totals = _count_outcomes(db)
    return [SheetRow(sheet, totals.get(sheet.id, {})) for sheet in db.scalars(query)]


def _count_outcomes(db: Session) -> Mapping[int, Mapping[Outcome, int]]:
    counted: dict[int, dict[Outcome, int]] = {}
    rows = db.execute(
        select(Result.sheet_id, Result.outcome, func.count().label("number")).group_by(
            Result.sheet_id, Result.outcome
        )
    )
    for row in rows:
        counted.setdefault(row.sheet_id, {})[row.outcome] = row.number
    return counted


def list_waiting(db: Session, actor: Actor) -> Sequence[WaitingSitting]:
    """Return the closed sittings without a sheet that the actor may see, and what each one waits for."""
    return [
        WaitingSitting(sitting, find_obstacle(db, sitting))
        for sitting in list_without_sheet(db)
        if same_region(actor, sitting.room.centre.region_code)
    ]


def get_sheet(db: Session, number: str, actor: Actor) -> ResultSheet:
    """Return the newest revision of a sheet that the actor may see; any other raises NotFound."""
    sheet = find_sheet(db, number)
    if sheet is None or not same_region(actor, sheet.region_code):
        raise NotFound
    return sheet


def find_sheet(db: Session, number: str) -> ResultSheet | None:
    """Return the newest revision of a sheet, or None."""
    return db.scalars(
        select(ResultSheet).where(ResultSheet.number == number).order_by(ResultSheet.revision.desc()).limit(1)
    ).first()


def find_valid_sheet(db: Session, number: str) -> ResultSheet | None:
    """Return the revision of a sheet that is valid: confirmed, and not superseded by another one."""
    return db.scalars(
        select(ResultSheet).where(ResultSheet.number == number, ResultSheet.state == SheetState.CONFIRMED)
    ).first()


def find_published_result(db: Session, booking_id: int) -> PublishedResult | None:
    """Return a booking's result from the newest confirmed sheet, or None while nothing is published."""
    found = db.execute(
        select(ResultSheet, Result.position, Decision.at)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .where(Result.booking_id == booking_id)
        .order_by(ResultSheet.revision.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    sheet, position, at = found
    content = read_content(sheet)
    return PublishedResult(
        sheet.number, at, content.pass_percent, content.topics, content.lines[position - 1], sheet.revision
    )
