"""The page of a centre's browsers: which are allowed, and the files that start a kiosk."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.centres.queries import get_centre
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.page_form import PageForm
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.lockdown.errors import AddressRefused
from examapp.lockdown.exam_keys import allow_key, list_keys, withdraw_key
from examapp.lockdown.kiosk import System, write_kiosk_file
from examapp.lockdown.views import blueprint
from examapp.lockdown.web_forms import AllowBrowserForm


@blueprint.route("/centres/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def centre(code: str) -> str | AnyResponse:
    """Show the browsers that a centre allows, and allow one more."""
    form = AllowBrowserForm()
    with transaction() as db:
        found = get_centre(db, code, current_staff())
        if form.validate_on_submit():
            actor, typed = current_user.actor, form.exam_key.data
            try:
                allow_key(db, found, typed, form.label.data, actor=actor, at=now())
            except AppError as refusal:
                form.exam_key.errors = [refusal.sentence()]
            else:
                flash(gettext("The browser is allowed in this centre."), "success")
                return redirect(url_for("lockdown.centre", code=code), 303)
        page = {"centre": found, "keys": list_keys(db, found.id), "form": form}
        return render_template("lockdown/centre.html", **page, systems=list(System))


@blueprint.post("/centres/<code>/keys/<int:key_id>/withdraw")
@requires(Permission.MANAGE_CENTRES)
def withdraw(code: str, key_id: int) -> AnyResponse:
    """Allow a browser no longer."""
    if PageForm().validate_on_submit():
        with transaction() as db:
            found = get_centre(db, code, current_staff())
            withdraw_key(db, found, key_id, actor=current_user.actor, at=now())
        flash(gettext("The browser is allowed no longer."), "success")
    return redirect(url_for("lockdown.centre", code=code), 303)


@blueprint.get("/centres/<code>/kiosk/<system>")
@requires(Permission.VIEW_READINESS)
def kiosk(code: str, system: str) -> Response:
    """Give out a file that starts the kiosk, or its browser's policy."""
    with reading() as db:
        found = get_centre(db, code, current_staff())
    if system not in set(System):
        raise NotFound
    written = write_kiosk_file(System(system), current_settings().base_url, found.code)
    if written is None:
        raise AddressRefused
    response = make_response(written.text)
    response.headers["Content-Type"] = written.kind
    response.headers["Content-Disposition"] = f'attachment; filename="{written.name}"'
    return response
