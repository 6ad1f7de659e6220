"""What an appeal that was upheld changes in the candidate's result."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from sqlalchemy.orm import Session

from examapp.appeals.errors import PointsRefused, PointsUnchanged, RemedyRefused
from examapp.appeals.item_matters import find_matter
from examapp.appeals.models import Appeal, AppealDecision, AppealState, Remedy, Verdict
from examapp.core.errors import AppError
from examapp.delivery.models import Attempt
from examapp.grading.models import MatterState
from examapp.grading.queries import latest_scores
from examapp.results.content import CandidateChange, CandidateLine, SheetContent
from examapp.results.corrections import credit, is_annulled
from examapp.results.drawing_up import find_sheet_of
from examapp.results.mark_steps import find_score
from examapp.results.models import ResultSheet, RevisionCause
from examapp.results.outcomes import BY_POINTS, NOT_THERE, Outcome
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, foresee_revision
from question_bank.form_snapshot import form_from_json

_ZERO = Decimal(0)
_OUTCOMES: Final = {Remedy.VOID: Outcome.VOID, Remedy.EXCUSED: Outcome.EXCUSED}
# What these change is not in the decision: the marks as they are now say it.
_DRAWN_UP_AFRESH: Final = frozenset({Remedy.RESTORED, Remedy.REINSTATED})


def find_own_line(content: SheetContent, appeal: Appeal) -> CandidateLine:
    """Return the candidate's line on a sheet."""
    code = appeal.booking.candidate_code
    return next(line for line in content.lines if line.candidate_code == code)


def list_remedies(db: Session, content: SheetContent, appeal: Appeal) -> list[Remedy]:
    """Return what can follow from an appeal, as the result stands now.

    An item that the commission has decided on goes before it no more: then only this candidate can be helped.
    """
    line, found = find_own_line(content, appeal), [Remedy.NONE]
    if has_restored(db, line, appeal):
        found.append(Remedy.RESTORED)
    if make_credit(db, line, appeal, "") is not None:
        found.append(Remedy.CREDIT)
    if line.outcome in BY_POINTS and line.topics:
        found.append(Remedy.POINTS)
    if line.outcome not in NOT_THERE | {Outcome.VOID}:
        found.append(Remedy.VOID)
    if line.outcome is Outcome.ABSENT:
        found.append(Remedy.EXCUSED)
    if is_annulled(content.standing, line.candidate_code):
        found.append(Remedy.REINSTATED)
    if appeal.item is not None and not _is_decided(db, appeal):
        found.append(Remedy.ITEM)
    return found


def _is_decided(db: Session, appeal: Appeal) -> bool:
    matter = find_matter(db, appeal)
    return matter is not None and matter.state is MatterState.IN_FORCE


def has_restored(db: Session, line: CandidateLine, appeal: Appeal) -> bool:
    """Tell whether answers were sealed and marked after the line was drawn up, and give other points."""
    if appeal.attempt is None or line.outcome not in BY_POINTS:
        return False
    newest = latest_scores(db, appeal.attempt.sitting_id).get(appeal.attempt.id)
    known = find_score(db, line, appeal.attempt.id)
    return (
        newest is not None
        and known is not None
        and newest.head_digest != line.sealed
        and Decimal(newest.points) != Decimal(known.points)
    )


def make_credit(db: Session, line: CandidateLine, appeal: Appeal, why: str) -> CandidateChange | None:
    """Return the correction that lets the appeal's item count as right, or None where nothing lacks."""
    if appeal.item is None or appeal.attempt is None or line.outcome not in BY_POINTS:
        return None
    score = find_score(db, line, appeal.attempt.id)
    if score is None:
        return None
    if all(row.item_id != appeal.item or Decimal(row.points) >= Decimal(row.maximum) for row in score.items):
        return None
    topic = _topic_of(appeal.attempt, appeal.item)
    held = line.topics.get(topic)
    if held is None or held.points >= held.maximum:  # an earlier answer gave it all that there is
        return None
    bare = CandidateChange(line.candidate_code, why, added={topic: _ZERO}, credited=appeal.item)
    return credit(bare, score)


def _topic_of(attempt: Attempt, item_id: str) -> str:
    form = form_from_json(json.loads(attempt.form.body)) if attempt.form else None
    sections = form.sections if form else ()
    return next(one.topic for one in sections if any(place.id == item_id for place in one.items))


def read_points(line: CandidateLine, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the new points by topic as canonical decimals; raises PointsRefused, PointsUnchanged."""
    points = {topic: _read_one(typed.get(topic, ""), now.maximum) for topic, now in line.topics.items()}
    if all(points[topic] == now.points for topic, now in line.topics.items()):
        raise PointsUnchanged
    return {topic: f"{value:f}" for topic, value in points.items()}


def _read_one(typed: str, maximum: Decimal) -> Decimal:
    try:
        value = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation as error:
        raise PointsRefused from error
    if not value.is_finite() or not 0 <= value <= maximum or value != round(value, 2):
        raise PointsRefused
    return value


def make_change(
    db: Session,
    sheet: ResultSheet,
    appeal: Appeal,
    verdict: Verdict,
    remedy: Remedy,
    points: Mapping[str, str] | None,
    why: str,
) -> CandidateChange | None:
    """Return what the next revision of the newest sheet must change, None where no line is changed by hand.

    Points that a panel types are kept as the difference to what stands now: a later decision on an item
    changes the score, and the difference stays. Raises RemedyRefused, PointsRefused, PointsUnchanged where
    that does not fit the present result.
    """
    content = read_content(sheet)
    line = find_own_line(content, appeal)
    if remedy not in list_remedies(db, content, appeal):
        raise RemedyRefused
    if verdict is Verdict.REJECTED and remedy is not Remedy.NONE:
        raise RemedyRefused
    if remedy in _OUTCOMES:
        return CandidateChange(line.candidate_code, why, outcome=_OUTCOMES[remedy])
    if remedy is Remedy.CREDIT:
        return make_credit(db, line, appeal, why)
    if remedy is not Remedy.POINTS:
        return None
    new = read_points(line, points or {})
    added = {topic: Decimal(new[topic]) - now.points for topic, now in line.topics.items()}
    return CandidateChange(
        line.candidate_code, why, added={topic: given for topic, given in added.items() if given}
    )


def make_proposal(
    db: Session, sheet: ResultSheet, appeal: Appeal, decision: AppealDecision
) -> Proposal | None:
    """Return the revision of the newest sheet that a decision leads to, None where it leads to none.

    Raises what `make_change` raises.
    """
    change = make_change(
        db, sheet, appeal, decision.verdict, decision.remedy, decision.points, decision.reason
    )
    afresh = decision.remedy in _DRAWN_UP_AFRESH
    if change is None and not afresh:
        return None
    lifted = {appeal.booking.candidate_code} if decision.remedy is Remedy.REINSTATED else ()
    return Proposal(
        RevisionCause.APPEAL,
        f"{appeal.number}: {decision.reason}",
        () if change is None else (change,),
        afresh=afresh,
        lifted=frozenset(lifted),
    )


def foresee(db: Session, appeal: Appeal, at: datetime) -> CandidateLine | None:
    """Return the candidate's line as the decision before the panel would make it, None where it changes none.

    It fits the result of this moment; None, too, where that is another one by now.
    """
    decision, sheet = appeal.decision, find_sheet_of(db, appeal.booking.sitting_id)
    if decision is None or sheet is None or appeal.state is AppealState.ANSWERED:
        return None
    try:
        proposal = make_proposal(db, sheet, appeal, decision)
        return find_own_line(foresee_revision(db, sheet, proposal, at=at), appeal) if proposal else None
    except AppError:
        return None
