"""Pages of result sheets: the list, one sheet in each of its revisions, its downloads."""

from flask import Blueprint, Flask, Response, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from examapp.core.access import current_staff, requires
from examapp.core.clock import now, read_instant
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.proctoring.minutes import draw_up_minutes
from examapp.proctoring.names import with_initials
from examapp.proctoring.paper_views import print_paper
from examapp.programmes.topic_words import short_topic
from examapp.results.commission_views import blueprint as commissions
from examapp.results.decision_views import agenda_page
from examapp.results.decision_views import blueprint as decisions
from examapp.results.exports import KINDS, Place, export_sheet
from examapp.results.models import ResultSheet
from examapp.results.page import open_page
from examapp.results.paper import outcome_totals
from examapp.results.queries import get_sheet, list_sheets, list_waiting
from examapp.results.revision_history import get_revision
from examapp.results.revision_words import (
    addressee_word,
    cause_word,
    item_decision_word,
    method_word,
    say_revised,
    sheet_badge,
)
from examapp.results.sheet_words import (
    held_words,
    name_of,
    office_word,
    outcome_word,
    own_mark_words,
    pass_rule_words,
    reason_words,
    short_rule_words,
    show_points,
    topic_title,
)
from examapp.results.signing_views import blueprint as signing

blueprint = Blueprint("results", __name__, url_prefix="/results")


@blueprint.context_processor
@agenda_page.context_processor
@decisions.context_processor
@signing.context_processor
@commissions.context_processor
def words() -> dict[str, object]:
    """Give the templates of the commission's pages the words of a sheet."""
    return {
        "outcome_word": outcome_word,
        "held_words": held_words,
        "line_name": name_of,
        "office_word": office_word,
        "own_mark_words": own_mark_words,
        "pass_rule_words": pass_rule_words,
        "reason_words": reason_words,
        "short_rule_words": short_rule_words,
        "short_topic": short_topic,
        "show_points": show_points,
        "topic_title": topic_title,
        "with_initials": with_initials,
        "addressee_word": addressee_word,
        "cause_word": cause_word,
        "item_decision_word": item_decision_word,
        "method_word": method_word,
        "say_revised": say_revised,
        "sheet_badge": sheet_badge,
        "own_signature": lambda sheet: any(one.staff_id == current_user.id for one in sheet.signatures),
    }


@blueprint.get("/")
@requires(Permission.VIEW_RESULTS)
def sheets() -> str:
    """List the sheets, and the closed sittings that wait for theirs."""
    with reading() as db:
        actor = current_staff()
        return render_template(
            "results/sheets.html", rows=list_sheets(db, actor), waiting=list_waiting(db, actor)
        )


@blueprint.get("/<number>")
@requires(Permission.VIEW_RESULTS)
def sheet(number: str) -> str:
    """Show one revision, the newest unless another is asked for: each candidate by topic, the decision."""
    with reading() as db:
        found = _asked_revision(db, number)
        typed = request.args.get("q", "")
        page = open_page(db, found, current_user, typed=typed, at=now())
        return render_template(
            "results/sheet.html",
            page=page,
            typed=typed,
            totals=outcome_totals(page.content),
            rehearsal=found.rehearsal,
        )


def _asked_revision(db: Session, number: str) -> ResultSheet:
    """Return the revision that `?revision=` names, else the newest; NotFound for one that is not there."""
    newest = get_sheet(db, number, current_staff())
    asked = request.args.get("revision", "")
    if not asked:
        return newest
    if not asked.isdecimal():
        raise NotFound
    return get_revision(db, newest, int(asked))


@blueprint.get("/<number>/download.<kind>")
@requires(Permission.VIEW_RESULTS)
def download(number: str, kind: str) -> Response:
    """Give the sheet as a file: pdf, xlsx, csv or json."""
    if kind not in KINDS:
        raise NotFound
    settings = current_settings()
    with reading() as db:
        found = _asked_revision(db, number)
        file = export_sheet(found, kind, Place(settings.fonts, settings.base_url))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type=file.media_type, headers=headers)


@blueprint.get("/<number>/minutes.pdf")
@requires(Permission.VIEW_RESULTS)
def minutes(number: str) -> Response:
    """Give the appendix of the sheet: the minutes of its sitting."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        drawn = draw_up_minutes(db, found.sitting, read_instant(), sheet=found.number)
    headers = {"Content-Disposition": f'attachment; filename="{number}-minutes.pdf"'}
    return Response(print_paper("sitting_minutes", drawn), content_type="application/pdf", headers=headers)


def init_results(app: Flask) -> None:
    """Register the pages."""
    for one in (blueprint, agenda_page, decisions, signing, commissions):
        app.register_blueprint(one)
