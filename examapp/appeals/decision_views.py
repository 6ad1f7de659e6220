"""Pages of the panel: writing the decision down, signing it."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.appeals.deciding import Draft, draft_decision, newest_sheet
from examapp.appeals.models import Appeal, AppealState, Remedy, Verdict
from examapp.appeals.panel import require_on_panel
from examapp.appeals.queries import get_appeal
from examapp.appeals.remedies import find_own_line, list_remedies
from examapp.appeals.signing import count_missing, require_able_to_sign, sign_decision
from examapp.appeals.web_forms import DecideAppealForm, SignAppealForm
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.results.content import CandidateLine
from examapp.results.queries import read_content

blueprint = Blueprint("appeal_decisions", __name__, url_prefix="/appeals")


@blueprint.route("/<number>/decision", methods=["GET", "POST"])
@requires(Permission.HEAR_APPEALS)
def decide(number: str) -> str | Response:
    """Write the decision down, for the panel to sign."""
    form, points = DecideAppealForm(), _typed_points()
    with reading() as db:
        found, line, _topics = _before_the_panel(db, number)
        form.offer(list_remedies(db, line, found))
    if form.validate_on_submit() and _draft(number, form, points):
        flash(
            gettext("The decision is written down. Each of the panel signs it at their own sign-in."),
            "success",
        )
        return redirect(url_for("appeal_decisions.ask_to_sign", number=number))
    with reading() as db:
        found, line, topics = _before_the_panel(db, number)
        return render_template(
            "appeals/decision.html", appeal=found, line=line, topics=topics, form=form, points=points
        )


def _before_the_panel(db: Session, number: str) -> tuple[Appeal, CandidateLine, list[str]]:
    """Return an appeal with the candidate's line, and its topics in the order of the sheet."""
    found = get_appeal(db, number, current_staff())
    require_on_panel(db, found, current_user)
    content = read_content(newest_sheet(db, found))
    line = find_own_line(content, found)
    return found, line, [column.topic for column in content.topics if column.topic in line.topics]


def _typed_points() -> dict[str, str]:
    prefix = "points-"
    return {
        name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)
    }


def _draft(number: str, form: DecideAppealForm, points: Mapping[str, str]) -> bool:
    draft = Draft(Verdict(form.verdict.data), Remedy(form.remedy.data), form.reason.data or "", points)
    try:
        with transaction() as db:
            draft_decision(db, get_appeal(db, number, current_staff()), current_user, draft, at=now())
    except AppError as refusal:
        form.form_errors.append(refusal.sentence())
        return False
    return True


@blueprint.get("/<number>/sign")
@requires(Permission.HEAR_APPEALS)
def ask_to_sign(number: str) -> str:
    """Show what is decided, and take the six digits."""
    return _sign_page(number, SignAppealForm(formdata=None))


def _sign_page(number: str, form: SignAppealForm) -> str:
    with reading() as db:
        found, obstacle = get_appeal(db, number, current_staff()), None
        try:
            form.digest.data = require_able_to_sign(db, found, current_user).digest
        except AppError as refusal:
            obstacle = refusal.sentence()
        missing = count_missing(found)
        return render_template(
            "appeals/sign.html", appeal=found, form=form, obstacle=obstacle, missing=missing
        )


@blueprint.post("/<number>/sign")
@requires(Permission.HEAR_APPEALS)
def sign(number: str) -> str | Response:
    """Sign with the six digits."""
    form = SignAppealForm()
    if form.validate_on_submit():
        refusal = _sign_by_digits(number, form, now())
        if refusal is None:
            return _thank(number)
        form.digits.errors = [refusal.sentence()]
    return _sign_page(number, form)


def _sign_by_digits(number: str, form: SignAppealForm, at: datetime) -> AppError | None:
    """Return what was wrong, if anything; a wrong code is counted all the same."""
    try:
        with transaction() as db:
            signed = sign_decision(
                db,
                key_ring(),
                get_appeal(db, number, current_staff()),
                current_user,
                digest_seen=form.digest.data or "",
                typed_code=form.digits.data or "",
                address=request.remote_addr or "",
                at=at,
            )
    except AppError as refusal:
        return refusal
    return signed if isinstance(signed, AppError) else None


def _thank(number: str) -> Response:
    with reading() as db:
        answered = get_appeal(db, number, current_staff()).state is AppealState.ANSWERED
    if answered:
        flash(
            gettext("You have signed. The appeal is answered; the candidate reads it on the own page."),
            "success",
        )
    else:
        flash(gettext("You have signed. The decision waits for the other signatures."), "success")
    return redirect(url_for("appeals.appeal", number=number))
