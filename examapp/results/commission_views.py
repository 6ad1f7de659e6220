"""Pages of the commissions: which there are, who is on them by which order; entered and approved by two."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.accounts.queries import name_actors
from examapp.core.access import grave, requires
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.organisations.naming import clean_names
from examapp.results.composition import (
    Order,
    approve_composition,
    find_in_force,
    found_commission,
    get_commission,
    get_composition,
    list_able,
    list_commissions,
    propose_composition,
    refuse_composition,
)
from examapp.results.web_forms import CommissionForm, CompositionForm, RefuseCompositionForm

blueprint = Blueprint("commissions", __name__, url_prefix="/commissions")


@blueprint.get("/")
@requires(Permission.VIEW_COMMISSIONS)
def commissions() -> str:
    """List the commissions with the composition in force of each, and what waits for approval."""
    with reading() as db:
        found, today = list_commissions(db), now().astimezone(TASHKENT).date()
        rows = [(one, find_in_force(one, today)) for one in found]
        return render_template("results/commissions.html", rows=rows)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_COMMISSIONS)
def new_commission() -> str | Response:
    """Enter a commission."""
    form = CommissionForm()
    form.offer()
    if form.validate_on_submit():
        try:
            names = clean_names({"uz-Latn": form.name_uz.data, "ru": form.name_ru.data})
            region = form.region_code.data or None
            with transaction() as db:
                made = found_commission(
                    db, names=names, region_code=region, actor=current_user.actor, at=now()
                )
            return redirect(url_for("commissions.new_composition", code=made.code))
        except AppError as refusal:
            form.name_uz.errors = [refusal.sentence()]
    return render_template("results/commission_new.html", form=form)


@blueprint.get("/<code>")
@requires(Permission.VIEW_COMMISSIONS)
def commission(code: str) -> str:
    """Show every composition of a commission, the newest first."""
    return _page(code, RefuseCompositionForm(formdata=None))


def _page(code: str, form: RefuseCompositionForm) -> str:
    with reading() as db:
        found = get_commission(db, code)
        in_force = find_in_force(found, now().astimezone(TASHKENT).date())
        hands = {one.proposed_by for one in found.compositions} | {
            one.decided_by for one in found.compositions
        }
        names = name_actors(db, hands)
        return render_template(
            "results/commission.html", commission=found, in_force=in_force, names=names, form=form
        )


@blueprint.route("/<code>/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_COMMISSIONS)
def new_composition(code: str) -> str | Response:
    """Enter who is on a commission from a day on, by an order."""
    form, ticked = CompositionForm(), request.form.getlist("seat")
    if form.validate_on_submit():
        order = Order(form.document.data or "", form.from_day.data, form.until_day.data)
        pinfls = {one: request.form.get(f"pinfl-{one}", "")[:40] for one in ticked}
        try:
            with transaction() as db:
                found, by = get_commission(db, code), current_user.actor
                propose_composition(db, found, order, ticked, pinfls=pinfls, actor=by, at=now())
            flash(gettext("The composition is entered. The administrator approves it."), "success")
            return redirect(url_for("commissions.commission", code=code))
        except AppError as refusal:
            form.form_errors.append(refusal.sentence())
    with reading() as db:
        found, asks_pinfl = get_commission(db, code), current_settings().sign_by != "totp"
        people = list_able(db, found)
        return render_template(
            "results/composition_new.html",
            commission=found,
            people=people,
            form=form,
            ticked=ticked,
            asks_pinfl=asks_pinfl,
        )


@blueprint.post("/<code>/<int:number>/approve")
@grave
@requires(Permission.APPROVE_COMMISSIONS)
def approve(code: str, number: int) -> Response:
    """Put a composition into force."""
    try:
        with transaction() as db:
            approve_composition(db, get_composition(db, code, number), actor=current_user.actor, at=now())
    except AppError as refusal:
        flash(refusal.sentence(), "error")
    else:
        flash(gettext("The composition is approved."), "success")
    return redirect(url_for("commissions.commission", code=code))


@blueprint.post("/<code>/<int:number>/refuse")
@requires(Permission.APPROVE_COMMISSIONS)
def refuse(code: str, number: int) -> str | Response:
    """Refuse a composition with a reason."""
    form = RefuseCompositionForm()
    if form.validate_on_submit():
        reason, by = form.reason.data or "", current_user.actor
        try:
            with transaction() as db:
                refuse_composition(db, get_composition(db, code, number), reason=reason, actor=by, at=now())
            return redirect(url_for("commissions.commission", code=code))
        except AppError as refusal:
            form.reason.errors = [refusal.sentence()]
    return _page(code, form)
