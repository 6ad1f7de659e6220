"""The page on which a member signs a sheet, alone: what is signed, in figures, and six digits; or E-IMZO."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import get_staff
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.eimzo import EimzoSigner
from examapp.results.eimzo_signing import list_methods, sign_with_eimzo, statement_of
from examapp.results.one_signs_views import (
    TypedDigits,
    give_statement,
    is_signed_by_digits,
    is_signed_by_file,
)
from examapp.results.page import find_obstacle_to_sign
from examapp.results.paper import outcome_totals
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

    def add(db: Session, typed: TypedDigits) -> object:
        sheet, account = get_sheet(db, number, current_staff()), get_staff(db, current_user.code)
        return sign_with_code(db, key_ring(), sheet, account, **typed)

    if is_signed_by_digits(form, add):
        return _thank(number)
    return _sign_page(number, form, SignedFileForm(formdata=None))


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
    return give_statement(content, f"{found.number}-{found.revision}")


@blueprint.post("/<number>/sign-eimzo")
@requires(Permission.SIGN_RESULTS)
def sign_by_eimzo(number: str) -> str | AnyResponse:
    """Take in the statement that E-IMZO has signed."""
    form = SignedFileForm()

    def add(db: Session, signer: EimzoSigner, seen: str) -> None:
        sheet, account = get_sheet(db, number, current_staff()), get_staff(db, current_user.code)
        sign_with_eimzo(db, key_ring(), sheet, account, signer, digest_seen=seen, at=now())

    if is_signed_by_file(form, add):
        return _thank(number)
    return _sign_page(number, SignSheetForm(formdata=None), form)
