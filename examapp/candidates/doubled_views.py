"""Pages of people on several lists: who they are, and the word that they are two."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.candidates.blueprint import lists
from examapp.candidates.doubled import list_doubled
from examapp.candidates.list_errors import RemarkNeeded
from examapp.candidates.namesakes import tell_apart
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission


@lists.get("/doubled")
@requires(Permission.OVERSEE_LISTS)
def doubled() -> str:
    """Show who stands on the lists of several bodies, in full, so that one of them is chosen."""
    with reading() as db:
        found = list_doubled(db, region_code=current_user.region_code)
        return render_template("candidates/lists/doubled.html", doubled=found)


@lists.post("/doubled/apart")
@requires(Permission.RETURN_LISTS)
def two_people() -> Response:
    """Record that people of one name and birth date are not one, with the reason."""
    codes = sorted(set(request.form.getlist("candidate")))
    try:
        with transaction() as db:
            shown = list_doubled(db, region_code=current_user.region_code)
            item = next((one for one in shown if list(one.candidate_codes) == codes), None)
            if item is None:
                raise NotFound
            people = [entry.candidate for entry in item.entries]
            reason = request.form.get("reason", "")[:400]
            tell_apart(db, people, reason, actor=current_user.actor, at=now())
    except RemarkNeeded:
        flash(gettext("Write how you know that they are not one person."), "error")
    else:
        flash(gettext("It is recorded that they are not one person."), "success")
    return redirect(url_for("lists.doubled"))
