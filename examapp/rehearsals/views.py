"""The pages of a rehearsal: the room's, the running one's, the certificate, and the workstation's own."""

from flask import Blueprint, Flask, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.centres.queries import get_room
from examapp.core.access import current_staff, public, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.disk import read_disk
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.delivery.page_shell import FONTS, STYLES, read_shell
from examapp.rehearsals.api import init_rehearsal_api, issue_invitation
from examapp.rehearsals.certificate import write_certificate
from examapp.rehearsals.conduct import begin_rehearsal, stop_rehearsal
from examapp.rehearsals.errors import NothingToRehearse, RehearsalRuns, SittingRuns
from examapp.rehearsals.judging import restore_room_lines
from examapp.rehearsals.models import RehearsalState
from examapp.rehearsals.queries import find_judged, find_running, get_rehearsal, list_rehearsals
from examapp.rehearsals.standing import room_standing
from examapp.rehearsals.web_forms import SIMULATED, RehearsalForm
from examapp.rehearsals.words import say_cause, say_lines

blueprint = Blueprint("rehearsals", __name__, url_prefix="/rehearsals")
REFUSALS = (SittingRuns, RehearsalRuns, NothingToRehearse)


@blueprint.get("/<code>/<int:room_id>")
@requires(Permission.VIEW_READINESS)
def room(code: str, room_id: int) -> str:
    """Show a room's rehearsals and the button that begins one."""
    return _room_page(code, room_id, RehearsalForm())


def _room_page(code: str, room_id: int, form: RehearsalForm) -> str:
    with reading() as db:
        found = get_room(db, code, room_id, current_staff())
        return render_template(
            "rehearsals/room.html",
            room=found,
            running=find_running(db, found.id),
            judged=find_judged(db, found.id),
            rehearsals=list_rehearsals(db, found.id),
            form=form,
            at=now(),
        )


@blueprint.post("/<code>/<int:room_id>")
@requires(Permission.VIEW_READINESS)
def begin(code: str, room_id: int) -> str | AnyResponse | tuple[str, int]:
    """Begin a rehearsal."""
    form = RehearsalForm()
    if not form.validate_on_submit():
        return _room_page(code, room_id, form), 422
    try:
        with transaction() as db:
            rehearsal = begin_rehearsal(
                db,
                get_room(db, code, room_id, current_staff()),
                read_disk(current_settings()),
                minutes=form.minutes.data,
                simulate=form.who.data == SIMULATED,
                actor=current_user.actor,
                at=now(),
            )
            address = url_for("rehearsals.rehearsal", code=rehearsal.code)
    except REFUSALS as refusal:
        flash(refusal.sentence(), "error")
        return redirect(url_for("rehearsals.room", code=code, room_id=room_id), 303)
    return redirect(address, 303)


@blueprint.get("/<code>")
@requires(Permission.VIEW_READINESS)
def rehearsal(code: str) -> str:
    """Show a rehearsal: its seats while it runs, its verdict afterwards."""
    return _rehearsal_page("rehearsals/rehearsal.html", code)


@blueprint.get("/<code>/live")
@requires(Permission.VIEW_READINESS)
def live(code: str) -> Response:
    """Give the part that changes alone."""
    return make_response(_rehearsal_page("rehearsals/_live.html", code))


def _rehearsal_page(template: str, code: str) -> str:
    with reading() as db:
        found = get_rehearsal(db, code, current_staff())
        running = found.state is RehearsalState.RUNNING
        judged = find_judged(db, found.room_id)
        return render_template(
            template,
            drill=found,  # `rehearsal` is what the band of every page asks for
            running=running,
            later=judged if judged and judged.id > found.id else None,
            at=now(),
            invitation=issue_invitation(key_ring(), found) if running and found.simulated else "",
            lines=say_lines(restore_room_lines(found.lines)),
            cause=say_cause(found) if found.cause else "",
            shell=read_shell(),
        )


@blueprint.post("/<code>/stop")
@requires(Permission.VIEW_READINESS)
def stop(code: str) -> AnyResponse:
    """End a rehearsal early."""
    with transaction() as db:
        found = get_rehearsal(db, code, current_staff())
        stop_rehearsal(db, found, actor=current_user.actor, at=now())
        address = url_for("rehearsals.room", code=found.room.centre.code, room_id=found.room_id)
    flash(gettext("The rehearsal was stopped; it says nothing of the room."), "message")
    return redirect(address, 303)


@blueprint.get("/<code>/certificate.pdf")
@requires(Permission.VIEW_READINESS)
def certificate(code: str) -> Response:
    """Give the verdict on paper."""
    with reading() as db:
        found = get_rehearsal(db, code, current_staff())
        content = write_certificate(found, current_settings().fonts)
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="readiness-{code}.pdf"'
    return response


def show_seat() -> str:
    """Show the page on which a workstation waits for the rehearsal of its room and goes through it."""
    return render_template(
        "rehearsals/seat.html", shell=read_shell(), styles=STYLES, fonts=FONTS, language=current_language()
    )


def init_rehearsals(app: Flask) -> None:
    """Register the pages; a workstation finds its own beside its check."""
    app.register_blueprint(blueprint)
    app.add_url_rule("/workstation/rehearsal", "rehearsal_seat", public(show_seat))
    app.jinja_env.globals["say_room_cause"] = say_cause
    app.jinja_env.globals["room_standing"] = room_standing
    init_rehearsal_api(app)
