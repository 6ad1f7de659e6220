"""The page behind the link of a message: where and when, the slip, and one button. No account, no cookie."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.centres.naming import say_room
from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import LANGUAGE_COOKIE, current_language, in_tashkent, to_locale
from examapp.core.settings import Settings
from examapp.core.signing import key_ring
from examapp.notices.confirming import BY_LINK, can_confirm, confirm_attendance, find_confirmation
from examapp.notices.facts import arrives_at
from examapp.notices.links import get_linked_booking
from examapp.notices.own_calendar import make_own_calendar
from examapp.notices.slip import SlipDesk, draw_own_seat, make_slip, say_day
from examapp.sittings.models import Booking, SittingState

blueprint = Blueprint("notice_link", __name__, url_prefix="/n")


@blueprint.get("/<token>")
@public
def show(token: str) -> str:
    """Show where and when."""
    with reading() as db:
        return _page(db, get_linked_booking(db, key_ring(), token), token)


@blueprint.post("/<token>")
@public
def confirm(token: str) -> str:
    """Note that the person will come, and show the same page."""
    with transaction() as db:
        booking = get_linked_booking(db, key_ring(), token)
        confirm_attendance(db, booking, way=BY_LINK, at=now())
    with reading() as db:
        return _page(db, get_linked_booking(db, key_ring(), token), token)


@blueprint.get("/<token>/slip.pdf")
@public
def slip(token: str) -> AnyResponse:
    """Give the admission slip; whoever has the link has the code on it already."""
    settings: Settings = current_app.config["SETTINGS"]
    desk = SlipDesk(settings.fonts, settings.base_url, key_ring())
    with reading() as db:
        booking = get_linked_booking(db, key_ring(), token)
        if booking.sitting.state is SittingState.CANCELLED:  # the page says so; a slip would call them in
            return redirect(url_for("notice_link.show", token=token))
        return slip_reply(make_slip(db, booking, desk, now()), booking)


@blueprint.get("/<token>/test.ics")
@public
def calendar(token: str) -> Response:
    """Give the date to a calendar, in the language of the letter."""
    with reading() as db:
        booking = get_linked_booking(db, key_ring(), token)
        return calendar_reply(db, booking, booking.candidate.language)


def calendar_reply(db: Session, booking: Booking, language: str) -> Response:
    """Return a booking's date as a file for calendars."""
    base_url = current_app.config["SETTINGS"].base_url
    content = make_own_calendar(db, booking, key_ring(), base_url, language=language, at=now())
    name = f'attachment; filename="{booking.sitting.code}.ics"'
    headers = {"Content-Disposition": name}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)


def slip_reply(content: bytes, booking: Booking) -> Response:
    """Return a slip as a download named by the sitting."""
    name = f'attachment; filename="{booking.sitting.code}-{booking.candidate_code}.pdf"'
    return Response(content, content_type="application/pdf", headers={"Content-Disposition": name})


def _page(db: Session, booking: Booking, token: str) -> str:
    if LANGUAGE_COOKIE in request.args or LANGUAGE_COOKIE in request.cookies:
        return _fill(db, booking, token)
    # Nobody has chosen here: then the page speaks as the letter did.
    with force_locale(to_locale(booking.candidate.language)):
        return _fill(db, booking, token)


def _fill(db: Session, booking: Booking, token: str) -> str:
    sitting = booking.sitting
    return render_template(
        "notices/link.html",
        booking=booking,
        token=token,
        arrive=arrives_at(sitting),
        day=say_day(in_tashkent(sitting.starts_at).date(), current_language()),
        room=say_room(sitting.room.name),
        plan=draw_own_seat(booking, current_language()),
        confirmation=find_confirmation(db, booking),
        can_confirm=can_confirm(booking, now()),
        ahead=sitting.state is not SittingState.CANCELLED and sitting.starts_at > now(),
        rehearsal=sitting.rehearsal,
    )
