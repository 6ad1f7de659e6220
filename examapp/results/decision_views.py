"""Pages of the commission's decision: agenda, presence, returning with remarks, annulling by two."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.results.agenda import read_agenda
from examapp.results.commission import measure_quorum
from examapp.results.competence import find_bar
from examapp.results.models import Addressee, ResultSheet
from examapp.results.page import list_chairs
from examapp.results.presence import record_presence
from examapp.results.queries import get_sheet
from examapp.results.returning import answer_return, return_sheet
from examapp.results.voiding import (
    approve_void,
    ask_to_void,
    find_line,
    get_void_request,
    list_annullable,
    refuse_void,
    require_able,
)
from examapp.results.web_forms import APPROVE, AnnulForm, AnswerForm, DecideRequestForm, ReturnSheetForm

blueprint = Blueprint("decisions", __name__, url_prefix="/results")
agenda_page = Blueprint("agenda", __name__)


@agenda_page.get("/agenda")
@requires(Permission.SIGN_RESULTS)
def agenda() -> str:
    """Show what waits for the reader, and until when certificates must be out."""
    with reading() as db:
        return render_template("results/agenda.html", agenda=read_agenda(db, current_user, now()))


@blueprint.get("/<number>/presence")
@requires(Permission.RECORD_PRESENCE)
def presence(number: str) -> str:
    """Show the commission, to be ticked by its secretary."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        chairs = list_chairs(db, found, current_user, now())
        quorum = measure_quorum(found, len(chairs or ()), 0)
        return render_template(
            "results/presence.html", sheet=found, chairs=chairs, quorum=quorum, rehearsal=found.rehearsal
        )


@blueprint.post("/<number>/presence")
@requires(Permission.RECORD_PRESENCE)
def save_presence(number: str) -> Response:
    """Record who is present."""
    try:
        with transaction() as db:
            found = get_sheet(db, number, current_staff())
            record_presence(db, found, current_user, request.form.getlist("member"), at=now())
    except AppError as refusal:
        flash(refusal.sentence(), "error")
        return redirect(url_for("decisions.presence", number=number))
    flash(gettext("Who is present is recorded. Now each one signs at their own sign-in."), "success")
    return redirect(url_for("results.sheet", number=number))


@blueprint.get("/<number>/return")
@requires(Permission.CONFIRM_RESULTS)
def ask_to_return(number: str) -> str:
    """Ask to whom the sheet goes back and what must change."""
    return _return_page(number, ReturnSheetForm(formdata=None))


def _return_page(number: str, form: ReturnSheetForm) -> str:
    form.offer()
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        form.digest.data = form.digest.data or found.digest
        return render_template("results/return.html", sheet=found, form=form, rehearsal=found.rehearsal)


@blueprint.post("/<number>/return")
@grave
@requires(Permission.CONFIRM_RESULTS)
def give_back(number: str) -> str | Response:
    """Send the sheet back with remarks."""
    form = ReturnSheetForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                return_sheet(
                    db,
                    get_sheet(db, number, current_staff()),
                    current_user,
                    addressee=Addressee(form.addressee.data),
                    remarks=form.remarks.data or "",
                    digest_seen=form.digest.data or "",
                    at=now(),
                )
            flash(gettext("The sheet is returned. It comes back as a new revision."), "success")
            return redirect(url_for("results.sheet", number=number))
        except AppError as refusal:
            form.remarks.errors = [refusal.sentence()]
    return _return_page(number, form)


@blueprint.route("/<number>/answer", methods=["GET", "POST"])
@requires(Permission.RECORD_PRESENCE)
def answer(number: str) -> str | Response:
    """Draw a returned sheet up again, with what was done about the remarks."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = get_sheet(db, number, current_staff())
                answer_return(db, found, current_user, answer=form.answer.data or "", at=now())
            flash(gettext("The new revision is drawn up. Record who is present."), "success")
            return redirect(url_for("results.sheet", number=number))
        except AppError as refusal:
            form.answer.errors = [refusal.sentence()]
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        return render_template("results/answer.html", sheet=found, form=form, rehearsal=found.rehearsal)


@blueprint.route("/<number>/annul", methods=["GET", "POST"])
@requires(Permission.ASK_TO_ANNUL)
def ask_to_annul(number: str) -> str | Response:
    """Ask the chair to annul one result."""
    form = AnnulForm()
    with reading() as db:
        form.offer(list_annullable(get_sheet(db, number, current_staff())))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, reason = get_sheet(db, number, current_staff()), form.reason.data or ""
                ask_to_void(db, found, form.candidate.data, current_user, reason=reason, at=now())
            flash(gettext("The chair decides about the annulment."), "success")
            return redirect(url_for("results.sheet", number=number))
        except AppError as refusal:
            form.reason.errors = [refusal.sentence()]
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        return render_template("results/annul.html", sheet=found, form=form, rehearsal=found.rehearsal)


@blueprint.get("/<number>/annulments/<code>")
@requires(Permission.CONFIRM_RESULTS)
def annulment(number: str, code: str) -> str:
    """Show the chair one request."""
    return _request_page(number, code, DecideRequestForm(formdata=None))


def _request_page(number: str, code: str, form: DecideRequestForm) -> str:
    form.offer()
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        asked = get_void_request(db, found, code)
        line = find_line(found, asked.candidate_code)
        return render_template(
            "results/annulment.html",
            sheet=found,
            asked=asked,
            line=line,
            bar=find_bar(lambda: require_able(db, asked, current_user, now())),
            form=form,
            rehearsal=found.rehearsal,
        )


@blueprint.post("/<number>/annulments/<code>")
@grave
@requires(Permission.CONFIRM_RESULTS)
def decide_annulment(number: str, code: str) -> str | Response:
    """Annul the result, or let it stand with a reason."""
    form = DecideRequestForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                _decide_request(db, get_sheet(db, number, current_staff()), code, form)
            flash(gettext("The decision is recorded."), "success")
            return redirect(url_for("results.sheet", number=number))
        except AppError as refusal:
            form.reason.errors = [refusal.sentence()]
    return _request_page(number, code, form)


def _decide_request(db: Session, sheet: ResultSheet, code: str, form: DecideRequestForm) -> None:
    asked = get_void_request(db, sheet, code)
    if form.decision.data == APPROVE:
        approve_void(db, asked, current_user, at=now())
    else:
        refuse_void(db, asked, current_user, reason=form.reason.data or "", at=now())
