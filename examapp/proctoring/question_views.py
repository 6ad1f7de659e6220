"""The page of one question about one person: the answer is the button that sends it."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.i18n import current_language
from examapp.proctoring.act_form import ActForm
from examapp.proctoring.console_views import PERSON_ACT, act_on_person
from examapp.proctoring.interventions import find_last_act
from examapp.proctoring.queries import get_booking_of
from examapp.proctoring.room_view import read_room
from examapp.sittings.queries import get_sitting


def _ask(template: str, code: str, person: str, form: ActForm, **page: Any) -> str:
    """Render the page of one question about one person."""
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        form.draw(find_last_act(db, sitting.id))
        booking = get_booking_of(db, sitting, person)
        room = read_room(db, sitting, current_language(), read_instant())
        return render_template(
            template,
            sitting=sitting,
            rehearsal=sitting.rehearsal,
            seat=room.find(person),
            candidate=booking.candidate,
            form=form,
            **page,
        )


def ask_person(
    template: str,
    code: str,
    person: str,
    form: ActForm,
    *,
    act: PERSON_ACT,
    say: Callable[[Any], str],
    **page: Any,
) -> str | Response:
    """Do what the page's answer asks for; without one, or with one that is not whole, ask."""
    if form.validate_on_submit():
        return act_on_person(code, person, form, act, say)
    return _ask(template, code, person, form, **page)
