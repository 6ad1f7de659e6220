"""Pages of enrolling and of keeping accounts; signing in has a module of its own."""

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.accounts.enrolment import (
    ask_renewal,
    choose_totp_secret,
    create_account,
    enrol,
    find_by_one_time_code,
    find_enrolling,
    find_open_code,
    give_one_time_code,
    needs_two_to_renew,
    renew_code,
    set_active,
)
from examapp.accounts.errors import (
    DisplayNameWrong,
    EnrolmentRefused,
    LoginNameTaken,
    LoginNameWrong,
    RenewalNeedsTwo,
    SecondFactorWrong,
    SignInThrottled,
)
from examapp.accounts.live_sign_in import end_sign_in, find_other
from examapp.accounts.queries import get_staff, list_staff, name_actors
from examapp.accounts.role_names import role_name
from examapp.accounts.second_factor import enrolment_picture
from examapp.accounts.sign_in import refuse_while_throttled
from examapp.accounts.sign_in_views import blueprint, client_address, init_sign_in
from examapp.accounts.web_forms import CreateStaffForm, EnrolForm, OneTimeCodeForm
from examapp.core.access import grave, public, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import BODY_ROLES, Permission, Role
from examapp.core.signing import key_ring


@blueprint.route("/enrol", methods=["GET", "POST"])
@public
def enter_one_time_code() -> str | Response | tuple[str, int]:
    """Take the one-time code; the next page belongs to the account that it names."""
    form = OneTimeCodeForm()
    if not form.validate_on_submit():
        return render_template("accounts/one_time_code.html", form=form)
    try:
        with transaction() as db:
            refuse_while_throttled(db, "", client_address(), now())
            account = find_by_one_time_code(db, key_ring(), form.one_time_code.data, now())
            # A cookie can be read by whoever holds the machine: it names the code without holding it.
            session["enrolment"] = account.enrolment_mac
    except (EnrolmentRefused, SignInThrottled) as refusal:
        page = render_template("accounts/one_time_code.html", form=form, refusal=refusal.sentence())
        return page, refusal.status
    return redirect(url_for("accounts.choose_password"))


@blueprint.route("/enrol/password", methods=["GET", "POST"])
@public
def choose_password() -> str | Response | tuple[str, int]:
    """Let the owner choose a password, connect the telephone, and print the recovery codes."""
    if "enrolment" not in session:
        return redirect(url_for("accounts.enter_one_time_code"))
    form, mac = EnrolForm(), session["enrolment"]
    secret = choose_totp_secret(key_ring(), mac)
    with transaction() as db:
        account = find_enrolling(db, mac, now())
        picture = enrolment_picture(account.login_name, secret)
        page = {"form": form, "account": account, "picture": picture, "secret": secret}
        if not form.validate_on_submit():
            return render_template("accounts/choose_password.html", **page, refusal=None)
    try:
        with transaction() as db:
            account = find_enrolling(db, mac, now())
            codes = enrol(
                db,
                key_ring(),
                account,
                password=form.password.data,
                totp_secret=secret,
                digits=form.digits.data,
                at=now(),
            )
    except SecondFactorWrong as refusal:
        return render_template(
            "accounts/choose_password.html", **page, refusal=refusal.sentence()
        ), refusal.status
    session.clear()
    return render_template("accounts/recovery_codes.html", codes=codes, account=account)


@blueprint.get("/account")
@requires(Permission.SEE_OWN_ACCOUNT)
def own_account() -> str:
    """Show a member of staff their own account, and since when and from where they are signed in."""
    with reading() as db:
        account = get_staff(db, current_user.code)
        page = {"sign_in": find_other(account), "code_until": find_open_code(account, now())}
    return render_template("accounts/own_account.html", **page)


@blueprint.get("/staff")
@requires(Permission.MANAGE_STAFF)
def staff() -> str:
    """List the accounts."""
    with reading() as db:
        accounts = list_staff(db)
        askers = name_actors(db, [one.renewal_asked_by for one in accounts])
        return render_template(
            "accounts/staff.html",
            accounts=accounts,
            askers=askers,
            needs_two=needs_two_to_renew,
            body_roles=BODY_ROLES,
        )


@blueprint.route("/staff/new", methods=["GET", "POST"])
@grave
@requires(Permission.MANAGE_STAFF)
def create_staff() -> str | Response:
    """Make an account and show its one-time code once."""
    form = CreateStaffForm()
    form.role.choices = [
        SelectChoice(role.value, gettext(role_name(role))) for role in Role if role not in BODY_ROLES
    ]
    if form.validate_on_submit():
        try:
            with transaction() as db:
                account = create_account(
                    db,
                    login_name=form.login_name.data,
                    display_name=form.display_name.data,
                    role=Role(form.role.data),
                    region_code=form.region_code.data,
                    centre_code=form.centre_code.data,
                    actor=current_user.actor,
                    at=now(),
                )
                code = give_one_time_code(db, key_ring(), account, actor=current_user.actor, at=now())
            return render_template("accounts/code_given.html", account=account, code=code)
        except (LoginNameTaken, LoginNameWrong) as refusal:
            form.login_name.errors = [*form.login_name.errors, refusal.sentence()]
        except DisplayNameWrong as refusal:
            form.display_name.errors = [*form.display_name.errors, refusal.sentence()]
    return render_template("accounts/create_staff.html", form=form)


@blueprint.post("/staff/<code>/one-time-code")
@grave
@requires(Permission.MANAGE_STAFF)
def renew_one_time_code(code: str) -> str:
    """Give an account a fresh one-time code, for someone who lost password or telephone."""
    with transaction() as db:
        account = get_staff(db, code)
        one_time_code = renew_code(db, key_ring(), account, actor=current_user.actor, at=now())
        return render_template("accounts/code_given.html", account=account, code=one_time_code)


@blueprint.post("/staff/<code>/ask")
@grave
@requires(Permission.MANAGE_STAFF)
def ask_new_code(code: str) -> Response:
    """Ask, for an owner who signs in already, that another administrator hands over a new code."""
    with transaction() as db:
        account = get_staff(db, code)
        if account.role in BODY_ROLES:
            raise RenewalNeedsTwo
        ask_renewal(db, account, actor=current_user.actor, at=now())
    flash(gettext("Asked for. Another administrator hands the new code over to the owner."), "success")
    return redirect(url_for("accounts.staff"))


@blueprint.post("/staff/<code>/active")
@grave
@requires(Permission.MANAGE_STAFF)
def change_active(code: str) -> Response:
    """Close or reopen an account."""
    with transaction() as db:
        active = request.form.get("active") == "yes"
        set_active(db, get_staff(db, code), active=active, actor=current_user.actor, at=now())
    return redirect(url_for("accounts.staff"))


@blueprint.post("/staff/<code>/sign-out")
@grave
@requires(Permission.MANAGE_STAFF)
def end_staff_sign_in(code: str) -> Response:
    """End a person's sign-in on whatever machine it lives."""
    with transaction() as db:
        end_sign_in(db, get_staff(db, code), actor=current_user.actor, at=now())
    return redirect(url_for("accounts.staff"))


def init_accounts(app: Flask) -> None:
    """Register the pages and the reader of sign-in cookies."""
    init_sign_in(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["role_name"] = role_name
