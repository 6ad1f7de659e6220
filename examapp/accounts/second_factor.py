"""The second factor: time-based codes (RFC 6238), each usable once, and recovery codes on paper."""

from datetime import datetime

import pyotp
import segno

from examapp.accounts.errors import SecondFactorUsed
from examapp.accounts.models import StaffAccount
from examapp.core.codes import new_code, read_code, show_code
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


def accept_totp(account: StaffAccount, typed: str, at: datetime) -> bool:
    """Tell whether six digits are right now, and note that they are used.

    Raises SecondFactorUsed where they are right and have signed somebody in before.
    """
    digits = "".join(character for character in typed if character.isdecimal())
    if account.totp_secret is None or len(digits) != DIGITS:
        return False
    totp = pyotp.TOTP(account.totp_secret)
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
