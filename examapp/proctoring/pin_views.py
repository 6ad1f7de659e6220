"""A candidate has lost the PIN: the proctor gives a new one, which is shown once and ends the old."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import Conflict
from examapp.core.i18n import N_
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.console_views import blueprint, tell_refusal
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.queries import get_booking_of
from examapp.sittings.booking import EntrySlip, renew_pins
from examapp.sittings.models import SittingState
from examapp.sittings.queries import get_sitting


class NoPinNeeded(Conflict):
    """Nobody enters this sitting any more, or not yet."""

    code = "no_pin_needed"
    message = N_("A new PIN is given between the publishing of the sitting and its end.")


@blueprint.route("/<code>/people/<person>/pin", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def new_pin(code: str, person: str) -> str | Response:
    """Ask, and show the new PIN once."""
    form = ActForm()
    try:
        slip = _renew(code, person) if form.validate_on_submit() else None
    except Conflict as refusal:
        tell_refusal(refusal)
        return redirect(url_for("proctoring.console", code=code, seat=person), 303)
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        candidate = get_booking_of(db, sitting, person).candidate
        return render_template(
            "proctoring/new_pin.html",
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            candidate=candidate,
            seat=None,
            form=form,
            slip=slip,
            person=person,
        )


def _renew(code: str, person: str) -> EntrySlip:
    with transaction() as db:
        sitting = get_sitting(db, code, current_user)
        if sitting.state not in {SittingState.PUBLISHED, SittingState.OPEN}:
            raise NoPinNeeded
        require_in_charge(db, sitting.id, current_user.actor)
        booking = get_booking_of(db, sitting, person)
        (slip,) = renew_pins(db, key_ring(), [booking], actor=current_user.actor, at=now())
    return slip
