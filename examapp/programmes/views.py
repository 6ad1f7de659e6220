"""Pages of programmes and of their policy."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission
from examapp.programmes.errors import ProgrammeCodeTaken
from examapp.programmes.policy_keys import GROUP_NAMES, KEYS
from examapp.programmes.proposals import (
    Document,
    approve_values,
    create_programme,
    create_shipped_programme,
    propose_as_they_stand,
    propose_value,
)
from examapp.programmes.queries import get_programme, list_programmes, list_values
from examapp.programmes.standing import list_standing
from examapp.programmes.value_words import show_document, show_grounds, show_value
from examapp.programmes.web_forms import (
    CreateProgrammeForm,
    DocumentForm,
    ProposeSeveralForm,
    ProposeValueForm,
    propose_form,
)
from question_bank.content import load_programmes

blueprint = Blueprint("programmes", __name__)


@blueprint.get("/programmes")
@requires(Permission.VIEW_POLICY)
def programmes() -> str:
    """List the programmes with how much of their policy is provisional."""
    with reading() as db:
        rows = [(programme, list_standing(db, programme.id, now())) for programme in list_programmes(db)]
        known = {programme.code for programme, _standings in rows}
        shipped = [one for one in load_programmes().values() if one.code not in known]
        return render_template("programmes/programmes.html", rows=rows, shipped=shipped)


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_POLICY)
def new_programme() -> str | Response:
    """Make a programme with every default."""
    form = CreateProgrammeForm()
    if form.validate_on_submit():
        titles = {"uz-Latn": form.title_latn.data, "ru": form.title_ru.data, "en": form.title_en.data}
        levels = {"uz-Latn": form.level_latn.data, "ru": form.level_ru.data, "en": form.level_en.data}
        try:
            with transaction() as db:
                create_programme(
                    db, code=form.code.data, titles=titles, levels=levels, actor=current_user.actor, at=now()
                )
        except ProgrammeCodeTaken as refusal:
            form.code.errors = [refusal.sentence()]
        else:
            return redirect(url_for("programmes.policy", code=form.code.data))
    return render_template("programmes/new_programme.html", form=form)


@blueprint.post("/programmes/shipped/<code>")
@requires(Permission.PROPOSE_POLICY)
def take_in_programme(code: str) -> Response:
    """Make a programme that ships as data."""
    try:
        with transaction() as db:
            create_shipped_programme(db, code, actor=current_user.actor, at=now())
    except ProgrammeCodeTaken as refusal:
        flash(refusal.sentence(), "error")
        return redirect(url_for("programmes.programmes"))
    return redirect(url_for("programmes.policy", code=code))


@blueprint.get("/programmes/<code>")
@requires(Permission.VIEW_POLICY)
def policy(code: str) -> str:
    """Show every value side by side with its source and status."""
    with reading() as db:
        programme = get_programme(db, code)
        standings = list_standing(db, programme.id, now())
        return render_template("programmes/policy.html", programme=programme, standings=standings)


@blueprint.route("/programmes/<code>/values/<key>", methods=["GET", "POST"])
@requires(Permission.PROPOSE_POLICY)
def propose(code: str, key: str) -> str | Response:
    """Propose another value of one key, with its document."""
    if key not in KEYS:
        raise NotFound
    with reading() as db:
        programme = get_programme(db, code)
        standings = {item.key.key: item for item in list_standing(db, programme.id, now())}
    standing = standings[key]
    form = propose_form(standing.key, standing.value)
    if form.validate_on_submit() and _propose(code, key, form):
        flash(gettext("The value is proposed. The commission's chair approves it."), "success")
        return redirect(url_for("programmes.policy", code=code, _anchor=key))
    count = standings["exam.question_count"].value
    return render_template(
        "programmes/propose.html", programme=programme, standing=standing, form=form, count=count
    )


def _propose(code: str, key: str, form: ProposeValueForm) -> bool:
    try:
        value = KEYS[key].kind.read(form.answers())
        with transaction() as db:
            programme, paper = get_programme(db, code), _document(form)
            propose_value(db, programme, key, value, document=paper, actor=current_user.actor, at=now())
    except AppError as refusal:
        form.blame(refusal)
        return False
    return True


def _document(form: DocumentForm) -> Document:
    return Document(form.document.data, form.document_number.data, form.document_date.data)


@blueprint.route("/programmes/<code>/propose", methods=["GET", "POST"])
@requires(Permission.PROPOSE_POLICY)
def propose_several(code: str) -> str | Response:
    """Propose several provisional values, as they stand, under one document."""
    with reading() as db:
        programme = get_programme(db, code)
        standings = [item for item in list_standing(db, programme.id, now()) if not item.approved]
    form = ProposeSeveralForm()
    form.keys.choices = [SelectChoice(item.key.key, gettext(item.key.label)) for item in standings]
    if form.validate_on_submit():
        try:
            with transaction() as db:
                programme, paper, who = get_programme(db, code), _document(form), current_user.actor
                propose_as_they_stand(db, programme, form.keys.data, document=paper, actor=who, at=now())
        except AppError as refusal:
            form.blame(refusal)
        else:
            flash(gettext("The values are proposed. The commission's chair approves them."), "success")
            return redirect(url_for("programmes.policy", code=code))
    return render_template(
        "programmes/propose_several.html", programme=programme, standings=standings, form=form
    )


@blueprint.get("/programmes/<code>/proposals")
@requires(Permission.APPROVE_POLICY)
def proposals(code: str) -> str:
    """Show the chair what is proposed, beside what is in force."""
    with reading() as db:
        programme = get_programme(db, code)
        waiting = [item for item in list_standing(db, programme.id, now()) if item.proposal]
        return render_template("programmes/proposals.html", programme=programme, waiting=waiting)


@blueprint.post("/programmes/<code>/proposals")
@grave
@requires(Permission.APPROVE_POLICY)
def approve(code: str) -> Response:
    """Approve the chosen proposals together."""
    ids = [int(text) for text in request.form.getlist("value") if text.isdecimal()]
    with transaction() as db:
        rows = list_values(db, get_programme(db, code), ids)
        approve_values(db, rows, actor=current_user.actor, at=now())
    if rows:
        flash(ngettext("%(num)s value is approved.", "%(num)s values are approved.", len(rows)), "success")
    else:
        flash(gettext("Nothing was chosen. Tick the values that you approve."), "warning")
    return redirect(url_for("programmes.policy" if rows else "programmes.proposals", code=code))


def init_programmes(app: Flask) -> None:
    """Register the pages and the words in which they show values."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        show_value=show_value,
        show_grounds=show_grounds,
        show_document=show_document,
        policy_groups=GROUP_NAMES,
    )
