"""Pages of an exception, for one person or the sitting: asked for, decided on by another, taken back."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.permissions import Permission
from examapp.delivery.models import Attempt
from examapp.lockdown.configurations import require_locked
from examapp.lockdown.exceptions import (
    ask_exception,
    decide_exception,
    find_exception_of_all,
    require_holding,
    require_second,
    withdraw_exception,
)
from examapp.lockdown.models import LockdownException
from examapp.lockdown.overview import WatchedSeat, get_watched
from examapp.lockdown.views import blueprint
from examapp.lockdown.web_forms import ReasonForm
from examapp.sittings.models import Sitting
from examapp.sittings.queries import get_sitting


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an exception is for; `seat` is None where it is for the whole sitting."""

    sitting: Sitting
    seat: WatchedSeat | None
    exception: LockdownException | None


def _read(db: Session, code: str, person: str) -> Subject:
    """Return the subject of a page; raises NotFound, and NotLocked where no locked browser is asked for."""
    sitting = get_sitting(db, code, current_user)
    require_locked(sitting)
    if not person:
        return Subject(sitting, None, find_exception_of_all(db, sitting.id))
    seat = get_watched(db, sitting, person)
    return Subject(sitting, seat, seat.exception)


def _show(template: str, subject: Subject, form: ReasonForm) -> str:
    return render_template(
        template,
        sitting=subject.sitting,
        rehearsal=subject.sitting.rehearsal,
        seat=subject.seat,
        asked=subject.exception,
        form=form,
    )


def _act(
    template: str,
    code: str,
    person: str,
    *,
    check: Callable[[Session, Subject], object],
    act: Callable[[Session, Subject, str], str],
) -> str | Response:
    """Show a page to whom it is open, or do its act and go back to the sitting's page, which says so."""
    form = ReasonForm()
    with transaction() as db:
        subject = _read(db, code, person)
        check(db, subject)
        if not form.validate_on_submit():
            return _show(template, subject, form)
        said = act(db, subject, form.reason.data)
    flash(said, "success")
    return redirect(url_for("lockdown.sitting", code=code), 303)


@blueprint.route("/<code>/exception", methods=["GET", "POST"], defaults={"person": ""})
@blueprint.route("/<code>/people/<person>/exception", methods=["GET", "POST"])
@requires(Permission.KEEP_LOCKDOWN)
def ask(code: str, person: str) -> str | Response:
    """Ask for an exception."""

    def act(db: Session, subject: Subject, reason: str) -> str:
        seat = subject.seat
        of_whom = db.get_one(Attempt, seat.attempt_id) if seat else subject.sitting
        ask_exception(db, of_whom, reason, actor=current_user.actor, at=now())
        return str(gettext("Asked for. Now another person has to decide."))

    return _act("lockdown/ask.html", code, person, check=_let_through, act=act)


@blueprint.route("/<code>/people/<person>/decision", methods=["GET", "POST"])
@requires(Permission.KEEP_LOCKDOWN)
def decide(code: str, person: str) -> str | Response:
    """Decide on an exception for one person that somebody else has asked for."""
    return _act("lockdown/decide.html", code, person, check=_require_second, act=_decide)


@blueprint.route("/<code>/decision", methods=["GET", "POST"])
@grave
@requires(Permission.KEEP_LOCKDOWN)
def decide_for_all(code: str) -> str | Response:
    """Decide on an exception for the whole sitting."""
    return _act("lockdown/decide.html", code, "", check=_require_second, act=_decide)


@blueprint.route("/<code>/withdrawal", methods=["GET", "POST"], defaults={"person": ""})
@blueprint.route("/<code>/people/<person>/withdrawal", methods=["GET", "POST"])
@requires(Permission.KEEP_LOCKDOWN)
def take_back(code: str, person: str) -> str | Response:
    """Take a granted exception back; it ends with the next call of the page at the seat."""

    def act(db: Session, subject: Subject, reason: str) -> str:
        held = require_holding(subject.exception)
        withdraw_exception(db, subject.sitting, held.code, reason, actor=current_user.actor, at=now())
        return str(gettext("The exception is taken back. From now on the locked browser is needed again."))

    return _act(
        "lockdown/withdraw.html",
        code,
        person,
        check=lambda _db, subject: require_holding(subject.exception),
        act=act,
    )


def _let_through(_db: Session, subject: Subject) -> Subject:
    return subject


def _require_second(db: Session, subject: Subject) -> LockdownException:
    return require_second(db, subject.exception, current_user.actor)


def _decide(db: Session, subject: Subject, reason: str) -> str:
    actor = current_user.actor
    asked = require_second(db, subject.exception, actor)
    grants = request.form.get("act") == "grant"
    decide_exception(db, subject.sitting, asked.code, reason, grants=grants, actor=actor, at=now())
    return str(gettext("The decision is recorded."))
