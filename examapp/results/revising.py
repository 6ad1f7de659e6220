"""The next revision of a sheet: proposed with a typed cause, decided by the commission like the first.

What was drawn up is never changed. Whoever finds that a sheet must say something else (an excuse agreed late,
an annulment, a decision on an item, an appeal, a mended name, remarks of the commission) proposes another
revision; the one that is valid stays so until the new one is confirmed. What is drawn up afresh has the names
that the register of candidates has then, named among its changes, except where the commission has decided on
the name itself (`mended_names`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.results.applying import apply_changes, carry_over, list_differences
from examapp.results.composing import compose
from examapp.results.content import CandidateChange, ItemDecisionLine, RevisedFigure, SheetContent
from examapp.results.corrections import credit_anew, in_order, lift
from examapp.results.drawing_up import find_sheet_of, list_results, put_revision, require_ready
from examapp.results.errors import NothingRevised, RemarksUnanswered, SheetChanged
from examapp.results.models import Result, ResultSheet, RevisionCause, SheetState
from examapp.results.passing_rule import PassingRule
from examapp.results.plain_figures import as_differences
from examapp.results.queries import read_content
from examapp.results.sheet_facts import SittingFacts, gather
from examapp.sittings.models import Sitting

# The commission's own decisions on single candidates: they outlive every later revision.
OWN_DECISIONS: Final = frozenset({RevisionCause.VOIDED, RevisionCause.APPEAL, RevisionCause.NAME_MENDED})


@dataclass(frozen=True)
class Proposal:
    """What the next revision of a sheet is to say.

    `reason` is printed. `changes` are made to the lines of single candidates. With `afresh` the sheet is
    first drawn up again from the facts of its sitting as they are now (marks, excuses, names, reasons,
    incidents, decisions on items), and the commission's own earlier decisions are applied again.
    `item_decisions` take the place of those of the revision before; None keeps them, or draws them up afresh.
    `lifted` are the candidates whose annulment falls; only a sheet drawn up afresh has their marks again.
    """

    cause: RevisionCause
    reason: str
    changes: tuple[CandidateChange, ...] = ()
    afresh: bool = False
    item_decisions: tuple[ItemDecisionLine, ...] | None = None
    lifted: frozenset[str] = frozenset()


def propose_revision(
    db: Session, sheet: ResultSheet, proposal: Proposal, *, actor: str, at: datetime
) -> ResultSheet:
    """Write the next revision of a sheet as a draft for the commission, and return it.

    `sheet` is the newest revision: a draft is replaced, with the signatures that it may have; a confirmed one
    stays valid until the new one is confirmed; a returned one is followed by the answer to its remarks alone.
    What takes a draft's place and says again what is valid, such as after a decision that was undone, is
    UNCHANGED: nobody need sign it.
    Raises SheetChanged if there is a newer one, RemarksUnanswered, NothingRevised if nothing would differ (an
    answer to remarks may change nothing), NotReadyForSheet where a sheet drawn up afresh lacks marks,
    SheetBroken, and KeyError for a candidate who is not on it.
    """
    sitting = db.scalars(select(Sitting).where(Sitting.id == sheet.sitting_id).with_for_update()).one()
    newest = find_sheet_of(db, sitting.id)
    if newest is None or newest.id != sheet.id:
        raise SheetChanged
    if sheet.state is SheetState.RETURNED and proposal.cause is not RevisionCause.RETURNED:
        raise RemarksUnanswered(number=sheet.number)
    before = read_content(sheet)
    content, results = _next_content(db, sheet, before, proposal, at)
    if not _differs(before, content) and proposal.cause is not RevisionCause.RETURNED:
        raise NothingRevised(number=sheet.number)
    _replace_draft(db, sheet)
    fresh = put_revision(db, sitting, content, results)
    fresh.previous_digest, fresh.cause = sheet.digest, proposal.cause
    fresh.reason, fresh.proposed_by = proposal.reason, actor
    if sheet.state is SheetState.REPLACED and _says_what_is_valid(db, sheet, content):
        fresh.state = SheetState.UNCHANGED
    db.flush()
    _note(db, fresh, content, actor, at)
    return fresh


def foresee_revision(db: Session, sheet: ResultSheet, proposal: Proposal, *, at: datetime) -> SheetContent:
    """Return what a revision would say; nothing is written. Raises as `propose_revision`."""
    return _next_content(db, sheet, read_content(sheet), proposal, at)[0]


def _replace_draft(db: Session, sheet: ResultSheet) -> None:
    """End a draft, unless the commission confirms it at this moment."""
    if sheet.state is not SheetState.DRAFT:
        return
    swapped = changed_rows(
        db,
        update(ResultSheet)
        .where(ResultSheet.id == sheet.id, ResultSheet.state == SheetState.DRAFT)
        .values(state=SheetState.REPLACED),
    )
    if swapped != 1:
        raise SheetChanged
    db.expire(sheet, ["state"])


def _next_content(
    db: Session, sheet: ResultSheet, before: SheetContent, proposal: Proposal, at: datetime
) -> tuple[SheetContent, list[Result]]:
    own = proposal.changes if proposal.cause in OWN_DECISIONS else ()
    kept = replace(before, standing=lift(before.standing, proposal.lifted))
    if proposal.afresh:
        kept = as_differences(db, sheet, kept)
    base, results, standing = before, _copy(sheet), in_order((*kept.standing, *own))
    if proposal.afresh:
        rule = require_ready(db, sheet.sitting)
        facts = gather(db, sheet.sitting)
        base = draw_again(facts, kept, rule, at)
        results = _keep_bodies(sheet, list_results(facts, base))
    decided = base.item_decisions if proposal.item_decisions is None else proposal.item_decisions
    changed = apply_changes(base, proposal.changes)
    content = replace(
        changed,
        revision=sheet.revision + 1,
        drawn_up_at=at,
        cause=proposal.cause.value,
        reason=proposal.reason,
        previous=sheet.digest,
        changes=carry_over(
            _changes_unsigned(db, sheet, before),
            list_differences(before, changed, proposal.changes, proposal.reason),
        ),
        standing=standing,
        item_decisions=decided,
    )
    for result, line in zip(results, content.lines, strict=True):
        result.outcome = line.outcome
        result.name_latn, result.name_cyrl = line.name_latn, line.name_cyrl
    return content, results


def _changes_unsigned(db: Session, sheet: ResultSheet, before: SheetContent) -> tuple[RevisedFigure, ...]:
    """Return what a revision changes that was never valid, where an earlier one is valid.

    Whoever signs the next revision, and whoever reads it, must see all that it changes in what is published.
    """
    if sheet.state is SheetState.CONFIRMED:
        return ()
    valid = select(ResultSheet.id).where(
        ResultSheet.sitting_id == sheet.sitting_id, ResultSheet.state == SheetState.CONFIRMED
    )
    return before.changes if db.scalars(valid).first() is not None else ()


def draw_again(facts: SittingFacts, before: SheetContent, rule: PassingRule, at: datetime) -> SheetContent:
    """Return what the next revision says by the facts, with the commission's own decisions applied.

    The order is always the same: decisions on items, the score, what appeals corrected, mended names,
    annulments. Posts stay as they were at the time of the test: who is promoted since has no other result.
    """
    drawn = compose(facts, number=before.number, revision=before.revision + 1, rule=rule, at=at)
    held = {line.candidate_code: line.position_held for line in before.lines}
    lines = tuple(
        replace(line, position_held=held.get(line.candidate_code) or line.position_held)
        for line in drawn.lines
    )
    return apply_changes(replace(drawn, lines=lines), credit_anew(facts, before.standing))


def _copy(sheet: ResultSheet) -> list[Result]:
    return [
        Result(
            position=one.position,
            booking_id=one.booking_id,
            attempt_id=one.attempt_id,
            organisation_id=one.organisation_id,
            outcome=one.outcome,
        )
        for one in sheet.results
    ]


def _keep_bodies(before: ResultSheet, results: list[Result]) -> list[Result]:
    """Leave everybody with the body where they served at the time of the test."""
    served = {one.booking_id: one.organisation_id for one in before.results}
    for one in results:
        one.organisation_id = served.get(one.booking_id) or one.organisation_id
    return results


def _says_what_is_valid(db: Session, sheet: ResultSheet, content: SheetContent) -> bool:
    valid = db.scalars(
        select(ResultSheet).where(
            ResultSheet.sitting_id == sheet.sitting_id, ResultSheet.state == SheetState.CONFIRMED
        )
    ).first()
    if valid is None:
        return False
    said = read_content(valid)
    return said.standing == content.standing and not _differs(said, content)


def _differs(before: SheetContent, after: SheetContent) -> bool:
    """Tell whether anything but number, moment and cause differs; a post alone needs no revision."""

    def said(content: SheetContent) -> SheetContent:
        return replace(
            content,
            revision=0,
            drawn_up_at=before.drawn_up_at,
            cause=None,
            reason="",
            previous=None,
            changes=(),
            standing=(),
            audit_checkpoint=None,
            lines=tuple(replace(line, position_held={}) for line in content.lines),
        )

    return said(before) != said(after)


def _note(db: Session, fresh: ResultSheet, content: SheetContent, actor: str, at: datetime) -> None:
    record(
        db,
        act="result_sheet.revision_proposed",
        actor=actor,
        subject_kind="result_sheet",
        subject_code=fresh.number,
        at=at,
        facts={
            "revision": fresh.revision,
            "cause": content.cause or "",
            "reason": content.reason,
            "digest": fresh.digest,
            "previous": content.previous or "",
            "candidates": sorted(
                {content.lines[change.position - 1].candidate_code for change in content.changes}
            ),
        },
    )
