"""Pages of excused absences: HR officer or working body record a reason, the working body decides."""

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import name_actors
from examapp.candidates.blueprint import send_file
from examapp.candidates.list_errors import OrderRefused
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.sittings.excuse_errors import ReasonNotTold
from examapp.sittings.excuse_forms import AGREE, DecideExcuseForm, ExcuseForm
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind, ExcuseState
from examapp.sittings.excuse_queries import get_excuse, get_own_booking, list_excusable, list_excuses
from examapp.sittings.excuse_words import excuse_badge, excuse_kind_word
from examapp.sittings.excusing import agree_excuse, last_day_of_papers, record_excuse, refuse_excuse
from examapp.sittings.models import Booking

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("/")
@requires(Permission.VIEW_EXCUSES)
def absences() -> str:
    """List what waits for a decision, and all that was decided."""
    with reading() as db:
        found = list_excuses(db, current_user)
        waiting = [one for one in reversed(found) if one.state is ExcuseState.REQUESTED]
        others = [one for one in found if one.state is not ExcuseState.REQUESTED]
        return render_template("absences/absences.html", waiting=waiting, others=others)


@blueprint.get("/new")
@requires(Permission.REQUEST_EXCUSES)
def choose_booking() -> str:
    """Find the person whose absence is excused."""
    asked = request.args.get("q", "")
    with reading() as db:
        found = list_excusable(db, current_user, asked, now())
        return render_template("absences/choose.html", found=found, asked=asked, last_day=last_day_of_papers)


@blueprint.route("/new/<candidate_code>", methods=["GET", "POST"])
@requires(Permission.REQUEST_EXCUSES)
def excuse(candidate_code: str) -> str | AnyResponse:
    """Record the reason of one absence with its paper."""
    form = ExcuseForm()
    form.offer()
    with transaction() as db:
        booking = get_own_booking(db, candidate_code, current_user)
        if form.validate_on_submit() and _record(db, booking, form):
            flash(gettext("The reason is recorded. The working body decides."), "success")
            return redirect(url_for("absences.absences"))
        last = last_day_of_papers(booking.sitting)
        return render_template("absences/excuse.html", booking=booking, form=form, last=last)


def _record(db: Session, booking: Booking, form: ExcuseForm) -> bool:
    kind, file = ExcuseKind(form.kind.data), form.file.data
    named = {"file_name": file.filename or "", "actor": current_user.actor, "at": now()}
    try:
        record_excuse(db, booking, kind, form.remark.data or "", file.read(), **named)
    except OrderRefused as refusal:
        form.file.errors = [refusal.sentence()]
    except ReasonNotTold as refusal:
        form.remark.errors = [refusal.sentence()]
    except AppError as refusal:
        form.form_errors.append(refusal.sentence())
    else:
        return True
    return False


@blueprint.get("/<code>")
@requires(Permission.VIEW_EXCUSES)
def absence(code: str) -> str:
    """Show one recorded reason."""
    return _page(code, DecideExcuseForm(formdata=None))


def _page(code: str, form: DecideExcuseForm) -> str:
    with reading() as db:
        found = get_excuse(db, code, current_user)
        names = name_actors(db, {found.requested_by, found.decided_by})
        return render_template("absences/absence.html", one=found, names=names, form=form)


@blueprint.get("/<code>/paper")
@requires(Permission.VIEW_EXCUSES)
def paper(code: str) -> Response:
    """Hand out the paper as it was uploaded."""
    with reading() as db:
        found = get_excuse(db, code, current_user)
        return send_file(found.file.content, found.file_name, found.file.media_type)


@blueprint.post("/<code>/decision")
@requires(Permission.DECIDE_EXCUSES)
def decide(code: str) -> str | AnyResponse:
    """Agree, or refuse with a reason."""
    form = DecideExcuseForm()
    if not form.validate_on_submit():
        return _page(code, form)
    try:
        with transaction() as db:
            _decide(db, get_excuse(db, code, current_user), form)
    except ReasonNotTold as refusal:
        form.reason.errors = [refusal.sentence()]
        return _page(code, form)
    flash(gettext("The decision is recorded. The HR officer sees it."), "success")
    return redirect(url_for("absences.absences"))


def _decide(db: Session, found: AbsenceExcuse, form: DecideExcuseForm) -> None:
    if form.decision.data == AGREE:
        agree_excuse(db, found, actor=current_user.actor, at=now())
    else:
        refuse_excuse(db, found, form.reason.data or "", actor=current_user.actor, at=now())


def init_absences(app: Flask) -> None:
    """Register the pages, and what reasons and their states are called on every page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(excuse_kind_word=excuse_kind_word, excuse_badge=excuse_badge)
