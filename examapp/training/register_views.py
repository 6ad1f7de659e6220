"""The keepers' pages of the register: working body, operator, Ministry and State Testing Centre."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.organisations.districts import list_districts, read_district
from examapp.organisations.errors import DistrictRefused, NameRefused
from examapp.training.entry_facts import EntryFacts
from examapp.training.errors import EntryRefused
from examapp.training.keeping import (
    Keeper,
    add_institution,
    change_institution,
    check_institution,
    restore_institution,
    withdraw_institution,
)
from examapp.training.queries import get_institution, list_kept
from examapp.training.register_checks import is_overdue
from examapp.training.web_forms import InstitutionForm, WithdrawForm

blueprint = Blueprint("training_register", __name__, url_prefix="/training/register")


def keeper() -> Keeper:
    """Return who acts, as the history names them."""
    return Keeper(current_user.actor, current_user.display_name, current_user.role)


@blueprint.get("/")
@requires(Permission.KEEP_TRAINING_REGISTER)
def entries() -> str:
    """List the entries, the longest unchecked first."""
    today = now().astimezone(TASHKENT).date()
    with reading() as db:
        found = list_kept(db, current_user.region_code)
        districts = {one.code: one.name for one in list_districts(db)}
    overdue = {one.code for one in found if not one.withdrawn_at and is_overdue(one.checked_on, today)}
    return render_template("training/entries.html", entries=found, overdue=overdue, districts=districts)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.KEEP_TRAINING_REGISTER)
def new_entry() -> str | Response:
    """Add an institution."""
    form = InstitutionForm()
    _offer(form)
    if form.validate_on_submit():
        with transaction() as db:
            facts = _read(db, form)
            entry = add_institution(db, facts, by=keeper(), at=now()) if facts else None
        if entry:
            flash(
                gettext("The institution stands in the register now. Its code is %(code)s.", code=entry.code)
            )
            return redirect(url_for("training_register.entries"))
    return render_template("training/entry.html", form=form, entry=None)


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Permission.KEEP_TRAINING_REGISTER)
def entry(code: str) -> str | Response:
    """Show an entry with its history, and change it."""
    form = InstitutionForm()
    _offer(form)
    with reading() as db:
        found = get_institution(db, code, current_user.region_code)
        events = list(found.events)
    if form.validate_on_submit():
        with transaction() as db:
            facts = _read(db, form)
            if facts:
                kept = get_institution(db, code, current_user.region_code)
                change_institution(db, kept, facts, by=keeper(), at=now())
        if facts:
            flash(
                gettext("The entry is saved. If it is right as a whole, say that you have checked it."),
                "success",
            )
            return redirect(url_for("training_register.entry", code=code))
    elif not form.is_submitted():
        form.show(found)
    overdue = is_overdue(found.checked_on, now().astimezone(TASHKENT).date())
    return render_template("training/entry.html", form=form, entry=found, events=events, overdue=overdue)


def _offer(form: InstitutionForm) -> None:
    with reading() as db:
        form.offer(list_districts(db, current_user.region_code), current_user.region_code)


def _read(db: Session, form: InstitutionForm) -> EntryFacts | None:
    try:
        return form.read(read_district(db, form.district_code.data, form.region_code.data))
    except EntryRefused as refusal:
        form[refusal.field].errors = [*form[refusal.field].errors, refusal.sentence()]
    except DistrictRefused as refusal:
        form.district_code.errors = [*form.district_code.errors, refusal.sentence()]
    except NameRefused as refusal:
        form.name_latn.errors = [*form.name_latn.errors, refusal.sentence()]
    return None


@blueprint.post("/<code>/check")
@requires(Permission.KEEP_TRAINING_REGISTER)
def check(code: str) -> Response:
    """Say that the entry was checked today."""
    with transaction() as db:
        found = get_institution(db, code, current_user.region_code)
        check_institution(db, found, by=keeper(), at=now())
    flash(gettext("Checked today. The reminder comes in six months."), "success")
    return redirect(url_for("training_register.entries"))


@blueprint.route("/<code>/withdraw", methods=["GET", "POST"])
@requires(Permission.KEEP_TRAINING_REGISTER)
def withdraw(code: str) -> str | Response:
    """Ask for the reason, then take the entry off the public register."""
    form = WithdrawForm()
    with reading() as db:
        found = get_institution(db, code, current_user.region_code)
    if not form.validate_on_submit():
        return render_template("training/withdraw.html", form=form, entry=found)
    with transaction() as db:
        found = get_institution(db, code, current_user.region_code)
        withdraw_institution(db, found, reason=form.reason.data, by=keeper(), at=now())
    flash(gettext("The entry no longer stands in the public register."), "success")
    return redirect(url_for("training_register.entry", code=code))


@blueprint.post("/<code>/restore")
@requires(Permission.KEEP_TRAINING_REGISTER)
def restore(code: str) -> Response:
    """Put a withdrawn entry back."""
    with transaction() as db:
        found = get_institution(db, code, current_user.region_code)
        restore_institution(db, found, by=keeper(), at=now())
    flash(gettext("The entry stands in the public register again."), "success")
    return redirect(url_for("training_register.entry", code=code))
