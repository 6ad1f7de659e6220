"""The second factor: time-based codes (RFC 6238), each usable once, and recovery codes on paper.

The secret of the codes lies encrypted under the installation's key and bound to its account: a copy of the
database signs nobody in.
"""

import base64
from datetime import datetime

import pyotp
import segno

from examapp.accounts.errors import SecondFactorUsed
from examapp.accounts.models import StaffAccount
from examapp.core.codes import new_code, read_code, show_code
from examapp.core.sealed_bytes import SealedBytesBroken, open_bytes, seal_bytes
from examapp.core.signing import KeyRing

DIGITS = 6
STEP_SECONDS = 30
STEPS_OFF = 1  # a telephone's clock may be half a minute off
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
ISSUER = "Attestatsiya"


def new_secret() -> str:
    """Return a fresh TOTP secret in base 32."""
    return pyotp.random_base32()


def keep_secret(account: StaffAccount, secret: str, keys: KeyRing) -> None:
    """Make a secret the account's, sealed; its digits begin anew."""
    sealed = seal_bytes(_key(keys), secret.encode(), _place(account))
    account.totp_sealed, account.last_totp_step = base64.b64encode(sealed).decode("ascii"), 0


def find_secret(account: StaffAccount, keys: KeyRing) -> str | None:
    """Return an account's secret, or None where it has none or it was sealed by another installation."""
    if account.totp_sealed is None:
        return None
    try:
        return open_bytes(_key(keys), base64.b64decode(account.totp_sealed), _place(account)).decode()
    except SealedBytesBroken:
        return None


def _key(keys: KeyRing) -> bytes:
    return keys.derive("second factors at rest")


def _place(account: StaffAccount) -> str:
    return f"staff {account.code}"


def accept_totp(account: StaffAccount, typed: str, keys: KeyRing, at: datetime) -> bool:
    """Tell whether six digits are right now, and note that they are used.

    Raises SecondFactorUsed where they are right and have signed somebody in before.
    """
    digits = "".join(character for character in typed if character.isdecimal())
    secret = find_secret(account, keys)
    if secret is None or len(digits) != DIGITS:
        return False
    totp = pyotp.TOTP(secret)
    present = int(at.timestamp()) // STEP_SECONDS
    steps = range(present - STEPS_OFF, present + STEPS_OFF + 1)
    fitting = [step for step in steps if pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), digits)]
    if not fitting:
        return False
    if fitting[-1] <= account.last_totp_step:
        raise SecondFactorUsed
    account.last_totp_step = fitting[-1]
    return True


def accept_recovery_code(account: StaffAccount, typed: str, keys: KeyRing) -> bool:
    """Tell whether a recovery code is one of the account's unused ones, and use it up."""
    mac = keys.mac("recovery", f"{account.code} {read_code(typed)}".encode())
    if mac not in account.recovery_macs:
        return False
    account.recovery_macs = [kept for kept in account.recovery_macs if kept != mac]
    return True


def give_recovery_codes(account: StaffAccount, keys: KeyRing) -> list[str]:
    """Replace the account's recovery codes and return the new ones, to be shown once."""
    codes = [new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    account.recovery_macs = [keys.mac("recovery", f"{account.code} {code}".encode()) for code in codes]
    return [show_code(code) for code in codes]


def enrolment_picture(login_name: str, secret: str) -> str:
    """Return the QR code that an authenticator scans, as a data address of an SVG picture."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login_name, issuer_name=ISSUER)
    picture: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    return picture
