"""Pages of an organisation's own people: invited, given a fresh code, closed and reopened."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.accounts.enrolment import ask_renewal, give_one_time_code, set_active
from examapp.accounts.errors import DisplayNameWrong, LoginNameTaken, LoginNameWrong
from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import list_body_staff
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission, Role
from examapp.core.signing import key_ring
from examapp.organisations.blueprint import blueprint
from examapp.organisations.inviting import get_body_person, invite_person
from examapp.organisations.queries import get_organisation
from examapp.organisations.web_forms import InvitePersonForm


@blueprint.route("/organisations/<code>/people", methods=["GET", "POST"])
@grave
@requires(Permission.MANAGE_ORGANISATIONS)
def people(code: str) -> str:
    """Show who acts for an organisation, and invite one more; the code is shown once."""
    form = InvitePersonForm()
    form.offer()
    if form.validate_on_submit():
        try:
            account, one_time_code = _invite(code, form)
            return _show_code(code, account, one_time_code)
        except (LoginNameTaken, LoginNameWrong) as refusal:
            form.login_name.errors = [*form.login_name.errors, refusal.sentence()]
        except DisplayNameWrong as refusal:
            form.display_name.errors = [*form.display_name.errors, refusal.sentence()]
    with reading() as db:
        organisation = get_organisation(db, code, current_user.region_code)
        accounts = list_body_staff(db, organisation.code)
    return render_template(
        "organisations/people.html", form=form, organisation=organisation, accounts=accounts
    )


def _invite(code: str, form: InvitePersonForm) -> tuple[StaffAccount, str]:
    with transaction() as db:
        return invite_person(
            db,
            key_ring(),
            get_organisation(db, code, current_user.region_code),
            role=Role(form.role.data),
            login_name=form.login_name.data,
            display_name=form.display_name.data,
            actor=current_user.actor,
            at=now(),
        )


def _show_code(code: str, account: StaffAccount, one_time_code: str) -> str:
    back = url_for("organisations.people", code=code)
    return render_template("accounts/code_given.html", account=account, code=one_time_code, back=back)


@blueprint.post("/organisations/<code>/people/<person>/one-time-code")
@grave
@requires(Permission.MANAGE_ORGANISATIONS)
def renew_code(code: str, person: str) -> str | Response:
    """Give whoever was invited a fresh code; for somebody who signs in already, ask the administrator."""
    with transaction() as db:
        organisation = get_organisation(db, code, current_user.region_code)
        account = get_body_person(db, organisation, person)
        if account.password_hash is None:
            one_time_code = give_one_time_code(db, key_ring(), account, actor=current_user.actor, at=now())
            return _show_code(code, account, one_time_code)
        ask_renewal(db, account, actor=current_user.actor, at=now())
    flash(gettext("Asked for. The administrator hands the new code over to the owner."), "success")
    return redirect(url_for("organisations.people", code=code), 303)


@blueprint.post("/organisations/<code>/people/<person>/active")
@grave
@requires(Permission.MANAGE_ORGANISATIONS)
def change_person(code: str, person: str) -> Response:
    """Close or reopen the account of one of the organisation's people."""
    active = request.form.get("active") == "yes"
    with transaction() as db:
        account = get_body_person(db, get_organisation(db, code, current_user.region_code), person)
        set_active(db, account, active=active, actor=current_user.actor, at=now())
    flash(gettext("The account is open again.") if active else gettext("The account is closed."), "success")
    return redirect(url_for("organisations.people", code=code))
