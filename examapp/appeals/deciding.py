"""A panel's decision: one of the panel writes it, and it holds once more than half of them have signed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.errors import AppealMovedOn
from examapp.appeals.models import Appeal, AppealDecision, AppealState, Remedy, Verdict
from examapp.appeals.panel import lock, require_on_panel
from examapp.appeals.remedies import find_own_line, make_change, read_points
from examapp.core.audit import record
from examapp.results.drawing_up import find_sheet_of
from examapp.results.errors import SheetChanged
from examapp.results.models import ResultSheet
from examapp.results.queries import read_content
from examapp.results.words_typed import read_words
from question_bank.sealing import canonical_json


@dataclass(frozen=True)
class Draft:
    """What somebody of the panel writes; `points` by topic as typed, where the remedy is POINTS."""

    verdict: Verdict
    remedy: Remedy
    reason: str
    points: Mapping[str, str] | None = None


def draft_decision(
    db: Session, appeal: Appeal, by: SignedInStaff, draft: Draft, *, at: datetime
) -> AppealDecision:
    """Put a text of the decision before the panel; an earlier text falls with its signatures.

    Raises NotOnPanel, RanTheAppealedSitting, SatTheAppealedSitting, AppealMovedOn, WordsMissing, and
    what `make_change` raises.
    """
    lock(db, appeal)
    require_on_panel(db, appeal, by)
    if appeal.state is not AppealState.HEARD:
        raise AppealMovedOn
    reason = read_words(draft.reason)
    sheet = newest_sheet(db, appeal)
    make_change(db, sheet, appeal, draft.verdict, draft.remedy, draft.points, reason)
    typed = draft.points or {}
    by_topic = draft.remedy is Remedy.POINTS
    points = read_points(find_own_line(read_content(sheet), appeal), typed) if by_topic else None
    decision = AppealDecision(
        appeal=appeal,
        number=len(appeal.decisions) + 1,
        verdict=draft.verdict,
        remedy=draft.remedy,
        points=points,
        reason=reason,
        drafted_by=by.actor,
        drafted_by_name=by.display_name,
        drafted_at=at,
    )
    decision.body = write_body(appeal, decision)
    decision.digest = hashlib.sha256(decision.body.encode()).hexdigest()
    db.add(decision)
    db.flush()
    kind, code = appeal.subject
    record(
        db,
        act="attempt.appeal_decision_drafted",
        actor=by.actor,
        subject_kind=kind,
        subject_code=code,
        at=at,
        facts={
            "number": appeal.number,
            "verdict": draft.verdict.value,
            "remedy": draft.remedy.value,
            "reason": reason,
            "digest": decision.digest,
        },
    )
    return decision


def newest_sheet(db: Session, appeal: Appeal) -> ResultSheet:
    """Return the newest revision of the sheet that the appeal is on."""
    sheet = find_sheet_of(db, appeal.booking.sitting_id)
    if sheet is None:
        raise SheetChanged
    return sheet


def write_body(appeal: Appeal, decision: AppealDecision) -> str:
    """Return the canonical JSON of a decision: what the signatures cover."""
    return canonical_json(
        {
            "appeal": appeal.number,
            # Whoever has no attempt is named by the code that stands on the sheet.
            **(
                {"attempt": appeal.attempt.code}
                if appeal.attempt
                else {"booking": appeal.booking.candidate_code}
            ),
            "sheet": appeal.sheet_number,
            "about": appeal.about.value,
            "item": appeal.item,
            "text": appeal.text,
            "panel": [one.name for one in appeal.panel],
            "text_number": decision.number,
            "verdict": decision.verdict.value,
            "remedy": decision.remedy.value,
            "points": decision.points,
            "reason": decision.reason,
            "drafted_at": decision.drafted_at.isoformat(),
        }
    ).decode()
