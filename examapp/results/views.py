"""Pages of result sheets: the list, one sheet, its downloads, who is present, the chair's confirmation."""

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now, read_instant
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.proctoring.minutes import draw_up_minutes
from examapp.proctoring.names import with_initials
from examapp.proctoring.paper_views import print_paper
from examapp.programmes.topic_words import short_topic
from examapp.results.commission import measure_quorum
from examapp.results.confirmation import confirm, record_presence
from examapp.results.exports import KINDS, Place, export_sheet
from examapp.results.page import list_chairs, open_page
from examapp.results.paper import outcome_totals
from examapp.results.queries import get_sheet, list_sheets, list_waiting, read_content
from examapp.results.sheet_words import (
    held_words,
    name_of,
    office_word,
    own_mark_words,
    pass_rule_words,
    reason_words,
    short_rule_words,
    show_points,
)

blueprint = Blueprint("results", __name__, url_prefix="/results")


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the templates the words of a sheet."""
    return {
        "held_words": held_words,
        "line_name": name_of,
        "office_word": office_word,
        "own_mark_words": own_mark_words,
        "pass_rule_words": pass_rule_words,
        "reason_words": reason_words,
        "short_rule_words": short_rule_words,
        "short_topic": short_topic,
        "show_points": show_points,
        "with_initials": with_initials,
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
    """Show one sheet, each candidate by topic, and what the decision needs."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        typed = request.args.get("q", "")
        page = open_page(db, found, current_user, typed=typed, at=now())
        return render_template(
            "results/sheet.html",
            page=page,
            typed=typed,
            totals=outcome_totals(page.content),
            rehearsal=found.rehearsal,
        )


@blueprint.get("/<number>/download.<kind>")
@requires(Permission.VIEW_RESULTS)
def download(number: str, kind: str) -> Response:
    """Give the sheet as a file: pdf, xlsx, csv or json."""
    if kind not in KINDS:
        raise NotFound
    settings = current_settings()
    with reading() as db:
        found = get_sheet(db, number, current_staff())
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


@blueprint.get("/<number>/presence")
@requires(Permission.RECORD_PRESENCE)
def presence(number: str) -> str:
    """Show the commission, to be ticked by its secretary."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        chairs = list_chairs(db, found, current_user)
        quorum = measure_quorum(found, len(chairs), 0)
        return render_template(
            "results/presence.html", sheet=found, chairs=chairs, quorum=quorum, rehearsal=found.rehearsal
        )


@blueprint.post("/<number>/presence")
@requires(Permission.RECORD_PRESENCE)
def save_presence(number: str) -> AnyResponse:
    """Record who is present."""
    try:
        with transaction() as db:
            found = get_sheet(db, number, current_staff())
            record_presence(db, found, current_user, request.form.getlist("member"), at=now())
    except AppError as refusal:
        flash(refusal.sentence(), "error")
        return redirect(url_for("results.presence", number=number))
    flash(gettext("Who is present is recorded."), "success")
    return redirect(url_for("results.sheet", number=number))


@blueprint.get("/<number>/confirm")
@requires(Permission.CONFIRM_RESULTS)
def ask_to_confirm(number: str) -> str:
    """Ask the chair once more, with the numbers and the consequence."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        totals = outcome_totals(read_content(found))
        return render_template("results/confirm.html", sheet=found, totals=totals, rehearsal=found.rehearsal)


@blueprint.post("/<number>/confirm")
@grave
@requires(Permission.CONFIRM_RESULTS)
def confirm_sheet(number: str) -> AnyResponse:
    """Confirm the sheet; its certificates are made from now on."""
    try:
        with transaction() as db:
            found = get_sheet(db, number, current_staff())
            confirm(db, found, current_user, digest_seen=request.form.get("digest", ""), at=now())
    except AppError as refusal:
        flash(refusal.sentence(), "error")
    else:
        flash(gettext("The sheet is confirmed. The certificates are being made."), "success")
    return redirect(url_for("results.sheet", number=number))


def init_results(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
