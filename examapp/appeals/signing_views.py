"""The page on which one of the panel signs the decision, alone: by six digits, or with E-IMZO."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import get_staff
from examapp.appeals.models import AppealState
from examapp.appeals.queries import get_appeal
from examapp.appeals.remedies import foresee
from examapp.appeals.signing import (
    count_missing,
    require_able_to_sign,
    sign_decision,
    sign_with_eimzo,
    statement_of,
)
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.eimzo_signing import list_methods, require_method
from examapp.results.models import SignatureMethod
from examapp.results.proving import ask_eimzo
from examapp.results.web_forms import SignedFileForm, SignSheetForm

blueprint = Blueprint("appeal_signing", __name__, url_prefix="/appeals")


@blueprint.get("/<number>/sign")
@requires(Permission.HEAR_APPEALS)
def ask_to_sign(number: str) -> str:
    """Show what is decided, and take the six digits or the signed file."""
    return _sign_page(number, SignSheetForm(formdata=None), SignedFileForm(formdata=None))


def _sign_page(number: str, form: SignSheetForm, file_form: SignedFileForm) -> str:
    with reading() as db:
        found, obstacle = get_appeal(db, number, current_staff()), None
        try:
            form.digest.data = file_form.digest.data = require_able_to_sign(db, found, current_user).digest
        except AppError as refusal:
            obstacle = refusal.sentence()
        return render_template(
            "appeals/sign.html",
            appeal=found,
            form=form,
            file_form=file_form,
            methods=list_methods(current_settings()),
            obstacle=obstacle,
            missing=count_missing(found),
            foreseen=foresee(db, found, now()),
        )


@blueprint.post("/<number>/sign")
@requires(Permission.HEAR_APPEALS)
def sign(number: str) -> str | AnyResponse:
    """Sign with the six digits."""
    form = SignSheetForm()
    if form.validate_on_submit():
        refusal = _sign_by_digits(number, form, now())
        if refusal is None:
            return _thank(number)
        form.digits.errors = [refusal.sentence()]
    return _sign_page(number, form, SignedFileForm(formdata=None))


def _sign_by_digits(number: str, form: SignSheetForm, at: datetime) -> AppError | None:
    """Return what was wrong, if anything; a wrong code is counted all the same."""
    try:
        require_method(current_settings(), SignatureMethod.TOTP)
        with transaction() as db:
            signed = sign_decision(
                db,
                key_ring(),
                get_appeal(db, number, current_staff()),
                current_user,
                digest_seen=form.digest.data or "",
                typed_code=form.digits.data or "",
                address=request.remote_addr or "",
                at=at,
            )
    except AppError as refusal:
        return refusal
    return signed if isinstance(signed, AppError) else None


def _thank(number: str) -> AnyResponse:
    with reading() as db:
        answered = get_appeal(db, number, current_staff()).state is AppealState.ANSWERED
    if answered:
        flash(
            gettext("You have signed. The appeal is answered; the candidate reads it on the own page."),
            "success",
        )
    else:
        flash(gettext("You have signed. The decision waits for the other signatures."), "success")
    return redirect(url_for("appeals.appeal", number=number))


@blueprint.get("/<number>/statement.json")
@requires(Permission.HEAR_APPEALS)
def statement(number: str) -> Response:
    """Give the statement that the reader signs with E-IMZO."""
    with reading() as db:
        found = get_appeal(db, number, current_staff())
        decision = require_able_to_sign(db, found, current_user)
        content = statement_of(decision, get_staff(db, current_user.code))
    headers = {"Content-Disposition": f'attachment; filename="{number}-statement.json"'}
    return Response(content, content_type="application/json", headers=headers)


@blueprint.post("/<number>/sign-eimzo")
@requires(Permission.HEAR_APPEALS)
def sign_by_eimzo(number: str) -> str | AnyResponse:
    """Take in the statement that E-IMZO has signed."""
    form = SignedFileForm()
    if form.validate_on_submit():
        refusal = _sign_by_file(number, form, now())
        if refusal is None:
            return _thank(number)
        form.file.errors = [refusal.sentence()]
    return _sign_page(number, SignSheetForm(formdata=None), form)


def _sign_by_file(number: str, form: SignedFileForm, at: datetime) -> AppError | None:
    settings = current_settings()
    try:
        require_method(settings, SignatureMethod.EIMZO)
        # The state's server is asked before the transaction: answers of candidates wait for no network.
        signer = ask_eimzo(settings, form.file.data.read(), request.remote_addr or "")
        with transaction() as db:
            appeal, seen = get_appeal(db, number, current_staff()), form.digest.data or ""
            sign_with_eimzo(db, key_ring(), appeal, current_user, signer, digest_seen=seen, at=at)
    except AppError as refusal:
        return refusal
    return None
