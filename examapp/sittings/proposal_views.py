"""Pages of proposed sittings: ask, look day by day, accept or discard, and watch them being made."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.authoring.queries import get_question_list, list_usable_lists
from examapp.candidates.models import Candidate
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.i18n import in_tashkent, say_in
from examapp.core.permissions import Permission
from examapp.organisations.regions import list_regions
from examapp.sittings.placing_words import say_cause, say_missed, say_proposal_state, say_remedy
from examapp.sittings.proposal_errors import DaysWrong
from examapp.sittings.proposal_forms import PlanSittingsForm
from examapp.sittings.proposal_models import ProposedSitting
from examapp.sittings.proposal_queries import (
    get_proposal,
    list_days,
    list_left_over,
    list_proposals,
    read_progress,
)
from examapp.sittings.proposals import accept_proposal, ask_for_proposal, discard_proposal

blueprint = Blueprint("proposals", __name__, url_prefix="/sittings/proposals")
DAYS_AHEAD = 14


@blueprint.get("/")
@requires(Permission.PLAN_SITTINGS)
def proposals() -> str:
    """List the latest proposals."""
    with reading() as db:
        return render_template(
            "sittings/proposals.html",
            proposals=list_proposals(db, current_user),
            say_proposal_state=say_proposal_state,
        )


def _form(db: Session) -> PlanSittingsForm:
    form, today = PlanSittingsForm(), in_tashkent(now()).date()
    form.question_list.choices = [
        SelectChoice(found.code, say_in(found.titles)) for found in list_usable_lists(db, today)
    ]
    regions = [SelectChoice(one.code, say_in(one.names)) for one in list_regions(current_user.region_code)]
    whole = [] if current_user.region_code else [SelectChoice("", gettext("All regions"))]
    form.region.choices = [*whole, *regions]
    if not form.is_submitted():
        form.first_day.data = today + timedelta(days=DAYS_AHEAD)
    return form


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def ask() -> str | Response:
    """Ask for a proposal."""
    with transaction() as db:
        form, refusal = _form(db), None
        if form.validate_on_submit():
            found = get_question_list(db, form.question_list.data)
            try:
                made = ask_for_proposal(db, found, form.wish(), actor=current_user.actor, at=now())
                return redirect(url_for("proposals.proposal", code=made.code))
            except DaysWrong as wrong:
                form.last_day.errors = [wrong.sentence()]
            except AppError as other:
                refusal = other.sentence()
        return render_template("sittings/plan_sittings.html", form=form, refusal=refusal)


@blueprint.get("/<code>")
@requires(Permission.PLAN_SITTINGS)
def proposal(code: str) -> str:
    """Show the sittings by day, and who could not be placed and why."""
    return _page(code)


def _page(code: str, refusal: str | None = None) -> str:
    with reading() as db:
        found = get_proposal(db, code, current_user)
        return render_template(
            "sittings/proposal.html",
            proposal=found,
            days=list_days(db, found),
            left_over=list_left_over(db, found),
            progress=read_progress(db, found),
            refusal=refusal,
            rehearsal=found.rehearsal,
            say_cause=say_cause,
            say_remedy=say_remedy,
            say_missed=lambda one: _say_missed(db, one),
            say_proposal_state=say_proposal_state,
        )


def _say_missed(db: Session, proposed: ProposedSitting) -> list[str]:
    """Return who of a made sitting was not booked, with the cause."""
    return [
        f"{db.get_one(Candidate, row['candidate']).name_latn}: {say_missed(row['cause'])}"
        for row in proposed.missed
    ]


@blueprint.get("/<code>/progress")
@requires(Permission.PLAN_SITTINGS)
def progress(code: str) -> str:
    """Give the part of the page that keeps itself fresh."""
    with reading() as db:
        found = get_proposal(db, code, current_user)
        return render_template("sittings/_progress.html", proposal=found, progress=read_progress(db, found))


@blueprint.post("/<code>/accept")
@requires(Permission.PLAN_SITTINGS)
def accept(code: str) -> str | Response:
    """Have the sittings and bookings made."""
    try:
        with transaction() as db:
            found = get_proposal(db, code, current_user)
            accept_proposal(db, found, actor=current_user.actor, at=now())
    except AppError as refusal:
        return _page(code, refusal.sentence())
    return redirect(url_for("proposals.proposal", code=code))


@blueprint.post("/<code>/discard")
@requires(Permission.PLAN_SITTINGS)
def discard(code: str) -> str | Response:
    """Lay the proposal aside."""
    try:
        with transaction() as db:
            found = get_proposal(db, code, current_user)
            discard_proposal(db, found, actor=current_user.actor, at=now())
    except AppError as refusal:
        return _page(code, refusal.sentence())
    flash(gettext("The proposal is discarded. Nothing was made."), "success")
    return redirect(url_for("proposals.proposals"))
