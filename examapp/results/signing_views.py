"""The page on which a member signs a sheet, alone: what is signed, in figures, and six digits; or E-IMZO."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import get_staff
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.eimzo_signing import list_methods, require_method, sign_with_eimzo, statement_of
from examapp.results.models import SignatureMethod
from examapp.results.page import find_obstacle_to_sign
from examapp.results.paper import outcome_totals
from examapp.results.proving import ask_eimzo
from examapp.results.queries import get_sheet, read_content
from examapp.results.signing import sign_with_code
from examapp.results.web_forms import SignedFileForm, SignSheetForm

blueprint = Blueprint("signing", __name__, url_prefix="/results")


@blueprint.get("/<number>/sign")
@requires(Permission.SIGN_RESULTS)
def ask_to_sign(number: str) -> str:
    """Show what is signed, in figures, and take the six digits."""
    return _sign_page(number, SignSheetForm(formdata=None), SignedFileForm(formdata=None))


def _sign_page(number: str, form: SignSheetForm, file_form: SignedFileForm) -> str:
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        content = read_content(found)
        form.digest.data = file_form.digest.data = found.digest
        return render_template(
            "results/sign.html",
            sheet=found,
            content=content,
            totals=outcome_totals(content),
            obstacle=find_obstacle_to_sign(db, found, current_user),
            form=form,
            file_form=file_form,
            methods=list_methods(current_settings()),
            rehearsal=found.rehearsal,
        )


@blueprint.post("/<number>/sign")
@requires(Permission.SIGN_RESULTS)
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
    require_method(current_settings(), SignatureMethod.TOTP)  # the page has no field to say it at
    try:
        with transaction() as db:
            signed = sign_with_code(
                db,
                key_ring(),
                get_sheet(db, number, current_staff()),
                get_staff(db, current_user.code),
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
        decided = get_sheet(db, number, current_staff()).decision is not None
    if decided:
        flash(gettext("You have signed. The sheet is confirmed, the certificates are being made."), "success")
    else:
        flash(gettext("You have signed. The sheet waits for the other signatures."), "success")
    return redirect(url_for("results.sheet", number=number))


@blueprint.get("/<number>/statement.json")
@requires(Permission.SIGN_RESULTS)
def statement(number: str) -> Response:
    """Give the statement that the reader signs with E-IMZO."""
    with reading() as db:
        found = get_sheet(db, number, current_staff())
        content = statement_of(found, get_staff(db, current_user.code))
    name = f"{found.number}-{found.revision}-statement.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="application/json", headers=headers)


@blueprint.post("/<number>/sign-eimzo")
@requires(Permission.SIGN_RESULTS)
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
    require_method(settings, SignatureMethod.EIMZO)
    try:
        # The state's server is asked before the transaction: answers of candidates wait for no network.
        signer = ask_eimzo(settings, form.file.data.read(), request.remote_addr or "")
        with transaction() as db:
            sheet, account = get_sheet(db, number, current_staff()), get_staff(db, current_user.code)
            seen = form.digest.data or ""
            sign_with_eimzo(db, key_ring(), sheet, account, signer, digest_seen=seen, at=at)
    except AppError as refusal:
        return refusal
    return None
