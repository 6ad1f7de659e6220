"""The page over which a panel of judges talks: its own figures beside what candidates made of the items.

It stands above the rooms because ballots lie below the marking of answers.
"""

from decimal import Decimal

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.db import reading
from examapp.core.permissions import Permission, may
from examapp.cut_scores.discussing import Measured, discuss
from examapp.cut_scores.errors import WrongStep
from examapp.cut_scores.queries import get_seat
from examapp.cut_scores.room_views import find_study
from examapp.grading.queries import item_shares

blueprint = Blueprint("cut_score_discussion", __name__, url_prefix="/cut-scores")


@blueprint.get("/<code>/discussion")
@requires(Permission.VIEW_CUT_SCORES)
def discussion(code: str) -> str | Response:
    """Show the first round's figures, once it is closed."""
    with reading() as db:
        study, question_list = find_study(db, code)
        if may(current_user, Permission.JUDGE_ITEMS):
            get_seat(db, study, current_user.id)
        shares = item_shares(db, question_list.digest)
        measured = {
            item: Measured(share * Decimal(100), answers) for item, (share, answers) in shares.items()
        }
        try:
            figures = discuss(db, study, current_user.id, measured)
        except WrongStep:
            return redirect(url_for("cut_scores.study", code=code))
        return render_template(
            "cut_scores/discussion.html", study=study, list=question_list, figures=figures, measured=measured
        )


def init_discussion(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
