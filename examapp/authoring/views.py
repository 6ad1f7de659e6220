"""Pages of the question lists."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.authoring.ceremony import list_signatures
from examapp.authoring.errors import ListBroken
from examapp.authoring.lists import OFFICIALS, check_statement, read_contents
from examapp.authoring.queries import count_items_by_topic, get_question_list, list_question_lists
from examapp.authoring.sealing_views import blueprint as sealing
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.authoring.web_forms import ReasonForm
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.programmes.queries import get_programme, list_programmes

blueprint = Blueprint("authoring", __name__)


@blueprint.get("/question-lists")
@requires(Permission.MANAGE_QUESTION_LISTS)
def question_lists() -> str:
    """List the question lists of the installation."""
    with reading() as db:
        lists, programmes = list_question_lists(db), list_programmes(db)
        return render_template("authoring/question_lists.html", lists=lists, programmes=programmes)


@blueprint.get("/question-lists/<code>")
@requires(Permission.MANAGE_QUESTION_LISTS)
def question_list(code: str) -> str:
    """Show what a list is and whether every byte of it is as it was sealed."""
    with reading() as db:
        found = get_question_list(db, code)
        try:
            vault = ListVault(key_ring())
            check_statement(db, found, vault)
            read_contents(db, found, vault)
            broken = None
        except ListBroken as failure:
            broken = failure.sentence()
        return render_template(
            "authoring/question_list.html",
            list=found,
            topics=count_items_by_topic(db, found.id),
            signatures=list_signatures(db, found),
            needed=OFFICIALS,
            form=ReasonForm(),
            broken=broken,
        )


@blueprint.post("/question-lists/shipped")
@requires(Permission.MANAGE_QUESTION_LISTS)
def take_in_shipped() -> Response:
    """Take in the sample list that comes with the program, signed by this installation."""
    with transaction() as db:
        programme = get_programme(db, request.form.get("programme", ""))
        taken = take_in_shipped_list(
            db, ListVault(key_ring()), programme=programme, actor=current_user.actor, at=now()
        )
    flash(gettext("The list %(code)s was taken in and signed.", code=taken.code), "success")
    return redirect(url_for("authoring.question_list", code=taken.code))


def init_authoring(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
    app.register_blueprint(sealing)
