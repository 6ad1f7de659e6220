"""The page on which a room's plan is typed: column, row, and whether a wheelchair reaches the seat."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.centres.errors import PlaceTaken, PlaceUnreadable
from examapp.centres.models import Room
from examapp.centres.plan import MOST_COLUMNS, USUAL_COLUMNS, Place, arrange, in_rows, places_of, read_places
from examapp.centres.queries import get_room
from examapp.centres.views import blueprint
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.page_form import PageForm
from examapp.core.permissions import Permission

Typed = dict[int, tuple[str, str]]


@blueprint.route("/centres/<code>/rooms/<int:room_id>/plan", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def plan(code: str, room_id: int) -> str | Response:
    """Show the plan and take another one in; what was typed stays where it is refused."""
    form, refusal = PageForm(), ""
    with transaction() as db:
        room = get_room(db, code, room_id, current_staff())
        typed = _typed(room) if form.is_submitted() else _standing(places_of(room.workstations))
        accessible = _ticked(room) if form.is_submitted() else _reached(room)
        if form.validate_on_submit():
            try:
                who = current_user.actor
                arrange(db, room, read_places(typed), accessible=accessible, actor=who, at=now())
            except (PlaceTaken, PlaceUnreadable) as error:
                refusal = error.sentence()
            else:
                flash(gettext("The plan is saved."), "success")
                return redirect(url_for("centres.plan", code=code, room_id=room_id))
        page = {"room": room, "typed": typed, "accessible": accessible}
        return render_template("centres/plan.html", **page, form=form, refusal=refusal, columns=USUAL_COLUMNS)


def _typed(room: Room) -> Typed:
    return {
        one.number: (request.form.get(f"x-{one.number}", ""), request.form.get(f"y-{one.number}", ""))
        for one in room.workstations
    }


def _standing(places: dict[int, Place]) -> Typed:
    return {number: (str(x), str(y)) for number, (x, y) in places.items()}


def _ticked(room: Room) -> set[int]:
    return {one.number for one in room.workstations if request.form.get(f"a-{one.number}")}


def _reached(room: Room) -> set[int]:
    return {one.number for one in room.workstations if one.accessible}


@blueprint.get("/centres/<code>/rooms/<int:room_id>/plan/rows")
@requires(Permission.MANAGE_CENTRES)
def plan_in_rows(code: str, room_id: int) -> str:
    """Fill the form with rows of so many, for a person to look at and to save."""
    asked = request.args.get("columns", USUAL_COLUMNS, type=int)
    columns = min(max(asked, 1), MOST_COLUMNS)
    with reading() as db:
        room = get_room(db, code, room_id, current_staff())
        typed = _standing(in_rows([one.number for one in room.workstations], columns))
        page = {"room": room, "typed": typed, "accessible": _reached(room), "form": PageForm()}
        return render_template("centres/plan.html", **page, refusal="", columns=columns, unsaved=True)
