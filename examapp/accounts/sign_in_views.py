"""Pages of signing in and out, of the one live sign-in, and of the second factor before a grave act."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import flask_login
from flask import Blueprint, Flask, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response

from examapp.accounts.account_names import counted_name
from examapp.accounts.enrolment import find_open_code
from examapp.accounts.errors import SecondFactorUsed, SignInRefused, SignInThrottled
from examapp.accounts.live_sign_in import (
    Ended,
    OtherSignIn,
    begin_sign_in,
    end_sign_in,
    find_other,
    is_proved,
    is_unused,
    why_ended,
)
from examapp.accounts.queries import get_staff
from examapp.accounts.sign_in import (
    check_password,
    check_second_factor,
    note_failure,
    note_success,
    prove_presence,
    refuse_while_throttled,
)
from examapp.accounts.signed_in import SignedInStaff, as_signed_in, find_account, find_signed_in
from examapp.accounts.web_forms import SignInForm
from examapp.core.access import current_staff, public, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, error_response, wants_json
from examapp.core.i18n import N_, show_moment
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring

blueprint = Blueprint("accounts", __name__)
DESK = "/desk"
PROOF_FIELD: Final = "proof_of_presence"
SEEN_AT: Final = "seen_at"
# The cookie is written again at most once a minute, so that pages that ask often do not each carry one.
SEEN_ANEW_SECONDS: Final = 60
REPLACED = N_(
    "You have signed in elsewhere: %(moment)s, from %(address)s. This sign-in was ended. "
    "If that was not you, tell the administrator at once."
)
EXPIRED = N_("Your sign-in was ended because nobody used it for an hour, or after 12 hours. Sign in again.")
ENDED_ANOTHER = N_(
    "Your earlier sign-in (%(moment)s, from %(address)s) was ended by this one. "
    "If that was not you, tell the administrator at once."
)

CODE_IS_OUT = N_(
    "Somebody was given a new one-time code for your account, good until %(moment)s. "
    "If you have not asked for it, tell the administrator at once."
)


def client_address() -> str:
    """Return where the request comes from, as the throttle and the audit log keep it."""
    return request.remote_addr or "unknown"


def _own_path(target: str | None) -> str:
    """Return a path of this application to go on to; a foreign address becomes the desk."""
    if not target or "\\" in target or any(ord(sign) < 33 for sign in target):
        return DESK
    parts = urlsplit(target)
    foreign = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//")
    return DESK if foreign else target


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Sign a member of staff in; who was signed in here is told why that has ended."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, refusal=None, ended=_say_why_ended())
    try:
        signed_in, other, code_until = _sign_in(form)
    except (SignInRefused, SignInThrottled, SecondFactorUsed) as refusal:
        page = render_template("accounts/sign_in.html", form=form, refusal=refusal.sentence(), ended="")
        return page, refusal.status
    session.clear()  # a session from before the sign-in must not carry over
    session.permanent = True
    session[SEEN_AT] = int(now().timestamp())
    login_user(signed_in)
    if other is not None:
        flash(_say(ENDED_ANOTHER, other), "warning")
    if code_until is not None:
        flash(gettext(CODE_IS_OUT, moment=show_moment(code_until)), "warning")
    return redirect(_own_path(request.args.get("next")))


def _sign_in(form: SignInForm) -> tuple[SignedInStaff, OtherSignIn | None, datetime | None]:
    name, address, at = form.login_name.data, client_address(), now()
    record = _check_password(name, form.password.data, address, at)
    with transaction() as db:
        try:
            account = check_second_factor(
                db,
                key_ring(),
                login_name=name,
                record=record,
                second_factor=form.second_factor.data,
                address=address,
                at=at,
            )
        except SignInRefused:
            note_failure(db, counted_name(name), address, at)
        else:
            note_success(db, account, address, at)
            other = begin_sign_in(db, account, address=address, at=at)
            return as_signed_in(account), other, find_open_code(account, at)
    raise SignInRefused


def _check_password(name: str, password: str, address: str, at: datetime) -> str:
    """Return the password's record; a wrong one is counted, and raises SignInRefused."""
    try:
        with reading() as db:
            refuse_while_throttled(db, counted_name(name), address, at)
            return check_password(db, name, password)
    except SignInRefused:
        with transaction() as db:
            note_failure(db, counted_name(name), address, at)
        raise


def _say(sentence: str, other: OtherSignIn) -> str:
    return str(gettext(sentence, moment=show_moment(other.at), address=other.address))


def _say_why_ended() -> str:
    """Return why the sign-in that this browser still remembers does not count any more."""
    cookie_id = session.get("_user_id")
    if not cookie_id or current_user.is_authenticated:
        return ""
    with reading() as db:
        account = find_account(db, cookie_id)
        why = why_ended(account, cookie_id)
        other = find_other(account) if account is not None else None
    if why is Ended.REPLACED and other is not None:
        return _say(REPLACED, other)
    return str(gettext(EXPIRED)) if why is Ended.EXPIRED else ""


@blueprint.post("/sign-out")
@requires(Permission.SEE_OWN_ACCOUNT)
def sign_out() -> Response:
    """End the sign-in, on this machine and on any that holds a copy of its cookie."""
    with transaction() as db:
        end_sign_in(db, get_staff(db, current_user.code), actor=current_user.actor, at=now())
    flask_login.logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def _ask_for_proof() -> Response | None:
    """Let a grave act pass if its owner is there; else ask, keeping whatever was filled in."""
    at, staff = now(), current_staff()
    if is_proved(current_user.proved_at, at):
        return None
    typed, refusal = request.form.get(PROOF_FIELD), None
    if typed is not None:
        refusal = _take_proof(typed, at)
        if refusal is None:
            return None
    if wants_json():
        return error_response(401, "proof_needed", gettext("Type the six digits from the telephone again."))
    kept = [(name, value) for name, value in request.form.items(multi=True) if name != PROOF_FIELD]
    page = render_template(
        "accounts/proof.html", kept=kept, refusal=refusal.sentence() if refusal else "", staff=staff
    )
    return make_response(page, refusal.status if refusal else 401)


def _take_proof(typed: str, at: datetime) -> AppError | None:
    """Check the second factor; what was wrong is returned, after the count of it is kept."""
    try:
        with transaction() as db:
            account = get_staff(db, current_user.code)
            return prove_presence(db, key_ring(), account, typed, address=client_address(), at=at)
    except (SecondFactorUsed, SignInThrottled) as refusal:
        return refusal


def _load(cookie_id: str) -> SignedInStaff | None:
    """Return who acts; the cookie says when it was used last, so that reading a page writes no row."""
    at, kept = now(), session.get(SEEN_AT)
    seen_at = datetime.fromtimestamp(kept, UTC) if isinstance(kept, int) else None
    if is_unused(seen_at, at):
        return None
    with reading() as db:
        found = find_signed_in(db, cookie_id, at)
    if found is not None and seen_at is not None and (at - seen_at).total_seconds() >= SEEN_ANEW_SECONDS:
        session[SEEN_AT] = int(at.timestamp())
    return found


def init_sign_in(app: Flask) -> None:
    """Register the reader of sign-in cookies and the question before grave acts."""
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_load)
    app.extensions["ask_for_proof"] = _ask_for_proof
