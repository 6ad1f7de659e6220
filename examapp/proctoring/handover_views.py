"""The pages on which one proctor offers the room and the other takes it; each shows once more who it is."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from examapp.accounts.queries import name_actors
from examapp.core.access import grave, requires
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.console_views import act_on_sitting, blueprint, hand_of
from examapp.proctoring.ending_forms import AnswerOfferForm, HandOverForm
from examapp.proctoring.handing_over import (
    answer_offer,
    find_offer,
    get_offer_to,
    list_receivers,
    offer_room,
    withdraw_offer,
)
from examapp.proctoring.room_views import ask_room
from examapp.sittings.queries import get_sitting


@blueprint.route("/<code>/handover", methods=["GET", "POST"])
@grave
@requires(Permission.RUN_SITTINGS)
def hand_over(code: str) -> str | Response:
    """Ask to whom, and offer the room."""
    form = HandOverForm()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        receivers = list_receivers(db, sitting, current_user.actor)
        offer = find_offer(db, sitting.id)
        names = name_actors(db, [offer.offered_to]) if offer else {}
    form.receiver.choices = [SelectChoice(one.code, one.display_name) for one in receivers]
    if form.validate_on_submit():
        return act_on_sitting(
            code,
            form,
            lambda db, sitting, hand: offer_room(db, sitting, form.receiver.data, hand),
            lambda _: gettext("The room is offered. Until the other proctor accepts, you are in charge."),
        )
    waits_for = names.get(offer.offered_to, "") if offer else ""
    return ask_room("proctoring/hand_over.html", code, form=form, offer=offer, waits_for=waits_for)


@blueprint.post("/<code>/handover/withdraw")
@requires(Permission.RUN_SITTINGS)
def take_offer_back(code: str) -> Response:
    """Take an offer back that nobody has answered."""
    return act_on_sitting(code, ActForm(), withdraw_offer, lambda _: gettext("The offer is taken back."))


@blueprint.route("/handovers/<offer>", methods=["GET", "POST"])
@grave
@requires(Permission.RUN_SITTINGS)
def receive(offer: str) -> str | Response:
    """Ask whether the offered room is taken, and take it."""
    form = AnswerOfferForm()
    if form.validate_on_submit():
        accepts = form.answer.data == "accept"
        try:
            with transaction() as db:
                code = answer_offer(db, offer, hand_of(form), accepts=accepts).code
        except AppError as refusal:
            flash(refusal.sentence(), "error")
            return redirect(url_for("proctoring.my_sittings"), 303)
        flash(
            gettext("You run this room now.") if accepts else gettext("You have declined the room."),
            "success",
        )
        here = url_for("proctoring.console", code=code) if accepts else url_for("proctoring.my_sittings")
        return redirect(here, 303)
    with reading() as db:
        found = get_offer_to(db, offer, current_user.actor)
        names = name_actors(db, [found.given_by])
        sitting, giver = found.sitting, names.get(found.given_by, "")
        return render_template(
            "proctoring/receive.html", sitting=sitting, rehearsal=sitting.rehearsal, form=form, giver=giver
        )
