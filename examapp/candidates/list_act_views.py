"""What is done with a list as a whole, and with one of its people."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.candidates.blueprint import lists, read_past
from examapp.candidates.entry_keeping import (
    add_typed_person,
    change_position,
    restore_person,
    withdraw_person,
)
from examapp.candidates.errors import FactsRefused
from examapp.candidates.finding_words import say_finding
from examapp.candidates.findings import Gravity
from examapp.candidates.list_errors import AlreadyOnList, ListEmpty, ListHasUnfit, ListMoved, RemarkNeeded
from examapp.candidates.list_forms import ChangeEntryForm, PersonOfListForm, ReturnListForm
from examapp.candidates.list_models import CandidateList
from examapp.candidates.list_moving import accept_list, acts_of, agree_list, return_list, submit_list
from examapp.candidates.list_sight import get_entry, get_list
from examapp.candidates.list_states import TAKEN, ListAct
from examapp.candidates.row_judging import language_of
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission


def _back(code: str) -> Response:
    return redirect(url_for("lists.one_list", code=code))


def _may(found: CandidateList, act: ListAct) -> CandidateList:
    if act not in acts_of(found, current_user.role):
        raise ListMoved
    return found


@lists.post("/<code>/submit")
@requires(Permission.SUBMIT_LISTS)
def submit(code: str) -> Response:
    """Submit the own organisation's list as its head."""
    try:
        with transaction() as db:
            found = _may(get_list(db, code, current_user), ListAct.SUBMIT)
            submit_list(db, found, read_past(), by=current_user, at=now())
    except ListHasUnfit as refusal:
        flash(refusal.sentence(), "error")
        return redirect(url_for("lists.one_list", code=code, show="unfit"))
    except ListEmpty as refusal:
        flash(refusal.sentence(), "error")
        return _back(code)
    flash(gettext("The list is submitted. You see here what becomes of it."), "success")
    return _back(code)


@lists.post("/<code>/agree")
@requires(Permission.AGREE_LISTS)
def agree(code: str) -> Response:
    """Agree the list of a subordinate organisation."""
    with transaction() as db:
        found = _may(get_list(db, code, current_user), ListAct.AGREE)
        agree_list(db, found, by=current_user, at=now())
    flash(gettext("The list is agreed. The operator accepts it next."), "success")
    return redirect(url_for("lists.home"))


@lists.post("/<code>/accept")
@requires(Permission.ACCEPT_LISTS)
def accept(code: str) -> Response:
    """Accept a list and lock it."""
    with transaction() as db:
        found = _may(get_list(db, code, current_user), ListAct.ACCEPT)
        accept_list(db, found, by=current_user, at=now())
    flash(gettext("The list is accepted and locked. Its people can be planned."), "success")
    return redirect(url_for("lists.home"))


@lists.route("/<code>/return", methods=["GET", "POST"])
@requires(Permission.RETURN_LISTS)
def send_back(code: str) -> str | Response:
    """Return a list with remarks."""
    form = ReturnListForm()
    with reading() as db:
        found = _may(get_list(db, code, current_user), ListAct.RETURN)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = _may(get_list(db, code, current_user), ListAct.RETURN)
                return_list(db, found, form.remark.data, by=current_user, at=now())
        except RemarkNeeded as refusal:
            form.remark.errors = [refusal.sentence()]
        else:
            flash(gettext("The list went back with your remarks."), "success")
            return redirect(url_for("lists.home"))
    return render_template("candidates/lists/return.html", form=form, found=found)


@lists.route("/<code>/people/new", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def add_person(code: str) -> str | Response:
    """Type one person onto the own organisation's list."""
    form = PersonOfListForm()
    form.offer_languages()
    with reading() as db:
        found = get_list(db, code, current_user)
    if form.validate_on_submit() and _add(code, form):
        return redirect(
            url_for("lists.add_person", code=code) if "again" in request.form else _list_url(code)
        )
    return render_template("candidates/lists/person.html", form=form, found=found, taken=found.state in TAKEN)


def _list_url(code: str) -> str:
    return url_for("lists.one_list", code=code)


def _add(code: str, form: PersonOfListForm) -> bool:
    try:
        with transaction() as db:
            entry, findings = add_typed_person(
                db,
                get_list(db, code, current_user),
                form.fields(),
                read_past(),
                by=current_user,
                at=now(),
                reason=form.why_late.data or "",
                another_person=form.reason.data or "",
            )
    except FactsRefused as refusal:
        form.blame(refusal.findings)
        form.alike = any(finding.kind == "possible_duplicate" for finding in refusal.findings)
        return False
    except AlreadyOnList as refusal:
        form.form_errors.append(refusal.sentence())
        return False
    except RemarkNeeded as refusal:
        form.why_late.errors = [*form.why_late.errors, refusal.sentence()]
        return False
    flash(gettext("%(name)s is on the list.", name=entry.name_latn), "success")
    for finding in findings:
        if finding.gravity is Gravity.WARNING:
            flash(say_finding(finding), "warning")
    return True


@lists.route("/<code>/people/<candidate>", methods=["GET", "POST"])
@requires(Permission.CHANGE_LISTS)
def person(code: str, candidate: str) -> str | Response:
    """Show one person of a list; change the position, take them off, or put them back."""
    form = ChangeEntryForm()
    with reading() as db:
        found = get_list(db, code, current_user)
        entry = get_entry(db, found, candidate)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                _change_person(db, code, candidate, form)
        except RemarkNeeded as refusal:
            form.reason.errors = [*form.reason.errors, refusal.sentence()]
        else:
            flash(gettext("The change is saved."), "success")
            return _back(code)
    elif not form.is_submitted():
        form.position.data = entry.positions.get("uz-Latn") or entry.positions.get("uz-Cyrl")
        form.position_ru.data = entry.positions.get("ru")
    taken = found.state in TAKEN
    return render_template("candidates/lists/entry.html", form=form, found=found, entry=entry, taken=taken)


def _change_person(db: Session, code: str, candidate: str, form: ChangeEntryForm) -> None:
    found = get_list(db, code, current_user)
    entry = get_entry(db, found, candidate)
    acts: dict[str, Callable[..., Any]] = {"take_off": withdraw_person, "put_back": restore_person}
    told = {"by": current_user, "at": now(), "reason": form.reason.data or ""}
    act = acts.get(request.form.get("act", ""))
    if act is not None:
        act(db, found, entry, **told)
        return
    typed = [(form.position.data or "", ""), (form.position_ru.data or "", "ru")]
    positions = {language or language_of(text): text.strip() for text, language in typed if text.strip()}
    change_position(db, entry, found, positions, **told)
