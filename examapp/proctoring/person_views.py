"""The pages of acts for one candidate: each asks one question, and the answer is the button that sends it."""

from functools import partial

from flask import request
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import grave, requires
from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.permissions import Permission
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.console_views import act_on_person, blueprint
from examapp.proctoring.ending import end_attempt
from examapp.proctoring.messages import answer_calls, send_message
from examapp.proctoring.minutes_lines import write_loss
from examapp.proctoring.models import AbortKind
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.queries import find_seat, get_booking_of, list_losses_of, list_seats_for
from examapp.proctoring.question_views import ask_person
from examapp.proctoring.reasons import (
    ABORT_HINTS,
    READY_MESSAGES,
    READY_WORDS,
    Cause,
    kinds_for,
)
from examapp.proctoring.time_acts import extend_one, pause_one, resume_one
from examapp.proctoring.web_forms import (
    EndForm,
    MessageForm,
    MoveForm,
    PauseForm,
    TimeForm,
)
from examapp.sittings.queries import get_sitting


@blueprint.route("/<code>/people/<person>/pause", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def pause(code: str, person: str) -> str | Response:
    """Ask for the cause, and stop one clock."""
    form = PauseForm()
    return ask_person(
        "proctoring/pause.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: pause_one(db, sitting, attempt, Cause(form.cause.data), hand),
        say=lambda _: gettext("Paused. The clock stands until you let it go on."),
    )


@blueprint.post("/<code>/people/<person>/resume")
@requires(Permission.RUN_SITTINGS)
def resume(code: str, person: str) -> Response:
    """Let one clock go on: after a pause, or of one who was on the way to another computer."""
    act = partial(resume_one, walks=request.args.get("walks") == "1")
    return act_on_person(code, person, ActForm(), act, lambda _: gettext("The test goes on."))


@blueprint.post("/<code>/people/<person>/answer")
@requires(Permission.RUN_SITTINGS)
def answer(code: str, person: str) -> Response:
    """Answer a candidate's calls."""
    return act_on_person(
        code,
        person,
        ActForm(),
        answer_calls,
        lambda _: gettext("The candidate sees that you are coming."),
    )


@blueprint.route("/<code>/people/<person>/time", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def give_time(code: str, person: str) -> str | Response:
    """Ask for minutes and cause, and give the time; what silences of the computer have cost stands beside."""
    form = TimeForm()
    with reading() as db:
        losses = list_losses_of(db, get_sitting(db, code, current_user), person, read_instant())
    return ask_person(
        "proctoring/time.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: extend_one(
            db, sitting, attempt, form.minutes(), Cause(form.cause.data), hand
        ),
        say=lambda _: ngettext("%(num)s minute given.", "%(num)s minutes given.", form.minutes()),
        silences=[write_loss(one, "") for one in losses],
    )


@blueprint.route("/<code>/people/<person>/move", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def move(code: str, person: str) -> str | Response:
    """Ask for seat, cause and document, and free the attempt for the new machine."""
    form = MoveForm()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        form.offer_seats(list_seats_for(db, sitting, get_booking_of(db, sitting, person)))
    return ask_person(
        "proctoring/move.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: move_to_another_computer(
            db,
            sitting,
            attempt,
            form.kind(),
            hand,
            cause=Cause(form.cause.data),
            workstation=find_seat(db, sitting, form.seat.data),
        ),
        say=lambda _: gettext("Now the candidate enters the three codes at the new computer."),
    )


@blueprint.route("/<code>/people/<person>/message", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def message(code: str, person: str) -> str | Response:
    """Ask for words, and show them on one screen."""
    form = MessageForm()
    return ask_person(
        "proctoring/message.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: send_message(db, sitting, attempt, form.text.data, hand),
        say=lambda _: gettext("The message is on its way to the screen."),
        ready=READY_WORDS,
        sentences=READY_MESSAGES,
    )


@blueprint.route("/<code>/people/<person>/end", methods=["GET", "POST"])
@grave
@requires(Permission.RUN_SITTINGS)
def end(code: str, person: str) -> str | Response:
    """Ask for the reason, and end an attempt before its time."""
    form = EndForm()
    return ask_person(
        "proctoring/end.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: end_attempt(
            db, sitting, attempt, AbortKind(form.kind.data), hand, text=form.text.data or ""
        ),
        say=lambda _: gettext("The attempt is ended. What the server holds is kept."),
        hints=ABORT_HINTS,
        kinds_for=kinds_for,
    )
