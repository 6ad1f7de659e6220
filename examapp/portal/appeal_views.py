"""The candidate's appeal on the own page: what it is about, its number, its deadline, its answer."""

from flask import Blueprint, Flask, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from examapp.appeals.deadlines import find_window
from examapp.appeals.filing import Complaint, file_appeal, list_own_appeals, may_appeal
from examapp.appeals.models import About
from examapp.appeals.paper import print_decision
from examapp.appeals.web_forms import FileAppealForm
from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.web import current_settings
from examapp.delivery.api import attempt_desk
from examapp.portal.candidate_views import own_booking_id
from examapp.results.outcomes import Outcome
from examapp.sittings.models import Booking

blueprint = Blueprint("own_appeal", __name__, url_prefix="/my")


@blueprint.get("/appeal")
@public
def appeal() -> str | AnyResponse:
    """Ask what the candidate does not agree with."""
    form, booking_id = FileAppealForm(formdata=None), own_booking_id()
    if booking_id is None:
        return redirect(url_for("candidate.own_page"))
    _offer(form, booking_id)
    return _page(form, booking_id)


@blueprint.post("/appeal")
@public
def send_appeal() -> str | AnyResponse:
    """File the appeal."""
    form, booking_id = FileAppealForm(), own_booking_id()
    if booking_id is None:
        return redirect(url_for("candidate.own_page"))
    _offer(form, booking_id)
    if form.validate_on_submit():
        number = form.item_number.data if "item_number" in form else None
        told = Complaint(About(form.about.data), form.text.data or "", number)
        try:
            with transaction() as db:
                booking = db.get_one(Booking, booking_id)
                file_appeal(db, attempt_desk().papers, booking, told, at=now())
        except AppError as refusal:
            form.form_errors.append(refusal.sentence())
        else:
            return redirect(url_for("candidate.own_page", _anchor="appeals"))
    return _page(form, booking_id)


@blueprint.get("/appeals/<number>.pdf")
@public
def decision(number: str) -> AnyResponse:
    """Give the candidate the decision on an own appeal."""
    booking_id = own_booking_id()
    if booking_id is None:
        return redirect(url_for("candidate.own_page"))
    with reading() as db:
        booking = db.get_one(Booking, booking_id)
        own = next((one for one in list_own_appeals(db, booking) if one.number == number), None)
        if own is None:
            raise NotFound
        content = print_decision(db, own, current_settings().fonts)
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"', "Cache-Control": "no-store"}
    return Response(content, content_type="application/pdf", headers=headers)


def _offer(form: FileAppealForm, booking_id: int) -> None:
    """Offer what can be appealed by the newest published result."""
    with reading() as db:
        window = find_window(db, db.get_one(Booking, booking_id))
    form.offer(absent=window is not None and window.told.line.outcome is Outcome.ABSENT)


def _page(form: FileAppealForm, booking_id: int) -> str | AnyResponse:
    with reading() as db:
        window, can = may_appeal(db, db.get_one(Booking, booking_id), now())
        if not (can or form.form_errors):
            return redirect(url_for("candidate.own_page", _anchor="appeals"))
        return render_template("portal/appeal.html", form=form, window=window)


def init_own_appeals(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
