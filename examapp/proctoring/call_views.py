"""A candidate's call with the item as the candidate sees it, and what it may lead to."""

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.core.access import requires
from examapp.core.clock import read_instant
from examapp.core.db import reading, transaction
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.delivery.api import attempt_desk
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.console_views import act_on_person, blueprint
from examapp.proctoring.incidents import put_item
from examapp.proctoring.interventions import Hand, find_last_act
from examapp.proctoring.item_seen import find_seen_item, get_call, note_showing, show_item
from examapp.proctoring.room_view import read_room
from examapp.sittings.queries import get_sitting


@blueprint.get("/<code>/calls/<alert>")
@requires(Permission.RUN_SITTINGS)
def call(code: str, alert: str) -> str:
    """Show a call, and the item that it names as the candidate sees it; the showing is kept."""
    instant = read_instant()
    with transaction() as db:
        sitting = get_sitting(db, code, current_user)
        called, attempt = get_call(db, sitting, alert)
        seen, _paper = find_seen_item(db, attempt_desk().papers, called, attempt)
        note_showing(db, sitting, attempt, seen, Hand(current_user.actor, instant, ""))
        room = read_room(db, sitting, current_language(), instant)
        form = ActForm()
        form.draw(find_last_act(db, sitting.id))
        return render_template(
            "proctoring/call.html",
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            call=called,
            seen=seen,
            seat=room.find_attempt(attempt.code),
            candidate=attempt.booking.candidate,
            form=form,
        )


@blueprint.get("/<code>/calls/<alert>/item")
@requires(Permission.RUN_SITTINGS)
def call_item(code: str, alert: str) -> dict[str, Any]:
    """Give the paper of the one item, for the candidate's own component."""
    with reading() as db:
        called, attempt = get_call(db, get_sitting(db, code, current_user), alert)
        seen, paper = find_seen_item(db, attempt_desk().papers, called, attempt)

    def media_url(sha256: str) -> str:
        return url_for("proctoring.call_picture", code=code, alert=alert, sha256=sha256)

    return {"paper": show_item(paper, seen, media_url), "language": seen.language}


@blueprint.get("/<code>/calls/<alert>/media/<sha256>")
@requires(Permission.RUN_SITTINGS)
def call_picture(code: str, alert: str, sha256: str) -> Response:
    """Give a picture of the candidate's paper."""
    with reading() as db:
        called, attempt = get_call(db, get_sitting(db, code, current_user), alert)
        _seen, paper = find_seen_item(db, attempt_desk().papers, called, attempt)
    content, media_type = paper.picture(sha256)
    return Response(content, content_type=media_type)


@blueprint.post("/<code>/calls/<alert>/put")
@requires(Permission.RUN_SITTINGS)
def put_called_item(code: str, alert: str) -> AnyResponse:
    """Put the item of a call before the commission."""
    with reading() as db:
        called, attempt = get_call(db, get_sitting(db, code, current_user), alert)
        seen, _paper = find_seen_item(db, attempt_desk().papers, called, attempt)
        person, words = attempt.booking.candidate.code, called.text or ""
    return act_on_person(
        code,
        person,
        ActForm(),
        lambda db, sitting, attempt, hand: put_item(db, sitting, attempt, seen, hand, text=words),
        lambda one: gettext("The question is put before the commission (incident %(code)s).", code=one.code),
    )
