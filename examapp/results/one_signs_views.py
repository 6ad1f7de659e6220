"""What the pages share on which one person signs, a sheet or the decision on an appeal.

Six digits or a file that E-IMZO has signed; a refusal stands beside its field. What is signed, and by whom,
is each room's own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from flask import Response, request
from sqlalchemy.orm import Session

from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.errors import AppError
from examapp.core.web import current_settings
from examapp.results.eimzo import EimzoSigner
from examapp.results.eimzo_signing import require_method
from examapp.results.models import SignatureMethod
from examapp.results.proving import ask_eimzo
from examapp.results.web_forms import SignedFileForm, SignSheetForm


class TypedDigits(TypedDict):
    """What was typed to sign, where and when."""

    digest_seen: str
    typed_code: str
    address: str
    at: datetime


def is_signed_by_digits(form: SignSheetForm, sign: Callable[[Session, TypedDigits], Any]) -> bool:
    """Let `sign` sign with the digits of a form; a wrong code is returned, not raised, so that it is counted.

    Raises MethodOff where digits are not accepted: the page has no field to say it at.
    """
    require_method(current_settings(), SignatureMethod.TOTP)
    if not form.validate_on_submit():
        return False
    typed = TypedDigits(
        digest_seen=form.digest.data or "",
        typed_code=form.digits.data or "",
        address=request.remote_addr or "",
        at=now(),
    )
    try:
        with transaction() as db:
            signed = sign(db, typed)
    except AppError as refusal:
        signed = refusal
    if isinstance(signed, AppError):
        form.digits.errors = [signed.sentence()]
        return False
    return True


def is_signed_by_file(form: SignedFileForm, sign: Callable[[Session, EimzoSigner, str], Any]) -> bool:
    """Let `sign` sign with the file of a form and the digest that the page showed; raises MethodOff."""
    settings = current_settings()
    require_method(settings, SignatureMethod.EIMZO)
    if not form.validate_on_submit():
        return False
    try:
        # The state's server is asked before the transaction: answers of candidates wait for no network.
        signer = ask_eimzo(settings, form.file.data.read(), request.remote_addr or "")
        with transaction() as db:
            sign(db, signer, form.digest.data or "")
    except AppError as refusal:
        form.file.errors = [refusal.sentence()]
        return False
    return True


def give_statement(content: bytes, name: str) -> Response:
    """Give the statement that a person signs with E-IMZO, as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-statement.json"'}
    return Response(content, content_type="application/json", headers=headers)
