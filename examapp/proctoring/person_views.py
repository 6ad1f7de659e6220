"""The pages of acts for one candidate: each asks one question, and the answer is the button that sends it."""

from typing import Any

from flask import render_template
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from examapp.core.access import grave, requires
from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.proctoring.checkin import confirm_identity_and_admit, readmit
from examapp.proctoring.console_views import act_on_person, blueprint
from examapp.proctoring.ending import end_attempt
from examapp.proctoring.messages import answer_calls, send_message
from examapp.proctoring.models import AbortKind, DocumentKind
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.queries import find_seat, get_booking_of, list_seats_for
from examapp.proctoring.reasons import ABORT_HINTS, READY_MESSAGES, READY_WORDS, Cause, kinds_for
from examapp.proctoring.room_view import read_room
from examapp.proctoring.time_acts import extend_one, pause_one, resume_one
from examapp.proctoring.web_forms import (
    ActForm,
    AdmitForm,
    EndForm,
    MessageForm,
    MoveForm,
    PauseForm,
    TimeForm,
)
from examapp.sittings.queries import get_sitting


def _ask(template: str, code: str, person: str, **page: Any) -> str:
    """Render the page of one question about one person."""
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        booking = get_booking_of(db, sitting, person)
        room = read_room(db, sitting, current_language(), read_instant())
        return render_template(
            template,
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            seat=room.find(person),
            candidate=booking.candidate,
            **page,
        )


@blueprint.route("/<code>/people/<person>/admit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def admit(code: str, person: str) -> str | Response:
    """Ask which document was seen, and admit."""
    form = AdmitForm()
    if form.validate_on_submit():
        document = DocumentKind(form.document.data)
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: confirm_identity_and_admit(
                db, sitting, attempt, document, hand
            ),
            lambda _: gettext("Identity confirmed. The candidate is admitted."),
        )
    return _ask("proctoring/admit.html", code, person, form=form)


@blueprint.route("/<code>/people/<person>/readmit", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def let_back_in(code: str, person: str) -> str | Response:
    """Ask which document was seen of one who comes back from a break, and let the clock go on."""
    form = AdmitForm()
    if form.validate_on_submit():
        document = DocumentKind(form.document.data)
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: readmit(db, sitting, attempt, document, hand),
            lambda _: gettext("Identity confirmed. The test goes on."),
        )
    return _ask("proctoring/readmit.html", code, person, form=form)


@blueprint.route("/<code>/people/<person>/pause", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def pause(code: str, person: str) -> str | Response:
    """Ask for the cause, and stop one clock."""
    form = PauseForm()
    if form.validate_on_submit():
        cause = Cause(form.cause.data)
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: pause_one(db, sitting, attempt, cause, hand),
            lambda _: gettext("Paused. The clock stands until you let it go on."),
        )
    return _ask("proctoring/pause.html", code, person, form=form)


@blueprint.post("/<code>/people/<person>/resume")
@requires(Permission.RUN_SITTINGS)
def resume(code: str, person: str) -> Response:
    """Let one clock go on."""
    return act_on_person(code, person, ActForm(), resume_one, lambda _: gettext("The test goes on."))


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
    """Ask for minutes and cause, and give the time."""
    form = TimeForm()
    if form.validate_on_submit():
        minutes, cause = form.minutes(), Cause(form.cause.data)
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: extend_one(db, sitting, attempt, minutes, cause, hand),
            lambda _: ngettext("%(num)s minute given.", "%(num)s minutes given.", minutes),
        )
    return _ask("proctoring/time.html", code, person, form=form)


@blueprint.route("/<code>/people/<person>/move", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def move(code: str, person: str) -> str | Response:
    """Ask for seat, cause and document, and free the attempt for the new machine."""
    form = MoveForm()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        free = list_seats_for(db, sitting, get_booking_of(db, sitting, person))
    form.seat.choices = [
        *(SelectChoice(str(number), str(number)) for number in free),
        SelectChoice("", gettext("the same seat")),
    ]
    if form.seat.data is None:  # who is moved sits down at the nearest free seat, as a rule
        form.seat.data = str(free[0]) if free else ""
    if not form.validate_on_submit():
        return _ask("proctoring/move.html", code, person, form=form)
    document, cause, number = DocumentKind(form.document.data), Cause(form.cause.data), form.seat.data
    return act_on_person(
        code,
        person,
        form,
        lambda db, sitting, attempt, hand: move_to_another_computer(
            db, sitting, attempt, document, hand, cause=cause, workstation=find_seat(db, sitting, number)
        ),
        lambda _: gettext("Now the candidate enters the three codes at the new computer."),
    )


@blueprint.route("/<code>/people/<person>/message", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def message(code: str, person: str) -> str | Response:
    """Ask for words, and show them on one screen."""
    form = MessageForm()
    if form.validate_on_submit():
        text = form.text.data
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: send_message(db, sitting, attempt, text, hand),
            lambda _: gettext("The message is on its way to the screen."),
        )
    return _ask(
        "proctoring/message.html", code, person, form=form, ready=READY_WORDS, sentences=READY_MESSAGES
    )


@blueprint.route("/<code>/people/<person>/end", methods=["GET", "POST"])
@grave
@requires(Permission.RUN_SITTINGS)
def end(code: str, person: str) -> str | Response:
    """Ask for the reason, and end an attempt before its time."""
    form = EndForm()
    if form.validate_on_submit():
        kind, text = AbortKind(form.kind.data), form.text.data or ""
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: end_attempt(db, sitting, attempt, kind, hand, text=text),
            lambda _: gettext("The attempt is ended. What the server holds is kept."),
        )
    return _ask("proctoring/end.html", code, person, form=form, hints=ABORT_HINTS, kinds_for=kinds_for)
