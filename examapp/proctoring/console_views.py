"""The proctor's list of sittings and the live console of one; single acts stand in modules of their own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import name_actors
from examapp.core.access import requires
from examapp.core.clock import Instant, now, read_instant
from examapp.core.db import reading, transaction
from examapp.core.disk import read_disk
from examapp.core.errors import AppError, NotFound
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.delivery.api import be_alive
from examapp.delivery.control import mark_console_open
from examapp.delivery.errors import TransitionRefused
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.changes import RoomChange, read_change
from examapp.proctoring.handing_over import list_offers_to
from examapp.proctoring.in_charge import find_successor
from examapp.proctoring.interventions import Hand, lock_room, require_room
from examapp.proctoring.opening import open_room
from examapp.proctoring.queries import get_attempt_of, get_booking_of
from examapp.proctoring.room_view import read_room
from examapp.proctoring.words import console_words, say_state
from examapp.sittings.models import Sitting
from examapp.sittings.queries import get_sitting, list_sittings
from examapp.sittings.seat_notes import note_seats

blueprint = Blueprint("proctoring", __name__, url_prefix="/proctor")
SITTING_ACT = Callable[[Session, Sitting, Hand], object]
PERSON_ACT = Callable[[Session, Sitting, Attempt, Hand], object]


blueprint.context_processor(console_words)
blueprint.before_request(be_alive)


@blueprint.get("/")
@requires(Permission.RUN_SITTINGS)
def my_sittings() -> str:
    """List the sittings that the proctor runs."""
    with reading() as db:
        found = list_sittings(db, current_user)
        offers = list_offers_to(db, current_user.actor)
        return render_template(
            "proctoring/my_sittings.html",
            sittings=found,
            seats={one.id: note_seats(db, one, now()).lines for one in found},
            offers=offers,
            giver_names=name_actors(db, [offer.given_by for offer in offers]),
        )


def _look_around(code: str, instant: Instant) -> RoomChange:
    """Return what the room's picture depends on, and note that the console is open."""
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        require_room(sitting)
        change = read_change(db, sitting, instant.wall)
    if change.is_due(instant.wall):
        with transaction() as db:
            mark_console_open(db, sitting.id, instant)
    return change


def _draw(template: str, code: str, instant: Instant) -> str:
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        room = read_room(db, sitting, current_language(), instant)
        successor = find_successor(db, sitting.id, current_user.actor)
        return render_template(
            template,
            successor=name_actors(db, [successor]).get(successor, "") if successor else "",
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            room=room,
            chosen=room.find(request.args.get("seat")),
            shown_as="list" if request.args.get("view") == "list" else "room",
            tab="room" if request.args.get("tab") == "room" else "needs",
        )


@blueprint.get("/<code>")
@requires(Permission.RUN_SITTINGS)
def console(code: str) -> str:
    """Show the live console of one sitting."""
    instant = read_instant()
    _look_around(code, instant)
    return _draw("proctoring/console.html", code, instant)


@blueprint.get("/<code>/live")
@requires(Permission.RUN_SITTINGS)
def console_part(code: str) -> Response:
    """Give the console's live part alone, or say that it still looks so; the signs in any case."""
    instant = read_instant()
    change = _look_around(code, instant)
    tag = f"{change.tag}-{current_language()}"
    if request.if_none_match.contains(tag):
        reply = Response(status=304)
    else:
        reply = make_response(_draw("proctoring/_live.html", code, instant))
    reply.set_etag(tag)
    reply.headers["Seat-Signs"] = " ".join(f"{person}={age}" for person, age in change.signs.items())
    return reply


@blueprint.get("/here")
@requires(Permission.RUN_SITTINGS)
def here() -> dict[str, bool]:
    """Say that the link stands and the proctor is signed in: a page asks before it sends an act."""
    return {"here": True}


@blueprint.post("/<code>/open")
@requires(Permission.RUN_SITTINGS)
def open_the_room(code: str) -> AnyResponse:
    """Open the room."""
    act = partial(open_room, disk=read_disk(current_settings()))
    return act_on_sitting(code, ActForm(), act, lambda _: gettext("The room is open now."))


def act_on_sitting(code: str, form: ActForm, act: SITTING_ACT, say: Callable[[Any], str]) -> AnyResponse:
    """Do one act for a sitting and go back to the console, which says what came of it."""
    try:
        with transaction() as db:
            sitting = get_sitting(db, code, current_user)
            lock_room(db, sitting)
            done = act(db, sitting, hand_of(form))
        _tell(done, say)
    except NotFound:
        raise
    except AppError as refusal:
        tell_refusal(refusal)
    return redirect(url_for("proctoring.console", code=code), 303)


def act_on_person(
    code: str, person: str, form: ActForm, act: PERSON_ACT, say: Callable[[Any], str]
) -> AnyResponse:
    """Do one act for a person and go back to the console with that person chosen."""
    try:
        with transaction() as db:
            sitting = get_sitting(db, code, current_user)
            lock_room(db, sitting)
            attempt = get_attempt_of(db, get_booking_of(db, sitting, person), now())
            done = act(db, sitting, attempt, hand_of(form))
        _tell(done, say)
    except NotFound:
        raise
    except AppError as refusal:
        tell_refusal(refusal)
    return redirect(url_for("proctoring.console", code=code, seat=person), 303)


def hand_of(form: ActForm) -> Hand:
    """Return who acts now, under the key of the page that asked."""
    return Hand(current_user.actor, read_instant(), form.key(), form.last_act())


def _tell(done: object, say: Callable[[Any], str]) -> None:
    if not done:  # nothing, nobody, no call
        flash(gettext("This was done already. Nothing has changed."), "info")
    else:
        flash(say(done), "success")


def tell_refusal(refusal: AppError) -> None:
    """Say on the next page why an act was refused."""
    sentence = refusal.sentence()
    if isinstance(refusal, TransitionRefused):
        state = say_state(AttemptState(str(refusal.parameters["state"])))
        sentence = gettext("This is not possible now: the attempt's state is “%(state)s”.", state=state)
    flash(sentence, "error")
