"""Pages of signing in, enrolling, and keeping accounts."""

from urllib.parse import urlsplit

import flask_login
from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from examapp.accounts.enrolment import (
    create_account,
    enrol,
    find_by_one_time_code,
    give_one_time_code,
    set_active,
)
from examapp.accounts.errors import (
    DisplayNameWrong,
    LoginNameTaken,
    LoginNameWrong,
    SecondFactorUsed,
    SecondFactorWrong,
    SignInRefused,
    SignInThrottled,
)
from examapp.accounts.queries import get_staff, list_staff
from examapp.accounts.role_names import role_name
from examapp.accounts.second_factor import enrolment_picture, new_secret
from examapp.accounts.sign_in import check_credentials, note_failure, note_success, refuse_while_throttled
from examapp.accounts.signed_in import PROVED_AT, SignedInStaff, as_signed_in, find_signed_in
from examapp.accounts.web_forms import CreateStaffForm, EnrolForm, OneTimeCodeForm, SignInForm
from examapp.core.access import public, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import BODY_ROLES, Permission, Role
from examapp.core.signing import key_ring

blueprint = Blueprint("accounts", __name__)
DESK = "/desk"


def _address() -> str:
    return request.remote_addr or "unknown"


def _own_path(target: str | None) -> str:
    """Return a path of this application to go on to; a foreign address becomes the desk."""
    parts = urlsplit(target or "")
    safe = (
        target
        and not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith("//")
    )
    return target if safe and target and "\\" not in target else DESK


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Sign a member of staff in."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, refusal=None)
    try:
        signed_in = _sign_in(form)
    except (SignInRefused, SignInThrottled, SecondFactorUsed) as refusal:
        return render_template("accounts/sign_in.html", form=form, refusal=refusal.sentence()), refusal.status
    session.clear()  # a session from before the sign-in must not carry over
    session.permanent = True
    login_user(signed_in)
    session[PROVED_AT] = now().timestamp()
    return redirect(_own_path(request.args.get("next")))


def _sign_in(form: SignInForm) -> SignedInStaff:
    name, address, at = form.login_name.data, _address(), now()
    try:
        with transaction() as db:
            refuse_while_throttled(db, name, address, at)
            account = check_credentials(
                db,
                key_ring(),
                login_name=name,
                password=form.password.data,
                second_factor=form.second_factor.data,
                at=at,
            )
            note_success(db, account, address, at)
            return as_signed_in(account)
    except SignInRefused:
        with transaction() as db:
            note_failure(db, name, address, at)
        raise


@blueprint.post("/sign-out")
@requires(Permission.SEE_OWN_ACCOUNT)
def sign_out() -> Response:
    """End the sign-in."""
    flask_login.logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/enrol", methods=["GET", "POST"])
@public
def enter_one_time_code() -> str | Response:
    """Take the one-time code; the next page belongs to the account that it names."""
    form = OneTimeCodeForm()
    if form.validate_on_submit():
        with transaction() as db:
            refuse_while_throttled(db, "", _address(), now())
            find_by_one_time_code(db, key_ring(), form.one_time_code.data, now())
        session["enrolment_code"] = form.one_time_code.data
        session["enrolment_secret"] = new_secret()
        return redirect(url_for("accounts.choose_password"))
    return render_template("accounts/one_time_code.html", form=form)


@blueprint.route("/enrol/password", methods=["GET", "POST"])
@public
def choose_password() -> str | Response | tuple[str, int]:
    """Let the owner choose a password, connect the telephone, and print the recovery codes."""
    if "enrolment_code" not in session:
        return redirect(url_for("accounts.enter_one_time_code"))
    form, secret = EnrolForm(), session["enrolment_secret"]
    with transaction() as db:
        account = find_by_one_time_code(db, key_ring(), session["enrolment_code"], now())
        picture = enrolment_picture(account.login_name, secret)
        page = {"form": form, "account": account, "picture": picture, "secret": secret}
        if not form.validate_on_submit():
            return render_template("accounts/choose_password.html", **page, refusal=None)
    try:
        with transaction() as db:
            account = find_by_one_time_code(db, key_ring(), session["enrolment_code"], now())
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
    """Show a member of staff their own account."""
    return render_template("accounts/own_account.html")


@blueprint.get("/staff")
@requires(Permission.MANAGE_STAFF)
def staff() -> str:
    """List the accounts."""
    with reading() as db:
        return render_template("accounts/staff.html", accounts=list_staff(db))


@blueprint.route("/staff/new", methods=["GET", "POST"])
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
@requires(Permission.MANAGE_STAFF)
def renew_one_time_code(code: str) -> str:
    """Give an account a fresh one-time code, for someone who lost password or telephone."""
    with transaction() as db:
        account = get_staff(db, code)
        one_time_code = give_one_time_code(db, key_ring(), account, actor=current_user.actor, at=now())
        return render_template("accounts/code_given.html", account=account, code=one_time_code)


@blueprint.post("/staff/<code>/active")
@requires(Permission.MANAGE_STAFF)
def change_active(code: str) -> Response:
    """Close or reopen an account."""
    with transaction() as db:
        active = request.form.get("active") == "yes"
        set_active(db, get_staff(db, code), active=active, actor=current_user.actor, at=now())
    return redirect(url_for("accounts.staff"))


def init_accounts(app: Flask) -> None:
    """Register the pages and the reader of sign-in cookies."""
    manager = LoginManager(app)
    manager.session_protection = "basic"

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(cookie_id: str) -> SignedInStaff | None:
        with reading() as db:
            return find_signed_in(db, cookie_id)

    app.register_blueprint(blueprint)
    app.jinja_env.globals["role_name"] = role_name
