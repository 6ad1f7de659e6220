"""Pages of acts on a sitting that stands: choose, see the consequences, give the reason, do it.

One address an act. A GET shows the choice; the choice comes back as a POST with `look`, which shows what it
leads to and asks for the reason; a POST with `do` does it.
"""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.accounts.queries import get_staff
from examapp.centres.naming import say_place
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.errors import NotFound
from examapp.core.i18n import show_moment
from examapp.core.permissions import Permission
from examapp.sittings.act_forms import MoveCandidateForm, MoveSittingForm, ReplaceProctorForm
from examapp.sittings.consequences import ActClashes
from examapp.sittings.errors import AccessibleSeatNeeded, RoomFull, SittingLocked
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.moving import list_targets, look_at_move, move_booking
from examapp.sittings.queries import get_booking, get_sitting, list_rooms
from examapp.sittings.reasons import ReasonMissing
from examapp.sittings.replacing import list_stand_ins, look_at_replacement, replace_proctor
from examapp.sittings.reseating import give_another_seat
from examapp.sittings.shifting import When, look_at_shift, shift_sitting

blueprint = Blueprint("sitting_acts", __name__, url_prefix="/sittings")
LOOK, DO = "look", "do"


def _asked() -> str:
    return request.form.get("act", "") if request.method == "POST" else ""


def _page(template: str, found: Sitting, **parts: object) -> str:
    return render_template(f"sittings/{template}.html", sitting=found, rehearsal=found.rehearsal, **parts)


def _has_entered(db: Session, booking: Booking) -> bool:
    """Ask the room where candidates sit down, which lies above this one."""
    return bool(current_app.extensions["has_entered"](db, booking.id))


@blueprint.route("/<code>/bookings/<candidate_code>/move", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def move_candidate(code: str, candidate_code: str) -> str | Response:
    """Move one candidate to another sitting."""
    with transaction() as db:
        found = get_sitting(db, code, current_user)
        booking, form = get_booking(db, found, candidate_code), MoveCandidateForm()
        targets = {one.code: one for one in list_targets(db, booking, current_user, now())}
        form.to.choices = [SelectChoice(one.code, _say_sitting(one)) for one in targets.values()]
        target, seen = targets.get(form.to.data or ""), None
        if _asked() and target is not None:
            entered = _has_entered(db, booking)
            seen = look_at_move(db, booking, target, has_entered=entered, at=now())
            if _asked() == DO and form.validate():
                who = {"has_entered": entered, "actor": current_user.actor, "at": now()}
                try:
                    move_booking(db, booking, target, form.reason.data, **who)
                    flash(gettext("%(name)s is moved.", name=booking.candidate.name_latn), "success")
                    return redirect(url_for("sittings.sitting", code=target.code))
                except (ReasonMissing, ActClashes) as refusal:
                    form.reason.errors = [refusal.sentence()]
        return _page("move_candidate", found, booking=booking, form=form, seen=seen, target=target)


@blueprint.post("/<code>/bookings/<candidate_code>/seat")
@requires(Permission.PLAN_SITTINGS)
def another_seat(code: str, candidate_code: str) -> Response:
    """Give a booked candidate another seat of the same sitting."""
    try:
        with transaction() as db:
            booking = get_booking(db, get_sitting(db, code, current_user), candidate_code)
            name, who = booking.candidate.name_latn, current_user.actor
            seat = give_another_seat(db, booking, actor=who, at=now())
        flash(gettext("%(name)s has seat %(seat)s now.", name=name, seat=seat.number), "success")
    except (AccessibleSeatNeeded, RoomFull, SittingLocked) as refusal:
        flash(refusal.sentence(), "error")
    return redirect(url_for("sittings.sitting", code=code))


def _say_sitting(sitting: Sitting) -> str:
    place = say_place(sitting.room.centre.names, sitting.room.name)
    return f"{sitting.code}, {show_moment(sitting.starts_at)}, {place}"


@blueprint.route("/<code>/move", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def move_sitting(code: str) -> str | Response:
    """Move the sitting to another hour or room."""
    with transaction() as db:
        found, form = get_sitting(db, code, current_user), MoveSittingForm()
        rooms = {str(room.id): room for room in list_rooms(db, current_user)}
        form.room.choices = [
            SelectChoice(key, say_place(room.centre.names, room.name)) for key, room in rooms.items()
        ]
        if not _asked():
            form.room.data = str(found.room_id)
            form.show(found.starts_at)
            return _page("move_sitting", found, form=form, seen=None)
        if not form.validate() and set(form.errors) != {"reason"}:
            return _page("move_sitting", found, form=form, seen=None)
        wanted = When(rooms[form.room.data], form.starts_at())
        seen = look_at_shift(db, found, wanted, now())
        if _asked() == LOOK:
            form.reason.errors = []  # nobody was asked for it yet
        if _asked() == DO and not form.errors:
            try:
                shift_sitting(db, found, wanted, form.reason.data, actor=current_user.actor, at=now())
                flash(gettext("The sitting %(code)s is moved.", code=found.code), "success")
                return redirect(url_for("sittings.sitting", code=code))
            except (ReasonMissing, ActClashes) as refusal:
                form.reason.errors = [refusal.sentence()]
        return _page("move_sitting", found, form=form, seen=seen)


@blueprint.route("/<code>/proctors/<staff_code>/replace", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def replace(code: str, staff_code: str) -> str | Response:
    """Let another proctor come."""
    with transaction() as db:
        found, form = get_sitting(db, code, current_user), ReplaceProctorForm()
        leaving = get_staff(db, staff_code)
        if leaving.id not in {one.staff_id for one in found.proctors}:
            raise NotFound
        people = {one.code: one for one in list_stand_ins(db, found)}
        form.coming.choices = [SelectChoice(one.code, one.display_name) for one in people.values()]
        coming, seen = people.get(form.coming.data or ""), None
        if _asked() and coming is not None:
            seen = look_at_replacement(db, found, leaving, coming, now())
            if _asked() == DO and form.validate():
                who = {"actor": current_user.actor, "at": now()}
                try:
                    replace_proctor(db, found, leaving, coming, form.reason.data, **who)
                    flash(gettext("%(name)s runs the sitting now.", name=coming.display_name), "success")
                    return redirect(url_for("sittings.sitting", code=code))
                except (ReasonMissing, ActClashes) as refusal:
                    form.reason.errors = [refusal.sentence()]
        return _page("replace_proctor", found, form=form, leaving=leaving, seen=seen)
