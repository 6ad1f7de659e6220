"""The page on which one of the panel signs the decision, alone: by six digits, or with E-IMZO."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.accounts.queries import get_staff
from examapp.appeals.deciding import newest_sheet
from examapp.appeals.models import AppealState
from examapp.appeals.queries import get_appeal
from examapp.appeals.remedies import find_own_line, foresee
from examapp.appeals.signing import (
    count_missing,
    require_able_to_sign,
    sign_decision,
    sign_with_eimzo,
    statement_of,
)
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.eimzo import EimzoSigner
from examapp.results.eimzo_signing import list_methods
from examapp.results.one_signs_views import (
    TypedDigits,
    give_statement,
    is_signed_by_digits,
    is_signed_by_file,
)
from examapp.results.queries import read_content
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
            line=find_own_line(read_content(newest_sheet(db, found)), found),
        )


@blueprint.post("/<number>/sign")
@requires(Permission.HEAR_APPEALS)
def sign(number: str) -> str | AnyResponse:
    """Sign with the six digits."""
    form = SignSheetForm()

    def add(db: Session, typed: TypedDigits) -> object:
        return sign_decision(db, key_ring(), get_appeal(db, number, current_staff()), current_user, **typed)

    if is_signed_by_digits(form, add):
        return _thank(number)
    return _sign_page(number, form, SignedFileForm(formdata=None))


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
    return give_statement(content, number)


@blueprint.post("/<number>/sign-eimzo")
@requires(Permission.HEAR_APPEALS)
def sign_by_eimzo(number: str) -> str | AnyResponse:
    """Take in the statement that E-IMZO has signed."""
    form = SignedFileForm()

    def add(db: Session, signer: EimzoSigner, seen: str) -> None:
        appeal = get_appeal(db, number, current_staff())
        sign_with_eimzo(db, key_ring(), appeal, current_user, signer, digest_seen=seen, at=now())

    if is_signed_by_file(form, add):
        return _thank(number)
    return _sign_page(number, SignSheetForm(formdata=None), form)
