"""The pages of acts for the whole room: each asks once, with the number of people, before it acts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import grave, requires
from examapp.core.clock import read_instant
from examapp.core.db import reading, transaction
from examapp.core.errors import Conflict
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.delivery.queries import list_attempts
from examapp.lockdown.exceptions import list_every_exception
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.closing_room import close_room, list_open_matters
from examapp.proctoring.console_views import act_on_sitting, blueprint, hand_of, tell_refusal
from examapp.proctoring.ending_forms import CloseForm
from examapp.proctoring.errors import Unresolved
from examapp.proctoring.handing_over import find_offer
from examapp.proctoring.incidents import list_before_commission, list_incidents
from examapp.proctoring.interventions import find_last_act, lock_room
from examapp.proctoring.messages import send_message
from examapp.proctoring.power_cut import stop_for_power_cut
from examapp.proctoring.reasons import (
    ABORT_HINTS,
    ABORT_WORDS,
    CONSEQUENCE_WORDS,
    INCIDENT_WORDS,
    READY_MESSAGES,
    READY_WORDS,
    Cause,
    kinds_for,
)
from examapp.proctoring.room_view import read_room
from examapp.proctoring.time_acts import extend_all, pause_all, resume_all
from examapp.proctoring.web_forms import (
    MessageForm,
    PauseAllForm,
    TimeAllForm,
)
from examapp.sittings.queries import get_sitting


def ask_room(template: str, code: str, **page: Any) -> str:
    """Render the page of one question about the room."""
    instant = read_instant()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        if "form" in page:
            page["form"].draw(find_last_act(db, sitting.id))
        return render_template(
            template,
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            room=read_room(db, sitting, current_language(), instant),
            incidents=list_incidents(db, sitting.id),
            before_commission=list_before_commission(db, sitting.id),
            incident_words=INCIDENT_WORDS,
            consequence_words=CONSEQUENCE_WORDS,
            **page,
        )


@blueprint.get("/<code>/more")
@requires(Permission.RUN_SITTINGS)
def more(code: str) -> str:
    """Offer the acts for all: on a telephone they have no place in the head."""
    return ask_room("proctoring/more.html", code)


@blueprint.route("/<code>/pause", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def pause_everybody(code: str) -> str | Response:
    """Ask for the cause, and stop all clocks."""
    form = PauseAllForm()
    if form.validate_on_submit():
        cause = Cause(form.cause.data)
        return act_on_sitting(
            code,
            form,
            lambda db, sitting, hand: pause_all(db, sitting, cause, hand),
            lambda count: ngettext("%(num)s person is paused.", "%(num)s people are paused.", count),
        )
    return ask_room("proctoring/pause_all.html", code, form=form)


@blueprint.route("/<code>/resume", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def resume_everybody(code: str) -> str | Response:
    """Ask once, and let all clocks go on."""
    form = ActForm()
    if form.validate_on_submit():
        return act_on_sitting(
            code,
            form,
            resume_all,
            lambda count: ngettext("%(num)s person goes on.", "%(num)s people go on.", count),
        )
    return ask_room("proctoring/resume_all.html", code, form=form)


@blueprint.route("/<code>/time", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def give_everybody_time(code: str) -> str | Response:
    """Ask for minutes and cause, and give them to all who have begun and not ended."""
    form = TimeAllForm()
    if form.validate_on_submit():
        minutes, cause = form.minutes(), Cause(form.cause.data)
        return act_on_sitting(
            code,
            form,
            lambda db, sitting, hand: extend_all(db, sitting, minutes, cause, hand),
            lambda count: gettext(
                "Time given to %(people)s: %(minutes)s min.", people=count, minutes=minutes
            ),
        )
    return ask_room("proctoring/time_all.html", code, form=form)


@blueprint.route("/<code>/message", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def write_to_everybody(code: str) -> str | Response:
    """Ask for words, and show them on all screens."""
    form = MessageForm()
    if form.validate_on_submit():
        text = form.text.data
        return act_on_sitting(
            code,
            form,
            lambda db, sitting, hand: send_message(db, sitting, None, text, hand),
            lambda _: gettext("The message is on its way to all screens."),
        )
    return ask_room(
        "proctoring/message_all.html", code, form=form, ready=READY_WORDS, sentences=READY_MESSAGES
    )


@blueprint.route("/<code>/power-cut", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def power_cut(code: str) -> str | Response:
    """Ask once, then stop all clocks and give back what the seats have lost."""
    form = ActForm()
    if form.validate_on_submit():
        return act_on_sitting(
            code,
            form,
            stop_for_power_cut,
            lambda cut: gettext(
                "Clocks stopped: %(people)s. Time given back: up to %(minutes)s min.",
                people=cut.stopped,
                minutes=cut.most_minutes,
            ),
        )
    return ask_room("proctoring/power_cut.html", code, form=form)


@blueprint.route("/<code>/close", methods=["GET", "POST"])
@grave
@requires(Permission.RUN_SITTINGS)
def close(code: str) -> str | Response | tuple[str, int]:
    """Show every open matter; with all of them settled, close the sitting."""
    form, reasons = CloseForm(), CloseForm.read_reasons(request.form)
    if not form.validate_on_submit():
        return _show_closing(code, form, chosen=reasons)
    try:
        with transaction() as db:
            sitting = get_sitting(db, code, current_user)
            lock_room(db, sitting)
            close_room(db, sitting, reasons, hand_of(form), others=form.of_others())
    except Unresolved as refusal:
        return _show_closing(code, form, refusal=refusal.sentence(), chosen=reasons), refusal.status
    except Conflict as refusal:
        tell_refusal(refusal)
        return redirect(url_for("proctoring.console", code=code), 303)
    flash(gettext("The sitting is closed. Thank you."), "success")
    return redirect(url_for("proctoring.console", code=code), 303)


def _show_closing(code: str, form: CloseForm, **page: Any) -> str:
    instant = read_instant()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        matters = list_open_matters(list_attempts(db, sitting.id, instant))
        offer = find_offer(db, sitting.id)
        undecided = sum(one.waits for one in list_every_exception(db, sitting.id))
    return ask_room(
        "proctoring/close.html",
        code,
        form=form,
        matters=matters,
        offer=offer,
        undecided=undecided,
        kinds_for=kinds_for,
        abort_words=ABORT_WORDS,
        hints=ABORT_HINTS,
        prefix=CloseForm.PREFIX,
        **page,
    )
