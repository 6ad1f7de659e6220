"""Placing and lifting a hold."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.retention.errors import NothingOfThisCode
from examapp.retention.holding import get_hold, lift_hold, place_hold
from examapp.retention.models import HoldKind
from examapp.retention.proposing import Hand
from examapp.retention.web_forms import HoldForm, RefuseForm

blueprint = Blueprint("retention_holds", __name__, url_prefix="/retention/holds")


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_DELETION)
def place() -> str | Response:
    """Keep something from deletion."""
    form = HoldForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                place_hold(
                    db,
                    HoldKind(form.kind.data),
                    form.code.data,
                    reason=form.reason.data,
                    document=form.document.data,
                    by=Hand(current_user.actor, current_user.display_name),
                    at=now(),
                )
        except NothingOfThisCode as refusal:
            form.code.errors = [refusal.sentence()]
        else:
            flash(gettext("It stays until another person lifts the hold."), "info")
            return redirect(url_for("retention.overview"))
    return render_template("retention/hold.html", form=form)


@blueprint.route("/<code>/lift", methods=["GET", "POST"])
@grave
@requires(Permission.APPROVE_DELETION)
def lift(code: str) -> str | Response:
    """Lift a hold with a reason."""
    form = RefuseForm()
    if form.validate_on_submit():
        hand = Hand(current_user.actor, current_user.display_name)
        with transaction() as db:
            lift_hold(db, get_hold(db, code), form.reason.data, by=hand, at=now())
        flash(gettext("The hold is lifted."), "info")
        return redirect(url_for("retention.overview"))
    with reading() as db:
        return render_template("retention/lift.html", form=form, hold=get_hold(db, code))
