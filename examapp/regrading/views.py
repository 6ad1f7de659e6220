"""Pages of items before the commission: the list, one matter, what a proposal would do."""

from flask import Blueprint, Flask, Response, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.authoring.queries import get_question_list
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission, may
from examapp.delivery.api import attempt_desk
from examapp.grading.models import ItemMatter, MatterSource, MatterState
from examapp.regrading.decision_views import blueprint as decisions
from examapp.regrading.decision_views import show_effects
from examapp.regrading.dry_run import within_sight
from examapp.regrading.export import write_effects
from examapp.regrading.later import find_proposal, list_past
from examapp.regrading.matters import put_before_commission
from examapp.regrading.mentions import list_mentions
from examapp.regrading.queries import get_matter, get_unworked, list_matters, list_unworked, list_with_later
from examapp.regrading.reading import list_served
from examapp.regrading.standing import (
    find_confirmed,
    list_followed,
    require_competent_for,
)
from examapp.regrading.web_forms import DecideForm, PutItemForm
from examapp.regrading.words import consequence_word, matter_badge, matter_words, source_word
from examapp.results.competence import find_bar
from examapp.results.revision_words import item_decision_word
from examapp.results.sheet_words import name_of, outcome_word, show_points

blueprint = Blueprint("item_matters", __name__, url_prefix="/item-matters")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.context_processor
@decisions.context_processor
def words() -> dict[str, object]:
    """Give the templates the words of matters and sheets."""
    return {
        "consequence_word": consequence_word,
        "item_decision_word": item_decision_word,
        "line_name": name_of,
        "matter_badge": matter_badge,
        "matter_words": matter_words,
        "outcome_word": outcome_word,
        "show_points": show_points,
        "source_word": source_word,
    }


@blueprint.get("/")
@requires(Permission.VIEW_ITEM_MATTERS)
def matters() -> str:
    """List what waits to be put before the commission, and all matters."""
    with reading() as db:
        return render_template(
            "regrading/matters.html",
            waiting=list_unworked(db, current_staff()),
            rows=list_matters(db),
            later=list_with_later(db),
        )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PUT_ITEMS)
def put() -> str | AnyResponse:
    """Put an item before the commission by its code."""
    form = PutItemForm()
    with reading() as db:
        form.offer(list_served(db))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = get_question_list(db, form.question_list.data)
                item, text = (form.item.data or "").strip().upper(), form.text.data or ""
                matter = put_before_commission(db, found, item, current_user, text=text, at=now())
                code = matter.code
            return redirect(url_for("item_matters.matter", code=code))
        except AppError as refusal:
            form.item.errors = [refusal.sentence()]
    return render_template("regrading/put.html", form=form)


@blueprint.post("/incidents/<code>")
@requires(Permission.PUT_ITEMS)
def put_incident(code: str) -> AnyResponse:
    """Put the item of an incident before the commission."""
    try:
        with transaction() as db:
            incident, sitting = get_unworked(db, current_staff(), code)
            matter = put_before_commission(
                db,
                sitting.question_list,
                incident.item or "",
                current_user,
                text=incident.text,
                at=now(),
                source=MatterSource.INCIDENT,
                source_code=incident.code,
                facts={"sitting": sitting.code, "kind": incident.kind.value},
            )
            target = url_for("item_matters.matter", code=matter.code)
    except AppError as refusal:
        flash(refusal.sentence(), "error")
        target = url_for("item_matters.matters")
    return redirect(target)


@blueprint.get("/<code>")
@requires(Permission.VIEW_ITEM_MATTERS)
def matter(code: str) -> str:
    """Show where a matter stands."""
    with reading() as db:
        found = get_matter(db, code)
        confirmed, decided = find_confirmed(db, found), found.state is MatterState.IN_FORCE
        # Each sheet that the item reaches is asked about, so only for whom the answer is shown.
        undoes = decided and not confirmed and may(current_staff(), Permission.CONFIRM_RESULTS)
        bar = find_bar(lambda: require_competent_for(db, found, current_user, now())) if undoes else None
        return render_template(
            "regrading/matter.html",
            matter=found,
            followed=list_followed(db, found),
            mentions=list_mentions(db, found),
            confirmed=confirmed,
            proposal=find_proposal(db, found),
            past=list_past(db, found),
            decided=decided,
            bar=bar,
        )


@blueprint.get("/<code>/effects")
@requires(Permission.VIEW_RESULTS)
def effects(code: str) -> str:
    """Show what a proposal would do, person by person, and let the chair decide."""
    form = DecideForm(formdata=None)
    form.offer()
    return show_effects(code, form)


@blueprint.get("/<code>/effects.xlsx")
@requires(Permission.VIEW_RESULTS)
def effects_file(code: str) -> Response:
    """Give the same as a workbook."""
    with reading() as db:
        run = within_sight(db, attempt_desk().papers, get_matter(db, code), current_staff(), at=now())
        content = write_effects(run)
    headers = {"Content-Disposition": f'attachment; filename="item-{code}.xlsx"'}
    return Response(content, content_type=XLSX, headers=headers)


def item_matters_waiting() -> list[ItemMatter]:
    """Return the items that wait for a proposal or for the chair, for the commission's agenda."""
    with reading() as db:
        later = list_with_later(db)
        return [one for one in list_matters(db) if one.state is not MatterState.IN_FORCE or one.id in later]


def init_regrading(app: Flask) -> None:
    """Register the pages, and what the agenda shows of this room."""
    app.jinja_env.globals |= {
        "item_matters_waiting": item_matters_waiting,
        "matter_badge": matter_badge,
        "matter_words": matter_words,
    }
    app.register_blueprint(blueprint)
    app.register_blueprint(decisions)
