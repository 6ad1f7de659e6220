"""Drawing up the result sheet of a closed sitting: one body, one digest, one number, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import QuestionList
from examapp.core.audit import record
from examapp.core.audit_checkpoints import name_latest
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.cut_scores.errors import RecordBroken
from examapp.delivery.queries import has_erased_attempts
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.composing import compose
from examapp.results.content import SheetContent
from examapp.results.content_json import content_to_json
from examapp.results.errors import NotReadyForSheet
from examapp.results.models import Result, ResultSheet
from examapp.results.numbering import next_number
from examapp.results.passing_rule import PassingRule, read_rule
from examapp.results.sheet_facts import SittingFacts, count_unmarked, gather
from examapp.sittings.models import Sitting, SittingState
from question_bank.sealing import canonical_json, digest

SYSTEM: Final = "system"
FIRST_REVISION: Final = 1


def find_sheet_of(db: Session, sitting_id: int) -> ResultSheet | None:
    """Return the newest revision of a sitting's sheet, or None before it is drawn up."""
    return db.scalars(
        select(ResultSheet)
        .where(ResultSheet.sitting_id == sitting_id)
        .order_by(ResultSheet.revision.desc())
        .limit(1)
    ).first()


def list_without_sheet(db: Session) -> Sequence[Sitting]:
    """Return the closed sittings that have no sheet, the earliest closed first."""
    drawn_up = select(ResultSheet.id).where(ResultSheet.sitting_id == Sitting.id)
    return db.scalars(
        select(Sitting)
        .where(Sitting.state == SittingState.CLOSED, ~drawn_up.exists())
        .order_by(Sitting.closed_at, Sitting.id)
    ).all()


def draw_up(db: Session, sitting: Sitting, *, actor: str = SYSTEM, at: datetime) -> ResultSheet:
    """Draw up the sheet of a closed sitting; drawn up before, it stays as it is.

    Raises NotReadyForSheet, saying what is missing.
    """
    # Two workers agree on one sheet: the second waits here and then finds the first one's.
    db.scalars(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update()).one()
    known = find_sheet_of(db, sitting.id)
    if known is not None:
        return known
    # A decision on an item of the list is either in these marks, or finds this sheet and follows it.
    lists = select(QuestionList.id).where(QuestionList.id == sitting.list_id)
    db.scalars(lists.with_for_update(read=True)).one()
    rule = require_ready(db, sitting)
    region = sitting.room.centre.region_code
    number = _new_number(db, region, at)
    facts = gather(db, sitting)
    content = compose(facts, number=number, revision=FIRST_REVISION, rule=rule, at=at)
    sheet = put_revision(db, sitting, content, list_results(facts, content))
    record(
        db,
        act="result_sheet.drawn_up",
        actor=actor,
        subject_kind="result_sheet",
        subject_code=number,
        at=at,
        facts={"sitting": sitting.code, "revision": sheet.revision, "digest": sheet.digest},
    )
    return sheet


def put_revision(db: Session, sitting: Sitting, content: SheetContent, results: list[Result]) -> ResultSheet:
    """Write one revision with its canonical body, its digest and lines; it names the newest root."""
    content = replace(content, audit_checkpoint=name_latest(db))
    body = content_to_json(content)
    sheet = ResultSheet(
        sitting_id=sitting.id,
        number=content.number,
        revision=content.revision,
        region_code=content.region_code,
        rehearsal=content.rehearsal,
        body=canonical_json(body).decode(),
        digest=digest(body),
        drawn_up_at=content.drawn_up_at,
        results=results,
    )
    db.add(sheet)
    db.flush()
    return sheet


def require_ready(db: Session, sitting: Sitting) -> PassingRule:
    """Return what passes, once everything is there; raises NotReadyForSheet, RecordBroken."""
    if sitting.state is not SittingState.CLOSED or sitting.policy is None:
        raise NotReadyForSheet(N_("Only a closed sitting has a result sheet. The proctor closes it first."))
    unmarked = count_unmarked(db, sitting.id)
    if unmarked and has_erased_attempts(db, sitting.id):
        raise NotReadyForSheet(
            N_(
                "Answers of this sitting were deleted after the years of keeping: its sheet cannot be drawn "
                "up again. What the commission confirmed stays valid."
            )
        )
    if unmarked:
        raise NotReadyForSheet(
            N_("%(count)s attempts are not sealed and marked yet. This happens by itself; look again later."),
            count=unmarked,
        )
    return read_rule(db, sitting, policy_from_snapshot(sitting.policy))


def find_obstacle(db: Session, sitting: Sitting) -> NotReadyForSheet | RecordBroken | None:
    """Return what keeps a sitting's sheet from being drawn up, or None."""
    try:
        require_ready(db, sitting)
    except (NotReadyForSheet, RecordBroken) as obstacle:
        return obstacle
    return None


def _new_number(db: Session, region_code: str, at: datetime) -> str:
    """Return region, year and number in the year: TK-2026-0147."""
    letters = region_code.removeprefix("UZ-")
    year = at.astimezone(TASHKENT).year
    return f"{letters}-{year}-{next_number(db, letters, year):04d}"


def list_results(facts: SittingFacts, content: SheetContent) -> list[Result]:
    """Return the lines as the database must be able to ask for them."""
    attempts = facts.attempts_by_booking
    return [
        Result(
            position=line.position,
            booking_id=booking.id,
            attempt_id=attempts[booking.id].id if booking.id in attempts else None,
            organisation_id=booking.candidate.organisation_id,
            outcome=line.outcome,
            name_latn=line.name_latn,
            name_cyrl=line.name_cyrl,
        )
        for booking, line in zip(facts.bookings, content.lines, strict=True)
    ]
