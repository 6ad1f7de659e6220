"""Pages of the order on attendance and of each person's acquaintance with the schedule."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.blueprint import lists, send_file
from examapp.candidates.list_errors import DayRefused, OrderRefused
from examapp.candidates.list_forms import AcquaintanceForm, OrderForm
from examapp.candidates.list_queries import list_entries
from examapp.candidates.list_sight import get_list
from examapp.candidates.orders import (
    get_order,
    list_orders,
    record_acquaintance,
    require_acquaintance,
    upload_order,
)
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission


@lists.route("/<code>/order", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def order(code: str) -> str | AnyResponse:
    """Upload the order on attendance of the own organisation's list."""
    form = OrderForm()
    with reading() as db:
        found = get_list(db, code, current_user)
        orders = list_orders(db, found)
    if form.validate_on_submit():
        try:
            _upload(code, form)
        except OrderRefused as refusal:
            form.file.errors = [refusal.sentence()]
        except DayRefused as refusal:
            form.dated_on.errors = [refusal.sentence()]
        else:
            flash(gettext("The order is kept."), "success")
            return redirect(url_for("lists.one_list", code=code))
    return render_template("candidates/lists/order.html", form=form, found=found, orders=orders)


def _upload(code: str, form: OrderForm) -> None:
    data = form.file.data.read()
    with transaction() as db:
        upload_order(
            db,
            get_list(db, code, current_user),
            data,
            file_name=form.file.data.filename or "",
            number=form.number.data,
            dated_on=form.dated_on.data,
            by=current_user,
            at=now(),
        )


@lists.get("/<code>/orders/<order>")
@requires(Permission.VIEW_LISTS)
def download_order(code: str, order: str) -> Response:
    """Hand out an order as it was uploaded."""
    with reading() as db:
        kept = get_order(db, get_list(db, code, current_user), order)
        return send_file(kept.file.content, kept.file_name, kept.file.media_type)


@lists.route("/<code>/acquaintance", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def acquaintance(code: str) -> str | AnyResponse:
    """Record who has seen the schedule on which day."""
    form = AcquaintanceForm()
    with reading() as db:
        found = get_list(db, code, current_user)
        require_acquaintance(db, found, now())
        page = request.args.get("page", 1, type=int)
        people = list_entries(db, found, show="unacquainted", page=page)
    if form.validate_on_submit():
        try:
            number = _record(code, form)
        except DayRefused as refusal:
            form.day.errors = [refusal.sentence()]
        else:
            flash(ngettext("%(num)s person is recorded.", "%(num)s people are recorded.", number), "success")
            return redirect(url_for("lists.acquaintance", code=code))
    return render_template("candidates/lists/acquaintance.html", form=form, found=found, people=people)


def _record(code: str, form: AcquaintanceForm) -> int:
    chosen = "shown" if request.form.get("act") == "everybody" else "person"
    ids = [int(one) for one in request.form.getlist(chosen) if one.isdecimal() and len(one) < 10]
    with transaction() as db:
        found = get_list(db, code, current_user)
        return record_acquaintance(db, found, ids, form.day.data, by=current_user, at=now())
