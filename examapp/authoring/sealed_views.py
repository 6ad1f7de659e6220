"""The page on which the items of a sealed list are opened, by those who may, for a reason that is kept."""

from flask import Blueprint, Flask, render_template
from flask_login import current_user

from examapp.authoring.desk_errors import ReasonMissing
from examapp.authoring.desk_forms import OpenSealedForm
from examapp.authoring.queries import get_question_list
from examapp.authoring.sealed_opening import open_sealed_items, show_opened
from examapp.authoring.vault import ListVault
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring

sealed_items = Blueprint("sealed_items", __name__)


@sealed_items.route("/question-lists/<code>/items", methods=["GET", "POST"])
@grave
@requires(Permission.OPEN_SEALED_ITEMS)
def open_items(code: str) -> str:
    """Ask for the reason; with one, show the items and write it into the audit log."""
    form = OpenSealedForm()
    form.offer()
    with reading() as db:
        found = get_question_list(db, code)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                opened = open_sealed_items(
                    db,
                    get_question_list(db, code),
                    ListVault(key_ring()),
                    form.reason.data,
                    account=current_user,
                    at=now(),
                )
        except ReasonMissing as refusal:
            form.reason.errors = [refusal.sentence()]
        else:
            shown = show_opened(opened, form.topic.data or "", current_language())
            return render_template(
                "authoring/desk/opened.html", list=found, items=shown, reason=form.reason.data
            )
    return render_template("authoring/desk/open_sealed.html", list=found, form=form)


def init_sealed_items(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(sealed_items)
