"""The item that an appeal is about: shown to the panel, put before the commission."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.appeals.item_matters import put_item
from examapp.appeals.item_shown import show_item
from examapp.appeals.queries import get_appeal
from examapp.authoring.vault import ListVault
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.delivery.papers import PaperDesk

blueprint = Blueprint("appeal_items", __name__, url_prefix="/appeals")


@blueprint.post("/<number>/item")
@grave
@requires(Permission.HEAR_APPEALS)
def item(number: str) -> str:
    """Show the item as the candidate saw it; the audit log says so before it leaves."""
    with transaction() as db:
        found = get_appeal(db, number, current_staff())
        shown, language = show_item(db, PaperDesk(ListVault(key_ring())), found, current_user, at=now())
    return render_template("appeals/item.html", number=number, item=shown, item_language=language)


@blueprint.post("/<number>/put-item")
@requires(Permission.PUT_ITEMS)
def put(number: str) -> Response:
    """Put the item before the commission, which decides on it for everybody."""
    with transaction() as db:
        code = put_item(db, get_appeal(db, number, current_staff()), current_user, at=now()).code
    flash(gettext("The question is before the commission. The appeal is named on its page."), "success")
    return redirect(url_for("item_matters.matter", code=code))
