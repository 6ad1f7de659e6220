"""Pages of accommodations: HR asks for the own body's candidates, the working body decides."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.accounts.queries import name_actors
from examapp.candidates.accommodation_errors import (
    AskedAlready,
    EvidenceMissing,
    LastDayPassed,
    NothingAsked,
    ReasonOfRefusalMissing,
)
from examapp.candidates.accommodation_forms import (
    APPROVE,
    DecideAccommodationForm,
    RequestAccommodationForm,
    WithdrawAccommodationForm,
)
from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_queries import (
    find_own_candidates,
    get_accommodation,
    get_own_candidate,
    list_accommodations,
    list_history,
    list_standing,
)
from examapp.candidates.accommodation_words import say_accommodation, say_needs
from examapp.candidates.accommodations import (
    approve_accommodation,
    refuse_accommodation,
    request_accommodations,
    withdraw_accommodation,
)
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission

blueprint = Blueprint("accommodations", __name__, url_prefix="/accommodations")


@blueprint.get("/")
@requires(Permission.VIEW_ACCOMMODATIONS)
def accommodations() -> str:
    """List the requests that wait, and all others."""
    with reading() as db:
        everything = list_accommodations(db, current_user)
        waiting = [one for one in reversed(everything) if one.state is AccommodationState.REQUESTED]
        others = [one for one in everything if one.state is not AccommodationState.REQUESTED]
        return render_template(
            "accommodations/accommodations.html",
            waiting=waiting,
            others=others,
            today=in_tashkent(now()).date(),
        )


@blueprint.get("/new")
@requires(Permission.REQUEST_ACCOMMODATIONS)
def choose_candidate() -> str:
    """Find the candidate of the own body for whom help is asked."""
    asked = request.args.get("q", "")
    with reading() as db:
        found = find_own_candidates(db, asked, current_user)
        return render_template("accommodations/choose.html", found=found, asked=asked)


@blueprint.route("/new/<candidate_code>", methods=["GET", "POST"])
@requires(Permission.REQUEST_ACCOMMODATIONS)
def ask(candidate_code: str) -> str | Response:
    """Ask for help for one candidate."""
    form = RequestAccommodationForm()
    form.offer()
    with transaction() as db:
        candidate = get_own_candidate(db, candidate_code, current_user)
        today = in_tashkent(now()).date()
        page = {"candidate": candidate, "form": form, "body": candidate.organisation, "today": today}
        if form.validate_on_submit() and (count := _ask(db, candidate_code, form)):
            flash(
                ngettext("%(num)s request is sent.", "%(num)s requests are sent.", count)
                + " "
                + gettext("The working body decides."),
                "success",
            )
            return redirect(url_for("accommodations.accommodations"))
        standing = list_standing(db, candidate, today)
        return render_template("accommodations/ask.html", standing=standing, **page)


def _ask(db: Session, candidate_code: str, form: RequestAccommodationForm) -> int:
    try:
        asked = request_accommodations(
            db,
            get_own_candidate(db, candidate_code, current_user),
            form.chosen(),
            percent=form.chosen_percent(),
            evidence=form.evidence.data,
            actor=current_user.actor,
            at=now(),
        )
    except (NothingAsked, AskedAlready) as refusal:
        form.kinds.errors = [*form.kinds.errors, refusal.sentence()]
    except EvidenceMissing as refusal:
        form.evidence.errors = [*form.evidence.errors, refusal.sentence()]
    else:
        return len(asked)
    return 0


@blueprint.get("/<code>")
@requires(Permission.VIEW_ACCOMMODATIONS)
def accommodation(code: str) -> str:
    """Show one request with its document, its decision, and what was asked before."""
    return _page(code)


def _page(code: str, **forms: Any) -> str:
    with reading() as db:
        found = get_accommodation(db, code, current_user)
        return render_template(
            "accommodations/accommodation.html",
            one=found,
            history=list_history(db, found, current_user),
            today=in_tashkent(now()).date(),
            names=name_actors(db, {found.requested_by, found.decided_by, found.ended_by}),
            decide_form=forms.get("decide_form") or DecideAccommodationForm(formdata=None),
            withdraw_form=forms.get("withdraw_form") or WithdrawAccommodationForm(formdata=None),
        )


@blueprint.post("/<code>/decision")
@requires(Permission.DECIDE_ACCOMMODATIONS)
def decide(code: str) -> str | Response:
    """Approve or refuse a request."""
    form = DecideAccommodationForm()
    with reading() as db:
        get_accommodation(db, code, current_user)
    if not form.validate_on_submit():
        return _page(code, decide_form=form)
    try:
        with transaction() as db:
            _decide(db, get_accommodation(db, code, current_user), form)
    except LastDayPassed as refusal:
        form.valid_until.errors = [*form.valid_until.errors, refusal.sentence()]
        return _page(code, decide_form=form)
    except ReasonOfRefusalMissing as refusal:
        form.reason.errors = [*form.reason.errors, refusal.sentence()]
        return _page(code, decide_form=form)
    flash(gettext("The decision is recorded. The HR officer sees it."), "success")
    return redirect(url_for("accommodations.accommodations"))


def _decide(db: Session, found: Accommodation, form: DecideAccommodationForm) -> None:
    if form.decision.data != APPROVE:
        refuse_accommodation(db, found, reason=form.reason.data or "", actor=current_user.actor, at=now())
        return
    if form.valid_until.data is None:
        raise LastDayPassed
    approve_accommodation(db, found, valid_until=form.valid_until.data, actor=current_user.actor, at=now())


@blueprint.post("/<code>/withdrawal")
@requires(Permission.VIEW_ACCOMMODATIONS)
def withdraw(code: str) -> str | Response:
    """End a request or an approval."""
    form = WithdrawAccommodationForm()
    with reading() as db:
        get_accommodation(db, code, current_user)
    if not form.validate_on_submit():
        return _page(code, withdraw_form=form)
    with transaction() as db:
        found = get_accommodation(db, code, current_user)
        withdraw_accommodation(db, found, reason=form.reason.data, actor=current_user.actor, at=now())
    flash(gettext("It is withdrawn. Tests that have begun keep what they had."), "success")
    return redirect(url_for("accommodations.accommodation", code=code))


def init_accommodations(app: Flask) -> None:
    """Register the pages, and what accommodations are called on every page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(say_accommodation=say_accommodation, say_needs=say_needs)
