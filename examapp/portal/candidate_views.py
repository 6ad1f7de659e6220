"""The candidate's own page: where and when, later the result and the certificate."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from examapp.accounts.errors import SignInThrottled
from examapp.appeals.filing import list_own_appeals, may_appeal
from examapp.appeals.words import about_word, remedy_word, verdict_word
from examapp.certificates.badges import BADGE_TYPE, make_badge
from examapp.certificates.lookup import Found, describe
from examapp.certificates.models import Certificate
from examapp.certificates.queries import find_certificate, read_file
from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.i18n import current_language, in_tashkent, show_day
from examapp.core.page_form import PageForm
from examapp.core.settings import Settings
from examapp.core.signing import key_ring
from examapp.notices.confirming import ON_OWN_PAGE, can_confirm, confirm_attendance, find_confirmation
from examapp.notices.facts import arrives_at
from examapp.notices.link_views import calendar_reply, slip_reply
from examapp.notices.slip import SlipDesk, draw_own_seat, make_slip, say_day
from examapp.portal.candidate_entry import CandidateUnknown, find_own_booking
from examapp.portal.learning import advise, free_again
from examapp.proctoring.names import name_for
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.outcomes import Outcome
from examapp.results.queries import find_published_result
from examapp.results.sheet_words import show_points
from examapp.sittings.excuse_queries import find_excuses
from examapp.sittings.excuse_words import say_absence
from examapp.sittings.models import Booking, SittingState

blueprint = Blueprint("candidate", __name__, url_prefix="/my")
OPEN_FOR = timedelta(minutes=30)


@blueprint.context_processor
def words() -> dict[str, object]:
    """Say here points as the sheet has them, and appeals as the panel has them."""
    return {
        "show_points": show_points,
        "about_word": about_word,
        "verdict_word": verdict_word,
        "remedy_word": remedy_word,
    }


class OwnPageForm(PageForm):
    """Code and PIN."""

    code = StringField(lazy_gettext("Your code"), [InputRequired(), Length(max=40)])
    pin = StringField(lazy_gettext("PIN"), [InputRequired(), Length(max=20)])


def own_booking_id() -> int | None:
    """Return the booking whose code and PIN were typed here a moment ago, or None."""
    kept = session.get("own_page")
    if kept is None or datetime.fromisoformat(kept["until"]) < now():
        return None
    return int(kept["booking"])


@blueprint.route("/", methods=["GET", "POST"])
@public
def own_page() -> str | AnyResponse | tuple[str, int]:
    """Ask for code and PIN, or show what belongs to them."""
    booking_id = own_booking_id()
    if booking_id is not None and request.method == "GET":
        page = _show(booking_id)
        if page is not None:
            return page
        session.pop("own_page", None)  # the place was taken away meanwhile
    form = OwnPageForm()
    if not form.validate_on_submit():
        return render_template("portal/own_page_entry.html", form=form, refusal=None)
    refusal: AppError = CandidateUnknown()
    try:
        found = _find_own(form)
    except SignInThrottled as throttled:
        found, refusal = None, throttled
    if found is None:
        page = render_template("portal/own_page_entry.html", form=form, refusal=refusal.sentence())
        return page, refusal.status
    session["own_page"] = {"booking": found.id, "until": (now() + OPEN_FOR).isoformat()}
    return redirect(url_for("candidate.own_page"))


def _find_own(form: OwnPageForm) -> Booking | None:
    with transaction() as db:
        return find_own_booking(
            db,
            key_ring(),
            typed_code=form.code.data,
            pin=form.pin.data,
            address=request.remote_addr or "",
            at=now(),
        )


def _show(booking_id: int) -> str | None:
    with reading() as db:
        booking = db.get(Booking, booking_id)
        if booking is None:
            return None
        candidate = booking.candidate
        result = find_published_result(db, booking_id)
        shown = policy_from_snapshot(booking.sitting.policy or {}).result_shown == "total_and_topics"
        return render_template(
            "portal/own_page.html",
            booking=booking,
            candidate=candidate,
            name=name_for(current_language(), candidate.name_latn, candidate.name_cyrl),
            result=result,
            learning=advise(db, result, candidate, with_topics=shown),
            again=show_day(free_again(booking)),
            certificate=find_certificate(db, booking_id),
            standing=_standing(db, booking_id),
            with_topics=shown,
            rehearsal=booking.sitting.rehearsal,
            **_appeals(db, booking),
            **_place(db, booking),
        )


def _get_own(db: Session, booking_id: int) -> Booking:
    """Return the booking, or raise NotFound where it was taken away since its codes were typed."""
    booking = db.get(Booking, booking_id)
    if booking is None:
        raise NotFound
    return booking


def _appeals(db: Session, booking: Booking) -> dict[str, object]:
    """Return what the page says of appeals: the days, whether one can be filed, and those that were.

    `absence` says of whoever is recorded as absent how it stands with a valid reason.
    """
    window, can = may_appeal(db, booking, now())
    absent = window is not None and window.told.line.outcome is Outcome.ABSENT
    excuse = find_excuses(db, [booking.candidate_code]).get(booking.candidate_code)
    return {
        "absence": say_absence(booking.sitting, excuse, now()) if absent else "",
        "window": window,
        "can_appeal": can,
        "window_open": window is not None and window.is_open(now()),
        "appeals": list_own_appeals(db, booking),
    }


def _standing(db: Session, booking_id: int) -> Found:
    """Return where the certificate of a booking stands today."""
    return describe(find_certificate(db, booking_id), in_tashkent(now()).date())


def _place(db: Session, booking: Booking) -> dict[str, object]:
    """Return what the page says of day, hour and seat."""
    starts_at = booking.sitting.starts_at
    return {
        "day": say_day(in_tashkent(starts_at).date(), current_language()),
        "arrive": arrives_at(booking.sitting),
        "ahead": booking.sitting.state is not SittingState.CANCELLED and starts_at > now(),
        "plan": draw_own_seat(booking, current_language()),
        "confirmation": find_confirmation(db, booking),
        "can_confirm": can_confirm(booking, now()),
    }


@blueprint.post("/confirm")
@public
def confirm() -> AnyResponse:
    """Note that the candidate will come."""
    booking_id = own_booking_id()
    if booking_id is not None:
        with transaction() as db:
            confirm_attendance(db, _get_own(db, booking_id), way=ON_OWN_PAGE, at=now())
    return redirect(url_for("candidate.own_page"))


@blueprint.get("/slip.pdf")
@public
def own_slip() -> AnyResponse:
    """Give the candidate their admission slip, in the language of the page."""
    booking_id = own_booking_id()
    if booking_id is None:
        raise NotFound
    settings: Settings = current_app.config["SETTINGS"]
    desk = SlipDesk(settings.fonts, settings.base_url, key_ring())
    with reading() as db:
        booking = _get_own(db, booking_id)
        if booking.sitting.state is SittingState.CANCELLED:  # the page says so; a slip would call them in
            return redirect(url_for("candidate.own_page"))
        return slip_reply(make_slip(db, booking, desk, now(), current_language()), booking)


@blueprint.get("/test.ics")
@public
def own_calendar() -> Response:
    """Give the candidate their date for a calendar, in the language of the page."""
    booking_id = own_booking_id()
    if booking_id is None:
        raise NotFound
    with reading() as db:
        return calendar_reply(db, _get_own(db, booking_id), current_language())


@blueprint.get("/certificate.pdf")
@public
def own_certificate() -> Response:
    """Give the candidate their own certificate's file."""
    return _own_file(read_file, "application/pdf", "pdf")


@blueprint.get("/badge.json")
@public
def own_badge() -> Response:
    """Give the candidate the Open Badges credential of their own certificate."""
    return _own_file(make_badge, BADGE_TYPE, "json")


def _own_file(read: Callable[[Certificate], bytes], media_type: str, ending: str) -> Response:
    """Give what is read of the own certificate; NotFound without code and PIN, or without one."""
    booking_id = own_booking_id()
    if booking_id is None:
        raise NotFound
    with reading() as db:
        certificate = find_certificate(db, booking_id)
        if certificate is None:
            raise NotFound
        content = read(certificate)
    name = f'attachment; filename="{certificate.number}.{ending}"'
    return Response(content, content_type=media_type, headers={"Content-Disposition": name})


@blueprint.post("/leave")
@public
def leave() -> AnyResponse:
    """Close the page for whoever sits at this computer next."""
    session.pop("own_page", None)
    return redirect(url_for("portal.front"))


def init_candidate_pages(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
