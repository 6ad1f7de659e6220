"""The page of webhooks: an HR officer's for the own body, an operator's for the whole republic."""

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from examapp.core.access import grave, public, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.page_form import PageForm
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.webhooks.calling import LONGEST_URL, read_url
from examapp.webhooks.document import calls_document
from examapp.webhooks.errors import AddressRefused
from examapp.webhooks.keeping import body_of, end_webhook, list_webhooks, make_webhook, secret_of
from examapp.webhooks.models import CallState, WebhookCall

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


class WebhookForm(PageForm):
    """An address."""

    url = StringField(
        lazy_gettext("Address of the program"),
        [InputRequired(), Length(max=LONGEST_URL)],
        description=lazy_gettext("Begins with https:// and can be reached from outside."),
    )


@blueprint.route("/", methods=["GET", "POST"])
@grave
@requires(Permission.KEEP_API_TOKENS)
def webhooks() -> str:
    """Show the addresses, and enter one; its secret is shown once."""
    form = WebhookForm()
    with reading() as db:
        body = body_of(db, current_user)
    if form.validate_on_submit():
        try:
            url = read_url(form.url.data, private=current_settings().webhooks_private)
        except AddressRefused as refusal:
            form.url.errors = [refusal.sentence()]
        else:
            with transaction() as db:
                made = make_webhook(db, body, url, actor=current_user.actor, at=now())
            return render_template("webhooks/made.html", webhook=made, secret=secret_of(key_ring(), made))
    with reading() as db:
        kept = list_webhooks(db, body)
        counts = _count_calls(db, [one.id for one in kept])
    return render_template(
        "webhooks/webhooks.html", form=form, webhooks=kept, body=body, counts=counts, states=CallState
    )


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """Give anybody the document by which a receiver is written."""
    return jsonify(calls_document())


def _count_calls(db: Session, ids: list[int]) -> dict[tuple[int, CallState], int]:
    rows = db.execute(
        select(WebhookCall.webhook_id, WebhookCall.state, func.count().label("number"))
        .where(WebhookCall.webhook_id.in_(ids))
        .group_by(WebhookCall.webhook_id, WebhookCall.state)
    )
    return {(row.webhook_id, row.state): row.number for row in rows}


@blueprint.post("/<code>/end")
@requires(Permission.KEEP_API_TOKENS)
def end(code: str) -> Response:
    """End a webhook."""
    with transaction() as db:
        end_webhook(db, body_of(db, current_user), code, actor=current_user.actor, at=now())
    flash(gettext("The address is not called any more."), "success")
    return redirect(url_for("webhooks.webhooks"))


def init_webhooks(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
