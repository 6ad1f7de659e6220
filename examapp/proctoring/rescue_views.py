"""The page of the rescue file: the room's code, known before the link is lost, and taking a file in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import read_instant
from examapp.core.db import database, reading
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.delivery.api import attempt_desk
from examapp.delivery.rescue import TakenIn, take_in
from examapp.delivery.rescue_seal import rescue_code
from examapp.proctoring.console_views import blueprint
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.web_forms import RescueForm
from examapp.sittings.queries import get_sitting


@blueprint.route("/<code>/rescue", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def rescue(code: str) -> str | Response:
    """Show the room's rescue code, and take a file in."""
    form = RescueForm()
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
    if not form.validate_on_submit():
        shown = rescue_code(key_ring(), sitting.code)
        return render_template(
            "proctoring/rescue.html",
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            form=form,
            rescue_code=shown,
        )
    try:
        content, actor = form.file.data.read(), current_user.actor
        with reading() as db:
            require_in_charge(db, sitting.id, actor)
        done = take_in(database(), attempt_desk(), sitting.code, content, actor=actor, now=read_instant())
        flash(_say(done), "error" if done.disagreeing else "success")
    except AppError as refusal:
        flash(refusal.sentence(), "error")
    return redirect(url_for("proctoring.rescue", code=code), 303)


def _say(done: TakenIn) -> str:
    words: str
    if done.disagreeing:
        words = gettext(
            "Attempt %(code)s: %(n)s answers in the file disagree with the server's. Both are kept.",
            code=done.attempt,
            n=done.disagreeing,
        )
        return words
    words = gettext(
        "Attempt %(code)s: answers added: %(added)s, here before: %(known)s.",
        code=done.attempt,
        added=done.added,
        known=done.known,
    )
    return words
