"""The decision on an appeal as a paper: what was appealed, what was decided and why, who signed."""

from pathlib import Path

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.appeals.deciding import newest_sheet
from examapp.appeals.errors import AppealMovedOn
from examapp.appeals.models import Appeal, AppealSignature
from examapp.appeals.remedies import find_own_line
from examapp.appeals.signing import is_genuine
from examapp.appeals.words import about_word, remedy_word, verdict_word
from examapp.core.i18n import current_language, in_tashkent, say_in, show_day
from examapp.documents.appeal_decision.context import AppealDecisionPaper, PanelSignature
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.results.queries import read_content
from examapp.results.revision_history import list_result_history
from examapp.results.revision_words import method_word, say_revised
from examapp.results.sheet_words import name_of, office_word


def print_decision(db: Session, appeal: Appeal, fonts: Path) -> bytes:
    """Return the decision as PDF in the request's language; raises AppealMovedOn, PdfLibrariesMissing."""
    paper = draw_decision(db, appeal)
    ensure_fonts(fonts)
    return render("appeal_decision", paper, fonts=fonts, language=current_language(), translate=gettext)


def draw_decision(db: Session, appeal: Appeal) -> AppealDecisionPaper:
    """Return what the paper says of an answered appeal; raises AppealMovedOn before the answer."""
    decision = appeal.decision
    if decision is None or appeal.answered_at is None:
        raise AppealMovedOn
    signed = {row.staff_id: _say_signature(appeal, row) for row in decision.signatures}
    number = f", № {appeal.item_number}" if appeal.item_number else ""
    return AppealDecisionPaper(
        created_at=appeal.answered_at,
        number=appeal.number,
        facts=_facts(db, appeal),
        what=about_word(appeal.about) + number,
        appeal=appeal.text or "–",
        verdict=verdict_word(decision.verdict),
        remedy=remedy_word(decision.remedy),
        changes=_changes(db, appeal),
        reason=decision.reason,
        panel=tuple(
            PanelSignature(one.name, office_word(one.office), signed.get(one.staff_id, ""))
            for one in appeal.panel
        ),
        digest=decision.digest,
    )


def _facts(db: Session, appeal: Appeal) -> tuple[tuple[str, str], ...]:
    content = read_content(newest_sheet(db, appeal))
    line, sitting = find_own_line(content, appeal), appeal.booking.sitting
    return (
        (gettext("Candidate"), f"{name_of(line)}, {line.candidate_code}"),
        (gettext("Organisation"), say_in(dict(line.organisation))),
        (gettext("Programme"), say_in(dict(content.programme_titles))),
        (gettext("Sitting"), f"{sitting.code}, {show_day(in_tashkent(sitting.starts_at).date())}"),
        (
            gettext("Result sheet"),
            f"{appeal.sheet_number}, {gettext('revision %(revision)s', revision=appeal.sheet_revision)}",
        ),
        (gettext("Sent"), show_day(in_tashkent(appeal.filed_at).date())),
    )


def _changes(db: Session, appeal: Appeal) -> tuple[str, ...]:
    """Return what the revision that follows from the answer changes in the candidate's line."""
    if appeal.outcome_revision is None:
        return ()
    history = list_result_history(db, appeal.booking_id)
    later = [one for one in history if one.revision >= appeal.outcome_revision]
    # One that nobody signed was taken up by the next.
    own = next((one for one in later if one.confirmed_at is not None), later[-1])
    sheet = (
        gettext("Revision %(revision)s of the result sheet says so.", revision=own.revision)
        if own.confirmed_at
        else gettext(
            "Revision %(revision)s of the result sheet says so once the commission has signed it.",
            revision=own.revision,
        )
    )
    return (*(say_revised(change) for change in own.changes), sheet)


def _say_signature(appeal: Appeal, row: AppealSignature) -> str:
    if not is_genuine(appeal, row):
        return str(gettext("this signature does not fit the text"))
    at = in_tashkent(row.at)
    return f"{method_word(row.method)}, {at:%d.%m.%Y, %H:%M}"
