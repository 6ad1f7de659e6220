"""Pages of the commission's appeals: the list, one appeal, its panel."""

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.appeals.decision_views import blueprint as decisions
from examapp.appeals.item_views import blueprint as items
from examapp.appeals.page import open_appeal_page
from examapp.appeals.panel import appoint_panel, list_chairs
from examapp.appeals.paper import print_decision
from examapp.appeals.queries import AppealRow, get_appeal, list_appeals
from examapp.appeals.reopening import reopen_days
from examapp.appeals.signing_views import blueprint as signing
from examapp.appeals.web_forms import ReopenDaysForm
from examapp.appeals.words import about_word, remedy_word, verdict_word
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.i18n import show_day
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.proctoring.reasons import INCIDENT_WORDS
from examapp.results.competence import find_bar, require_competent
from examapp.results.corrections import added_points
from examapp.results.revision_words import item_decision_word, method_word
from examapp.results.sheet_words import name_of, office_word, outcome_word, show_points, topic_title

blueprint = Blueprint("appeals", __name__, url_prefix="/appeals")


@blueprint.context_processor
@decisions.context_processor
@signing.context_processor
def words() -> dict[str, object]:
    """Give the templates the words of appeals, and those of a sheet."""
    return {
        "remedy_word": remedy_word,
        "outcome_word": outcome_word,
        "office_word": office_word,
        "method_word": method_word,
        "show_points": show_points,
        "topic_title": topic_title,
        "line_name": name_of,
        "item_decision_word": item_decision_word,
        "added_points": added_points,
        "incident_word": lambda kind: gettext(INCIDENT_WORDS[kind]),
    }


@blueprint.get("/")
@requires(Permission.VIEW_APPEALS)
def appeals() -> str:
    """List the appeals, the late ones first."""
    with reading() as db:
        return render_template("appeals/appeals.html", rows=list_appeals(db, current_staff(), now()))


@blueprint.route("/reopen", methods=["GET", "POST"])
@grave
@requires(Permission.APPOINT_PANELS)
def reopen() -> str | AnyResponse:
    """Give one candidate the days of an appeal once more."""
    form = ReopenDaysForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                typed, reason = form.code.data or "", form.reason.data or ""
                row = reopen_days(db, typed, current_user, reason=reason, at=now())
                last_day = show_day(row.last_day)
            flash(
                gettext("The candidate can appeal from the own page until %(day)s.", day=last_day), "success"
            )
            return redirect(url_for("appeals.appeals"))
        except AppError as refusal:
            form.code.errors = [refusal.sentence()]
    with reading() as db:
        person = (current_user.id, current_user.display_name)
        bar = find_bar(lambda: require_competent(db, (), person, now()))
    return render_template("appeals/reopen.html", form=form, bar=bar)


@blueprint.get("/<number>")
@requires(Permission.VIEW_APPEALS)
def appeal(number: str) -> str:
    """Show one appeal with all that is known of it."""
    with reading() as db:
        found = get_appeal(db, number, current_staff())
        page = open_appeal_page(db, found, current_user, now())
        return render_template("appeals/appeal.html", appeal=found, page=page)


@blueprint.get("/<number>/decision.pdf")
@requires(Permission.VIEW_APPEALS)
def decision_file(number: str) -> Response:
    """Give the decision on an answered appeal to print."""
    with reading() as db:
        content = print_decision(db, get_appeal(db, number, current_staff()), current_settings().fonts)
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


@blueprint.get("/<number>/panel")
@requires(Permission.APPOINT_PANELS)
def panel(number: str) -> str:
    """Show who could hear an appeal, to be ticked by the chair."""
    return _panel_page(number, "")


def _panel_page(number: str, refusal: str) -> str:
    with reading() as db:
        found, chairs = get_appeal(db, number, current_staff()), []
        try:
            chairs = list_chairs(db, found, current_user, now())
        except AppError as error:
            refusal = refusal or error.sentence()
        ticked = request.form.getlist("member") or [
            one.account.code for one in chairs if one.account.id in {seat.staff_id for seat in found.panel}
        ]
        return render_template(
            "appeals/panel.html", appeal=found, chairs=chairs, refusal=refusal, ticked=ticked
        )


@blueprint.post("/<number>/panel")
@requires(Permission.APPOINT_PANELS)
def appoint(number: str) -> str | AnyResponse:
    """Appoint who hears an appeal."""
    try:
        with transaction() as db:
            found = get_appeal(db, number, current_staff())
            appoint_panel(db, found, current_user, request.form.getlist("member"), at=now())
    except AppError as refusal:
        return _panel_page(number, refusal.sentence())
    flash(gettext("The panel is appointed. Its members find the appeal on their page “Today”."), "success")
    return redirect(url_for("appeals.appeal", number=number))


def appeals_to_answer() -> list[AppealRow]:
    """Return the open appeals in the reader's sight, the most urgent first, for the commission's agenda."""
    with reading() as db:
        return list_appeals(db, current_staff(), now(), only_open=True)


def init_appeals(app: Flask) -> None:
    """Register the pages, and what the agenda shows of this room."""
    app.jinja_env.globals |= {
        "appeals_to_answer": appeals_to_answer,
        "about_word": about_word,
        "verdict_word": verdict_word,
    }
    app.register_blueprint(blueprint)
    app.register_blueprint(decisions)
    app.register_blueprint(items)
    app.register_blueprint(signing)
