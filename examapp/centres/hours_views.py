"""Pages of a centre's opening hours and of the people who answer for it."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date, gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from examapp.centres.hours_forms import ContactForm, SpecialDayForm, read_hours, show_hours
from examapp.centres.hours_keeping import (
    add_contact,
    read_opening_times,
    remove_contact,
    remove_special_day,
    set_special_day,
    set_week,
)
from examapp.centres.models import Centre
from examapp.centres.opening_hours import Hours, show_time_of_day
from examapp.centres.queries import get_centre
from examapp.centres.views import blueprint
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.page_form import PageForm
from examapp.core.permissions import Permission

WEEK = range(7)
_A_MONDAY = date(2024, 1, 1)


def weekday_name(weekday: int) -> str:
    """Return a weekday's name in the language of the page, with a capital letter."""
    name = format_date(_A_MONDAY + timedelta(days=weekday), "EEEE", rebase=False)
    return str(name[:1].upper() + name[1:]).replace("‘", "ʻ")


def _page(
    centre: Centre,
    typed: dict[int, tuple[str, str]],
    errors: dict[int, str] | None = None,
    day_form: SpecialDayForm | None = None,
) -> str:
    return render_template(
        "centres/hours.html",
        centre=centre,
        names=[weekday_name(weekday) for weekday in WEEK],
        typed=typed,
        errors=errors or {},
        form=PageForm(formdata=None),
        day_form=day_form or SpecialDayForm(formdata=None),
        show_time=show_time_of_day,
    )


def _standing(centre: Centre) -> dict[int, tuple[str, str]]:
    week = read_opening_times(centre).week
    return {weekday: show_hours(week.get(weekday)) for weekday in WEEK}


@blueprint.route("/centres/<code>/hours", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def hours(code: str) -> str | Response:
    """Show the week and the special days, and take another week in."""
    form = PageForm()
    with transaction() as db:
        centre = get_centre(db, code, current_staff())
        if not form.validate_on_submit():
            return _page(centre, _standing(centre))
        typed = {
            one: (request.form.get(f"opens-{one}", ""), request.form.get(f"closes-{one}", "")) for one in WEEK
        }
        week, errors = _read_week(typed)
        if errors:
            return _page(centre, typed, errors)
        set_week(db, centre, week, actor=current_user.actor, at=now())
    flash(gettext("The hours are saved."), "success")
    return redirect(url_for("centres.hours", code=code))


def _read_week(typed: dict[int, tuple[str, str]]) -> tuple[dict[int, Hours], dict[int, str]]:
    week, errors = {}, {}
    for weekday, (opens, closes) in typed.items():
        try:
            found = read_hours(opens, closes)
        except ValidationError as error:
            errors[weekday] = str(error)
        else:
            if found is not None:
                week[weekday] = found
    return week, errors


@blueprint.post("/centres/<code>/special-days")
@requires(Permission.MANAGE_CENTRES)
def add_special_day(code: str) -> str | Response:
    """Say how one day differs."""
    form = SpecialDayForm()
    with transaction() as db:
        centre = get_centre(db, code, current_staff())
        if not form.validate_on_submit():
            return _page(centre, _standing(centre), day_form=form)
        day, why = form.day.data, form.reason.data
        set_special_day(db, centre, day, form.hours, reason=why, actor=current_user.actor, at=now())
    return redirect(url_for("centres.hours", code=code))


@blueprint.post("/centres/<code>/special-days/<day>/remove")
@requires(Permission.MANAGE_CENTRES)
def drop_special_day(code: str, day: str) -> Response:
    """Let a day follow the week again."""
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    with transaction() as db:
        remove_special_day(
            db, get_centre(db, code, current_staff()), which, actor=current_user.actor, at=now()
        )
    return redirect(url_for("centres.hours", code=code))


@blueprint.route("/centres/<code>/contacts", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def contacts(code: str) -> str | Response:
    """Show who answers for a centre, and add somebody."""
    form = ContactForm()
    if form.validate_on_submit():
        with transaction() as db:
            _add_contact(db, code, form)
        return redirect(url_for("centres.contacts", code=code))
    with reading() as db:
        centre = get_centre(db, code, current_staff())
        return render_template("centres/contacts.html", centre=centre, form=form)


def _add_contact(db: Session, code: str, form: ContactForm) -> None:
    centre, who = get_centre(db, code, current_staff()), current_user.actor
    name, role, phone = form.name.data, form.role.data, form.phone.data
    add_contact(db, centre, name=name, role=role, phone=phone, actor=who, at=now())


@blueprint.post("/centres/<code>/contacts/<int:contact_id>/remove")
@requires(Permission.MANAGE_CENTRES)
def drop_contact(code: str, contact_id: int) -> Response:
    """Take somebody off the list."""
    with transaction() as db:
        centre = get_centre(db, code, current_staff())
        remove_contact(db, centre, contact_id, actor=current_user.actor, at=now())
    return redirect(url_for("centres.contacts", code=code))
