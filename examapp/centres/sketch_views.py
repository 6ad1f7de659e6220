"""The page on which is typed where a centre's rooms lie, with the sketch that comes of it."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from examapp.centres.errors import EntranceUnreadable, SpotTaken, SpotUnreadable
from examapp.centres.models import Centre, Room
from examapp.centres.queries import get_centre
from examapp.centres.sketch import Sketch, Spot, keep_sketch, read_entrance, read_spots, sketch_of
from examapp.centres.sketch_drawing import draw_centre
from examapp.centres.views import blueprint
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.page_form import PageForm
from examapp.core.permissions import Permission

Typed = Mapping[int, tuple[str, str, str]]


@blueprint.route("/centres/<code>/sketch", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def sketch(code: str) -> str | Response:
    """Show the sketch; look at what was typed before it is saved, or save it."""
    form, refusal, unsaved = PageForm(), "", False
    with transaction() as db:
        found = get_centre(db, code, current_staff())
        shown, typed = sketch_of(found), _standing(found)
        entrance = str(found.entrance_x or "")
        if form.validate_on_submit():
            typed, entrance = _typed(found), request.form.get("entrance", "")
            try:
                shown = Sketch(read_spots(found.rooms, typed), read_entrance(entrance))
            except (SpotTaken, SpotUnreadable, EntranceUnreadable) as error:
                refusal = error.sentence()
            else:
                unsaved = request.form.get("act") == "look"
                if not unsaved:
                    keep_sketch(db, found, shown, actor=current_user.actor, at=now())
                    flash(gettext("The sketch is saved. Admission slips show it from now on."), "success")
                    return redirect(url_for("centres.sketch", code=code))
        page = {"form": form, "refusal": refusal, "unsaved": unsaved, "typed": typed, "entrance": entrance}
        return render_template(
            "centres/sketch.html", **page, centre=found, drawn=draw_sketch_of(found, shown)
        )


def draw_sketch_of(centre: Centre, sketch: Sketch, own: Room | None = None) -> Markup:
    """Return a centre's sketch in the language of the request."""
    return Markup(draw_centre(centre.rooms, sketch, gettext, own))  # noqa: S704 - escaped where it is drawn


def _standing(centre: Centre) -> Typed:
    return {key: _as_typed(spot) for key, spot in sketch_of(centre).spots.items()}


def _as_typed(spot: Spot) -> tuple[str, str, str]:
    floor, column, row = ("" if one is None else str(one) for one in (spot.floor, spot.column, spot.row))
    return floor, column, row


def _typed(centre: Centre) -> Typed:
    def read(name: str, room: Room) -> str:
        return request.form.get(f"{name}-{room.id}", "")

    return {room.id: (read("floor", room), read("x", room), read("y", room)) for room in centre.rooms}
