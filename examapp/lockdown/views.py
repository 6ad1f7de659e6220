"""The page of watchfulness of one sitting: configuration, failed checks, exceptions, signals.

What is asked and decided about exceptions stands in `exception_views.py`.
"""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission, may
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.lockdown.before_opening import lacks_configuration
from examapp.lockdown.configurations import find_newest, give_out, make_configuration, mode_of, passwords_of
from examapp.lockdown.exceptions import find_exception_of_all
from examapp.lockdown.overview import get_watched, list_watched
from examapp.lockdown.signals import list_signals, list_totals_of
from examapp.lockdown.web_forms import MakeConfigurationForm
from examapp.lockdown.words import say_fault, say_kind, say_length, say_mode, say_totals, show_seconds
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting
from examapp.sittings.queries import get_sitting

blueprint = Blueprint("lockdown", __name__, url_prefix="/lockdown")
SEB_TYPE = "application/seb"


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "say_fault": say_fault,
        "say_mode": say_mode,
        "say_totals": say_totals,
        "say_kind": say_kind,
        "say_length": say_length,
        "show_seconds": show_seconds,
    }


def say_notes(attempt_code: str) -> str:
    """Return what the page of an attempt has noticed, in one line, for a proctor who looks at its seat."""
    if not attempt_code:
        return ""
    with reading() as db:
        return say_totals(list_totals_of(db, attempt_code))


def lacks_browser_settings(sitting_id: int) -> bool:
    """Tell whether a room cannot be opened for want of the locked browser's configuration."""
    with reading() as db:
        return lacks_configuration(db, db.get_one(Sitting, sitting_id))


@blueprint.get("/<code>")
@requires(Permission.VIEW_LOCKDOWN)
def sitting(code: str) -> str:
    """Show what is asked for, the configuration, and each person."""
    with reading() as db:
        found = get_sitting(db, code, current_user)
        newest = find_newest(db, found.id)
        keeps = may(current_staff(), Permission.KEEP_LOCKDOWN)
        return render_template(
            "lockdown/sitting.html",
            sitting=found,
            rehearsal=found.rehearsal,
            mode=mode_of(found),
            signals_on=policy_from_snapshot(found.policy or {}).signals,
            newest=newest,
            missing=lacks_configuration(db, found),
            of_all=find_exception_of_all(db, found.id),
            passwords=passwords_of(key_ring(), found, newest.revision) if newest and keeps else None,
            people=list_watched(db, found),
            form=MakeConfigurationForm(after=str(newest.revision) if newest else "0"),
            me=current_user.actor,
        )


@blueprint.post("/<code>/configuration")
@requires(Permission.KEEP_LOCKDOWN)
def make(code: str) -> AnyResponse:
    """Make the configuration, or the next revision of it."""
    after = MakeConfigurationForm().revision()
    try:
        with transaction() as db:
            found = get_sitting(db, code, current_user)
            base, actor = current_settings().base_url, current_user.actor
            make_configuration(db, key_ring(), found, base_url=base, after=after, actor=actor, at=now())
    except NotFound:
        raise
    except AppError as refusal:
        flash(refusal.sentence(), "error")
    else:
        flash(gettext("The configuration is made. Give its file to the workstations."), "success")
    return redirect(url_for("lockdown.sitting", code=code), 303)


@blueprint.post("/<code>/file")
@requires(Permission.KEEP_LOCKDOWN)
def file(code: str) -> Response:
    """Give out the encrypted file; it is recorded who took it."""
    with transaction() as db:
        found = get_sitting(db, code, current_user)
        revision, content = give_out(db, key_ring(), found, actor=current_user.actor, at=now())
    response = make_response(content)
    response.headers["Content-Type"] = SEB_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{found.code}-{revision}.seb"'
    return response


@blueprint.get("/<code>/people/<person>")
@requires(Permission.VIEW_LOCKDOWN)
def person(code: str, person: str) -> str:
    """Show the signals of one person in the order of time."""
    with reading() as db:
        found = get_sitting(db, code, current_user)
        seat = get_watched(db, found, person)
        signals = list_signals(db, seat.attempt_id)
        return render_template(
            "lockdown/person.html", sitting=found, rehearsal=found.rehearsal, seat=seat, signals=signals
        )
