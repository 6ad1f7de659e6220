"""How the rooms stand: for the operator all centres, for a proctor the own one; and the room's code."""

from collections import Counter

from flask import Blueprint, Flask, render_template
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from examapp.centres.models import Room
from examapp.centres.naming import say_room
from examapp.centres.pairing import CODE_HOLDS, give_room_code
from examapp.centres.plan import places_of
from examapp.centres.plan_drawing import PlanSeat, draw_plan
from examapp.centres.queries import get_room, list_centres
from examapp.centres.readiness_words import say_check
from examapp.centres.workstation_state import CONDITION_LOOKS, CONDITION_WORDS, Condition, read_condition
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.codes import show_code
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring

blueprint = Blueprint("readiness", __name__, url_prefix="/readiness")


@blueprint.get("/")
@requires(Permission.VIEW_READINESS)
def rooms() -> str:
    """Show at a glance how many workstations of each room are ready."""
    at = now()
    with reading() as db:
        centres = list_centres(db, current_staff())
        counts = {
            room.id: Counter(read_condition(one, at) for one in room.workstations)
            for centre in centres
            for room in centre.rooms
        }
        return render_template(
            "readiness/rooms.html",
            centres=centres,
            counts=counts,
            conditions=Condition,
            words=CONDITION_WORDS,
        )


@blueprint.get("/<code>/<int:room_id>")
@requires(Permission.VIEW_READINESS)
def room(code: str, room_id: int) -> str:
    """Show the plan of one room with the state of each workstation."""
    return _room_page(code, room_id)


def _room_page(code: str, room_id: int, given: str = "") -> str:
    at = now()
    with reading() as db:
        found = get_room(db, code, room_id, current_staff())
        return render_template(
            "readiness/room.html",
            room=found,
            plan=draw_room(found),
            conditions={one.number: read_condition(one, at) for one in found.workstations},
            words=CONDITION_WORDS,
            given=show_code(given) if given else "",
            hours=CODE_HOLDS.seconds // 3600,
        )


def draw_room(found: Room) -> Markup:
    """Return a room's plan with the state of each workstation, in the language of the page."""
    places, at = places_of(found.workstations), now()
    seats = []
    for one in found.workstations:
        condition = read_condition(one, at)
        x, y = places[one.number]
        words = gettext(CONDITION_WORDS[condition])
        seats.append(PlanSeat(one.number, x, y, CONDITION_LOOKS[condition], words, one.accessible))
    drawn = draw_plan(
        seats,
        desk_words=gettext("Proctor’s desk · screen"),
        title=gettext("Plan: %(room)s", room=say_room(found.name)),
    )
    return Markup(drawn)  # noqa: S704 - every word in it is escaped where it is drawn


@blueprint.post("/<code>/<int:room_id>/code")
@requires(Permission.VIEW_READINESS)
def give_code(code: str, room_id: int) -> str:
    """Make a new code for the room and show it once."""
    with transaction() as db:
        found = get_room(db, code, room_id, current_staff())
        given = give_room_code(db, key_ring(), found, actor=current_user.actor, at=now())
    return _room_page(code, room_id, given)


def init_readiness_list(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(say_check=say_check, draw_room=draw_room)
