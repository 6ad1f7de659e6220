"""Signing a sheet with E-IMZO: a statement to be signed outside, and the signed file taken in.

The certificate must name the person whom the commission's composition names, by PINFL.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.results.commission_models import CommissionSeat
from examapp.results.composition import find_own_composition
from examapp.results.eimzo import EimzoSigner
from examapp.results.errors import EimzoRefused, MethodOff
from examapp.results.models import ResultSheet, SheetSignature, SignatureMethod
from examapp.results.signing import Proof, add_signature, open_to_sign
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
    if signer.document != statement_of(sheet, account):
        raise EimzoRefused(why=N_("another document was signed; download the statement again"))
    pinfl = _pinfl_of(db, account, at)
    if pinfl is None:
        raise EimzoRefused(why=N_("the composition of the commission does not have your PINFL"))
    if signer.pinfl != pinfl:
        raise EimzoRefused(why=N_("the certificate is another person's"))
    told = {name: value for name, value in asdict(signer).items() if name not in {"document", "pkcs7"}}
    proof = Proof(SignatureMethod.EIMZO, signer.pkcs7, told)
    return add_signature(db, keys, sheet, member, account, proof, at=at)


def _pinfl_of(db: Session, account: StaffAccount, at: datetime) -> str | None:
    composition = find_own_composition(db, account.id, at.astimezone(TASHKENT).date())
    if composition is None:
        return None
    return db.scalar(
        select(CommissionSeat.pinfl).where(
            CommissionSeat.composition_id == composition.id, CommissionSeat.staff_id == account.id
        )
    )
