"""The pages of what went wrong: an incident by its kind, and the report of a breach of the rules."""

from collections.abc import Callable, Sequence

from flask import request
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from examapp.core.access import requires
from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.delivery.api import attempt_desk
from examapp.delivery.attempts import find_attempt
from examapp.delivery.models import Attempt
from examapp.proctoring.console_views import act_on_person, act_on_sitting, blueprint
from examapp.proctoring.errors import NoItemToShow
from examapp.proctoring.incidents import open_appeal_file, put_item, record_incident, report_breach
from examapp.proctoring.interventions import Hand
from examapp.proctoring.item_seen import find_item_numbered
from examapp.proctoring.models import IncidentKind
from examapp.proctoring.queries import find_attempt_of, get_booking_of
from examapp.proctoring.reasons import BREACH_KINDS, TIME_KINDS
from examapp.proctoring.room_view import read_room
from examapp.proctoring.room_views import ask_room
from examapp.proctoring.web_forms import BreachForm, IncidentForm
from examapp.sittings.models import Sitting
from examapp.sittings.queries import get_sitting


@blueprint.route("/<code>/incident", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def incident(code: str) -> str | Response:
    """Ask what has happened to whom, and record it with its consequence."""
    form = IncidentForm(who=request.args.get("seat", ""))
    form.who.choices = [SelectChoice("", gettext("The whole room")), *_offer_people(code)]
    if form.validate_on_submit():
        kind = IncidentKind(form.kind.data)
        if kind not in PERSONAL:
            return _record(code, form, kind)
        if not form.who.data:
            form.who.errors = [gettext("Choose whom it concerns: this is about one person.")]
        elif kind is IncidentKind.ITEM_FAULT and not _names_item(code, form):
            form.number.errors = [gettext("Type the number under which the question stands on that screen.")]
        else:
            return PERSONAL[kind](code, form)
    return ask_room("proctoring/incident.html", code, form=form, time_kinds=TIME_KINDS)


def _names_item(code: str, form: IncidentForm) -> bool:
    with reading() as db:
        booking = get_booking_of(db, get_sitting(db, code, current_user), form.who.data)
        attempt = find_attempt(db, booking.id)
        desk = attempt_desk().papers
        return attempt is not None and find_item_numbered(db, desk, attempt, form.number.data) is not None


def _offer_people(code: str) -> Sequence[SelectChoice]:
    with reading() as db:
        room = read_room(db, get_sitting(db, code, current_user), current_language(), read_instant())
    return [SelectChoice(one.code, f"{one.seat} · {one.name}") for one in room.seats]


def _record(code: str, form: IncidentForm, kind: IncidentKind) -> Response:
    minutes, text, who = form.minutes(), form.text.data or "", form.who.data

    def act(db: Session, sitting: Sitting, hand: Hand) -> object:
        attempt = find_attempt_of(db, sitting, who, hand.now.wall)
        return record_incident(db, sitting, attempt, kind, hand, text=text, minutes=minutes)

    return act_on_sitting(code, form, act, lambda _: gettext("The incident is recorded."))


def _put_item(code: str, form: IncidentForm) -> Response:
    number, text = form.number.data, form.text.data or ""

    def act(db: Session, sitting: Sitting, attempt: Attempt, hand: Hand) -> object:
        seen = find_item_numbered(db, attempt_desk().papers, attempt, number)
        if seen is None:
            raise NoItemToShow
        return put_item(db, sitting, attempt, seen, hand, text=text)

    return act_on_person(
        code,
        form.who.data,
        form,
        act,
        lambda one: gettext("The question is put before the commission (incident %(code)s).", code=one.code),
    )


def _open_file(code: str, form: IncidentForm) -> Response:
    text = form.text.data or ""
    return act_on_person(
        code,
        form.who.data,
        form,
        lambda db, sitting, attempt, hand: open_appeal_file(db, sitting, attempt, hand, text=text),
        lambda file: gettext(
            "Appeal file %(code)s is opened. Tell the candidate its number.", code=file.code
        ),
    )


# These concern one person, and lead elsewhere than to minutes.
PERSONAL: dict[IncidentKind, Callable[[str, IncidentForm], Response]] = {
    IncidentKind.ITEM_FAULT: _put_item,
    IncidentKind.COMPLAINT: _open_file,
}


@blueprint.route("/<code>/people/<person>/breach", methods=["GET", "POST"])
@requires(Permission.RUN_SITTINGS)
def breach(code: str, person: str) -> str | Response:
    """Ask what breach of the rules was seen, and report it to the commission."""
    form = BreachForm()
    if form.validate_on_submit():
        kind, text = IncidentKind(form.kind.data), form.text.data or ""
        return act_on_person(
            code,
            person,
            form,
            lambda db, sitting, attempt, hand: report_breach(db, sitting, attempt, kind, hand, text=text),
            lambda one: gettext("Report %(code)s is put before the commission.", code=one.code),
        )
    return ask_room("proctoring/breach.html", code, form=form, kinds=BREACH_KINDS, person=person)
