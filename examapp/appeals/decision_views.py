"""The page on which the panel writes its decision down."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.appeals.deciding import Draft, draft_decision, newest_sheet
from examapp.appeals.models import Appeal, Remedy, Verdict
from examapp.appeals.panel import require_on_panel
from examapp.appeals.queries import get_appeal
from examapp.appeals.remedies import find_own_line, list_remedies
from examapp.appeals.web_forms import DecideAppealForm
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.results.content import SheetContent
from examapp.results.queries import read_content

blueprint = Blueprint("appeal_decisions", __name__, url_prefix="/appeals")


@blueprint.route("/<number>/decision", methods=["GET", "POST"])
@requires(Permission.HEAR_APPEALS)
def decide(number: str) -> str | Response:
    """Write the decision down, for the panel to sign."""
    form, points = DecideAppealForm(), _typed_points()
    with reading() as db:
        found, content = _before_the_panel(db, number)
        form.offer(list_remedies(db, content, found))
    if form.validate_on_submit() and _draft(number, form, points):
        flash(
            gettext("The decision is written down. Each of the panel signs it at their own sign-in."),
            "success",
        )
        return redirect(url_for("appeal_signing.ask_to_sign", number=number))
    with reading() as db:
        found, content = _before_the_panel(db, number)
        line = find_own_line(content, found)
        topics = [column.topic for column in content.topics if column.topic in line.topics]
        return render_template(
            "appeals/decision.html", appeal=found, line=line, topics=topics, form=form, points=points
        )


def _before_the_panel(db: Session, number: str) -> tuple[Appeal, SheetContent]:
    """Return an appeal, for one of its panel, with the sheet as it stands."""
    found = get_appeal(db, number, current_staff())
    require_on_panel(db, found, current_user)
    return found, read_content(newest_sheet(db, found))


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
