"""Proving once more who sits at the machine, before an act that cannot be undone: six digits.

A sign-in is such a proof itself. The throttle is that of the sign-in, so that nobody tries digits here.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import accept_totp
from examapp.accounts.sign_in import note_failure, refuse_while_throttled
from examapp.core.audit import record

PROOF_LASTS: Final = timedelta(minutes=10)


def prove_again(db: Session, account: StaffAccount, typed: str, *, address: str, at: datetime) -> bool:
    """Tell whether the six digits are right; a wrong try is counted, so the caller must commit.

    Raises SignInThrottled, and SecondFactorUsed for digits that have been used before.
    """
    refuse_while_throttled(db, account.login_name, address, at)
    if not accept_totp(account, typed, at):
        note_failure(db, account.login_name, address, at)
        return False
    record(
        db,
        act="staff.proved_again",
        actor=f"staff:{account.code}",
        subject_kind="staff",
        subject_code=account.code,
        at=at,
        facts={"address": address},
    )
    return True


def still_holds(proved_at: float | None, at: datetime) -> bool:
    """Tell whether a proof of a moment (seconds since 1970) is young enough."""
    return (
        proved_at is not None
        and timedelta(0) <= at - datetime.fromtimestamp(proved_at, at.tzinfo) <= PROOF_LASTS
    )
