"""Signing a sheet with E-IMZO: a statement to be signed outside, and the signed file taken in.

The certificate must name the person whom the commission's composition names, by PINFL.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.results.eimzo import EimzoSigner
from examapp.results.errors import MethodOff
from examapp.results.models import ResultSheet, SheetSignature, SignatureMethod
from examapp.results.proving import prove_by_eimzo
from examapp.results.signing import add_signature, open_to_sign
from question_bank.sealing import canonical_json

_METHODS: Final = {
    "totp": (SignatureMethod.TOTP,),
    "eimzo": (SignatureMethod.EIMZO,),
    "either": (SignatureMethod.TOTP, SignatureMethod.EIMZO),
}


def list_methods(settings: Settings) -> tuple[SignatureMethod, ...]:
    """Return how the commission signs at this installation."""
    return _METHODS[settings.sign_by]


def require_method(settings: Settings, method: SignatureMethod) -> None:
    """Raise MethodOff for a way of signing that this installation does not take."""
    if method not in list_methods(settings):
        raise MethodOff


def statement_of(sheet: ResultSheet, account: StaffAccount) -> bytes:
    """Return the bytes that a member signs with E-IMZO: whose word it is, on which digest."""
    return canonical_json(
        {
            "sheet": sheet.number,
            "revision": sheet.revision,
            "digest": sheet.digest,
            "member": account.code,
            "name": account.display_name,
        }
    )


def sign_with_eimzo(
    db: Session,
    keys: KeyRing,
    sheet: ResultSheet,
    account: StaffAccount,
    signer: EimzoSigner,
    *,
    digest_seen: str,
    at: datetime,
) -> SheetSignature:
    """Sign a sheet by a file that the state's server has found good.

    Raises EimzoRefused for a file over something else or of another person, and what `sign_with_code` raises.
    """
    member = open_to_sign(db, sheet, account, digest_seen)
    proof = prove_by_eimzo(db, account, signer, statement_of(sheet, account), at=at)
    return add_signature(db, keys, sheet, member, account, proof, at=at)
