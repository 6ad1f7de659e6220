"""Pages of the operator: plan a sitting, book people, assemble forms, publish."""

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.accounts.queries import get_staff, list_active_in_roles
from examapp.authoring.queries import get_question_list, list_usable_lists
from examapp.authoring.vault import ListVault
from examapp.candidates.blueprint import READ_FIRST_DAYS, read_past
from examapp.centres.naming import say_place
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.i18n import in_tashkent, say_in
from examapp.core.permissions import Permission, Role
from examapp.core.signing import key_ring
from examapp.programmes.models import Programme
from examapp.sittings.act_views import blueprint as sitting_acts
from examapp.sittings.booking import EntrySlip, book, renew_pins, unbook
from examapp.sittings.cancelling import FORETELL_CANCELLING, cancel_sitting
from examapp.sittings.errors import CancelReasonMissing, TooLateToCancel
from examapp.sittings.first_days import read_first_days
from examapp.sittings.form_views import blueprint
from examapp.sittings.forms import assemble_forms
from examapp.sittings.history import list_acts, say_act
from examapp.sittings.kept_papers import KeptPapers
from examapp.sittings.models import Sitting
from examapp.sittings.passing import passes_by_cut_score
from examapp.sittings.planning import assign_proctor, create_sitting, list_provisional, publish
from examapp.sittings.proposal_views import blueprint as proposals
from examapp.sittings.public_schedule_views import PAPERS
from examapp.sittings.public_schedule_views import blueprint as schedule
from examapp.sittings.queries import (
    get_booking,
    get_candidates,
    get_sitting,
    list_bookable,
    list_rooms,
    list_sittings,
    needs_at,
)
from examapp.sittings.schedule_views import blueprint as schedules
from examapp.sittings.schedule_words import say_change, say_state
from examapp.sittings.seat_notes import note_seats
from examapp.sittings.shifting import list_concerns
from examapp.sittings.too_early import list_too_early
from examapp.sittings.web_forms import AssignProctorForm, CancelSittingForm, CreateSittingForm


@blueprint.get("/")
@requires(Permission.VIEW_SITTINGS)
def sittings() -> str:
    """List the sittings."""
    with reading() as db:
        return render_template("sittings/sittings.html", sittings=list_sittings(db, current_user))


def _create_form(db: Session) -> CreateSittingForm:
    form = CreateSittingForm()
    form.question_list.choices = [
        SelectChoice(found.code, say_in(found.titles))
        for found in list_usable_lists(db, in_tashkent(now()).date())
    ]
    form.room.choices = [
        SelectChoice(str(room.id), say_place(room.centre.names, room.name))
        for room in list_rooms(db, current_user)
    ]
    return form


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def create() -> str | Response:
    """Plan a sitting."""
    with transaction() as db:
        form = _create_form(db)
        if not form.validate_on_submit():
            return render_template("sittings/create.html", form=form)
        question_list = get_question_list(db, form.question_list.data)
        try:
            sitting = create_sitting(
                db,
                programme=db.get_one(Programme, question_list.programme_id),
                question_list=question_list,
                room=next(room for room in list_rooms(db, current_user) if str(room.id) == form.room.data),
                starts_at=form.starts_at(),
                rehearsal=form.rehearsal.data,
                actor=current_user.actor,
                at=now(),
            )
        except AppError as refusal:
            return render_template("sittings/create.html", form=form, refusal=refusal.sentence())
    return redirect(url_for("sittings.sitting", code=sitting.code))


@blueprint.get("/<code>")
@requires(Permission.VIEW_SITTINGS)
def sitting(code: str) -> str:
    """Show one sitting: who, where, which forms, and what is still missing."""
    return _sitting_page(code)


def _sitting_page(code: str, refusal: str | None = None) -> str:
    with reading() as db:
        found = get_sitting(db, code, current_user)
        form = AssignProctorForm()
        proctors = list_active_in_roles(db, Role.PROCTOR)
        form.proctor.choices = [SelectChoice(person.code, person.display_name) for person in proctors]
        search = request.args.get("q", "")
        bookable = list_bookable(db, found, search)
        return render_template(
            "sittings/sitting.html",
            sitting=found,
            bookable=bookable,
            needs=needs_at(db, found, *bookable),
            seats=note_seats(db, found, now()),
            search=search,
            form=form,
            refusal=refusal,
            provisional=list_provisional(db, found, now()),
            concerns=[*list_concerns(db, found, now()), *list_too_early(db, found, read_past(), now())],
            acts=list_acts(db, found),
            say_act=say_act,
            by_cut_score=passes_by_cut_score(db, found, now()),
            rehearsal=found.rehearsal,
        )


@blueprint.post("/<code>/bookings")
@requires(Permission.PLAN_SITTINGS)
def add_bookings(code: str) -> str:
    """Book the ticked candidates and show their codes and PINs, once."""
    codes = request.form.getlist("candidate")
    try:
        with transaction() as db:
            found = get_sitting(db, code, current_user)
            slips = book(db, key_ring(), found, get_candidates(db, codes), actor=current_user.actor, at=now())
            return _show_slips(db, found, slips)
    except NotFound:
        raise
    except AppError as refusal:
        return _sitting_page(code, refusal.sentence())


def _show_slips(db: Session, sitting: Sitting, slips: list[EntrySlip]) -> str:
    db.refresh(sitting, ["bookings"])
    facts = {"seats": note_seats(db, sitting, now()), "rehearsal": sitting.rehearsal}
    return render_template("sittings/slips.html", sitting=sitting, slips=slips, **facts)


@blueprint.post("/<code>/bookings/<candidate_code>/remove")
@requires(Permission.PLAN_SITTINGS)
def remove_booking(code: str, candidate_code: str) -> Response:
    """Take a candidate off the sitting."""
    with transaction() as db:
        found = get_sitting(db, code, current_user)
        unbook(db, found, get_booking(db, found, candidate_code), actor=current_user.actor, at=now())
    return redirect(url_for("sittings.sitting", code=code))


@blueprint.post("/<code>/pins")
@grave
@requires(Permission.PLAN_SITTINGS)
def new_pins(code: str) -> str:
    """Give everybody at the sitting a new PIN and show them, once."""
    with transaction() as db:
        found = get_sitting(db, code, current_user)
        slips = renew_pins(db, key_ring(), found.bookings, actor=current_user.actor, at=now())
        return _show_slips(db, found, slips)


@blueprint.post("/<code>/proctors")
@requires(Permission.PLAN_SITTINGS)
def add_proctor(code: str) -> Response:
    """Assign a proctor."""
    with transaction() as db:
        found = get_sitting(db, code, current_user)
        staff = get_staff(db, request.form.get("proctor", ""))
        assign_proctor(db, found, staff, actor=current_user.actor, at=now())
    return redirect(url_for("sittings.sitting", code=code))


@blueprint.post("/<code>/forms")
@requires(Permission.PLAN_SITTINGS)
def make_forms(code: str) -> str | Response:
    """Assemble and seal a form for each candidate."""
    try:
        with transaction() as db:
            found = get_sitting(db, code, current_user)
            vault = ListVault(key_ring())
            count = assemble_forms(db, found, vault, actor=current_user.actor, at=now())
    except AppError as refusal:
        return _sitting_page(code, refusal.sentence())
    flash(
        ngettext("%(num)s form was assembled and sealed.", "%(num)s forms were assembled and sealed.", count),
        "success",
    )
    return redirect(url_for("sittings.sitting", code=code))


@blueprint.post("/<code>/publish")
@requires(Permission.PLAN_SITTINGS)
def publish_sitting(code: str) -> str | Response:
    """Publish the sitting: candidates, forms and policy stand from now on."""
    try:
        with transaction() as db:
            publish(db, get_sitting(db, code, current_user), actor=current_user.actor, at=now())
    except AppError as refusal:
        return _sitting_page(code, refusal.sentence())
    flash(gettext("The sitting is published. The proctor opens the room on the day."), "success")
    return redirect(url_for("sittings.sitting", code=code))


@blueprint.route("/<code>/cancel", methods=["GET", "POST"])
@grave
@requires(Permission.PLAN_SITTINGS)
def cancel(code: str) -> str | Response:
    """Show what cancelling means, ask why, and cancel."""
    form = CancelSittingForm()
    if not form.validate_on_submit():
        with reading() as db:
            return _cancel_page(db, get_sitting(db, code, current_user), form)
    try:
        with transaction() as db:
            found = get_sitting(db, code, current_user)
            cancel_sitting(db, found, form.reason.data, actor=current_user.actor, at=now())
    except CancelReasonMissing as refusal:
        form.reason.errors = [*form.reason.errors, refusal.sentence()]
        with reading() as db:
            return _cancel_page(db, get_sitting(db, code, current_user), form)
    except TooLateToCancel as refusal:
        return _sitting_page(code, refusal.sentence())
    flash(gettext("The sitting is cancelled."), "success")
    return redirect(url_for("sittings.sitting", code=code))


def _cancel_page(db: Session, found: Sitting, form: CancelSittingForm) -> str:
    news = current_app.extensions[FORETELL_CANCELLING](db, found, now())  # notices lie above this room
    page, rehearsal = "sittings/cancel.html", found.rehearsal
    return render_template(page, sitting=found, form=form, rehearsal=rehearsal, news=news)


def init_sittings(app: Flask) -> None:
    """Register the pages."""
    for part in (blueprint, sitting_acts, proposals, schedules, schedule):
        app.register_blueprint(part)
    app.extensions[READ_FIRST_DAYS] = read_first_days
    app.extensions[PAPERS] = KeptPapers()
    app.jinja_env.globals.update(say_schedule_state=say_state, say_change=say_change)
