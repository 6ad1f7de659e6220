"""How somebody who signs is recognised: six digits of the telephone, or a file that E-IMZO has signed.

What is signed is another room's business: a sheet here, a panel's decision on an appeal there.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import accept_totp
from examapp.accounts.sign_in import note_failure, refuse_while_throttled
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.results.commission_models import CommissionSeat
from examapp.results.composition import find_own_composition
from examapp.results.eimzo import EimzoServer, EimzoSigner, read_pkcs7, site_of
from examapp.results.errors import EimzoRefused, SignatureCodeRefused
from examapp.results.models import SignatureMethod


@dataclass(frozen=True)
class Proof:
    """How the signer was recognised; with E-IMZO the signed file and what is known of the certificate."""

    method: SignatureMethod
    pkcs7: str | None = None
    certificate: Mapping[str, str] | None = None


def prove_by_code(
    db: Session, keys: KeyRing, account: StaffAccount, typed_code: str, address: str, *, at: datetime
) -> Proof | SignatureCodeRefused:
    """Recognise somebody by six digits that are typed for this one signature.

    Wrong digits come back as a value, so that the failed try is committed. Raises SignInThrottled,
    SecondFactorUsed.
    """
    name = f"sign {account.login_name}"  # no sign-in name holds a space: signing in stays possible
    # The lock first: whoever guesses many times in one moment is counted one after the other.
    db.refresh(account, with_for_update=True)
    refuse_while_throttled(db, name, address, at)
    if not accept_totp(account, typed_code, keys, at):
        note_failure(db, name, address, at)
        return SignatureCodeRefused()
    return Proof(SignatureMethod.TOTP)


def ask_eimzo(settings: Settings, file: bytes, address: str) -> EimzoSigner:
    """Have the state's server verify a file, outside of any transaction; raises EimzoRefused, EimzoAway."""
    server = EimzoServer(settings.eimzo_url)
    return server.verify(read_pkcs7(file), host=site_of(settings.base_url), address=address)


def prove_by_eimzo(
    db: Session, account: StaffAccount, signer: EimzoSigner, statement: bytes, *, at: datetime
) -> Proof:
    """Recognise somebody by a file over a statement; raises EimzoRefused for another file or person."""
    if signer.document != statement:
        raise EimzoRefused(why=N_("another document was signed; download the statement again"))
    pinfl = _pinfl_of(db, account, at)
    if pinfl is None:
        raise EimzoRefused(why=N_("the composition of the commission does not have your PINFL"))
    if signer.pinfl != pinfl:
        raise EimzoRefused(why=N_("the certificate is another person's"))
    told = {name: value for name, value in asdict(signer).items() if name not in {"document", "pkcs7"}}
    return Proof(SignatureMethod.EIMZO, signer.pkcs7, told)


def _pinfl_of(db: Session, account: StaffAccount, at: datetime) -> str | None:
    composition = find_own_composition(db, account.id, at.astimezone(TASHKENT).date())
    if composition is None:
        return None
    return db.scalar(
        select(CommissionSeat.pinfl).where(
            CommissionSeat.composition_id == composition.id, CommissionSeat.staff_id == account.id
        )
    )
