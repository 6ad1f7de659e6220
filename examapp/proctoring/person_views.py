"""The pages of acts for one candidate: each asks one question, and the answer is the button that sends it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import render_template, request
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import grave, requires
from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.checkin import confirm_identity_and_admit, readmit
from examapp.proctoring.console_views import PERSON_ACT, act_on_person, blueprint
from examapp.proctoring.ending import end_attempt
from examapp.proctoring.interventions import find_last_act
from examapp.proctoring.messages import answer_calls, send_message
from examapp.proctoring.minutes_lines import write_loss
from examapp.proctoring.models import AbortKind, WithdrawalKind
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.queries import find_seat, get_booking_of, list_losses_of, list_seats_for
from examapp.proctoring.reasons import (
    ABORT_HINTS,
    READY_MESSAGES,
    READY_WORDS,
    WITHDRAWAL_HINTS,
    Cause,
    kinds_for,
)
from examapp.proctoring.room_view import read_room
from examapp.proctoring.time_acts import extend_one, pause_one, resume_one
from examapp.proctoring.web_forms import (
    AdmitForm,
    EndForm,
    MessageForm,
    MoveForm,
    PauseForm,
    TimeForm,
    WithdrawForm,
)
from examapp.proctoring.withdrawing import withdraw_admission
from examapp.sittings.queries import get_sitting


def _ask(template: str, code: str, person: str, form: ActForm, **page: Any) -> str:
    """Render the page of one question about one person."""
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        form.draw(find_last_act(db, sitting.id))
        booking = get_booking_of(db, sitting, person)
        room = read_room(db, sitting, current_language(), read_instant())
        return render_template(
            template,
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            seat=room.find(person),
            candidate=booking.candidate,
            form=form,
            **page,
        )


def _question(
    template: str,
    code: str,
    person: str,
    form: ActForm,
    *,
    act: PERSON_ACT,
    say: Callable[[Any], str],
    **page: Any,
) -> str | Response:
    """Do what the page's answer asks for; without one, or with one that is not whole, ask."""
    if form.validate_on_submit():
        return act_on_person(code, person, form, act, say)
    return _ask(template, code, person, form, **page)


@blueprint.route("/<code>/people/<person>/admit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def admit(code: str, person: str) -> str | Response:
    """Ask which document was seen, and admit."""
    form = AdmitForm()
    return _question(
        "proctoring/admit.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: confirm_identity_and_admit(
            db, sitting, attempt, form.kind(), hand
        ),
        say=lambda _: gettext("Identity confirmed. The candidate is admitted."),
    )


@blueprint.route("/<code>/people/<person>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def withdraw(code: str, person: str) -> str | Response:
    """Ask for the reason, and take an admission back; after the start say what can be done instead."""
    form = WithdrawForm()
    return _question(
        "proctoring/withdraw.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: withdraw_admission(
            db, sitting, attempt, WithdrawalKind(form.kind.data), hand
        ),
        say=lambda _: gettext("The admission is taken back. The person waits for the document check again."),
        hints=WITHDRAWAL_HINTS,
    )


@blueprint.route("/<code>/people/<person>/readmit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def let_back_in(code: str, person: str) -> str | Response:
    """Ask which document was seen of one who comes back from a break, and let the clock go on."""
    form = AdmitForm()
    return _question(
        "proctoring/readmit.html",
        code,
        person,
        form,
        act=lambda db, sitting, attempt, hand: readmit(db, sitting, attempt, form.kind(), hand),
        say=lambda _: gettext("Identity confirmed. The test goes on."),
    )


@blueprint.route("/<code>/people/<person>/pause", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def pause(code: str, person: str) -> str | Response:
    """Ask for the cause, and stop one clock."""
    form = PauseForm()
    return _question(
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
    return _question(
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
    return _question(
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
    return _question(
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
    return _question(
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
