"""The one live sign-in of an account: begun, ended, and how long it may last.

A new sign-in takes the place of an earlier one, so that a copied cookie or a forgotten desk is found out:
both sides are told. Lengths follow NIST SP 800-63B-4, level 2: an hour unused, less than a day in all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.audit import record
from examapp.core.codes import new_code

# An open console of a room asks every few seconds, so a proctor who walks about stays signed in.
LONGEST_UNUSED: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
# Within it a grave act asks for no second factor: time for one decision with what hangs on it.
PROOF_LASTS: Final = timedelta(minutes=15)
CODE_LENGTH: Final = 20


class Ended(StrEnum):
    """Why a sign-in does not count any more."""

    REPLACED = "replaced"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True)
class OtherSignIn:
    """Another sign-in of the same account, as its owner is told of it."""

    at: datetime
    address: str


def begin_sign_in(db: Session, account: StaffAccount, *, address: str, at: datetime) -> OtherSignIn | None:
    """Make a new sign-in the live one, and return the one that it has ended."""
    ended = find_other(account) if account.live_sign_in and not is_too_old(account, at) else None
    account.live_sign_in = new_code(CODE_LENGTH)
    account.signed_in_at = account.proved_at = at
    account.signed_in_from = address[:60]
    if ended is not None:
        _note(db, "staff.sign_in_replaced", account, f"staff:{account.code}", at)
    return ended


def find_other(account: StaffAccount) -> OtherSignIn | None:
    """Return when and from where the account's live sign-in was begun."""
    if account.signed_in_at is None:
        return None
    return OtherSignIn(account.signed_in_at, account.signed_in_from or "–")


def end_sign_in(db: Session, account: StaffAccount, *, actor: str, at: datetime) -> None:
    """End the live sign-in on every machine that holds its cookie; asked twice it is done once."""
    if account.live_sign_in is not None:
        account.live_sign_in = account.proved_at = None
        _note(db, "staff.signed_out", account, actor, at)


def is_too_old(account: StaffAccount, at: datetime) -> bool:
    """Tell whether the live sign-in has lasted as long as one may."""
    return account.signed_in_at is None or at - account.signed_in_at > LONGEST


def is_unused(seen_at: datetime | None, at: datetime) -> bool:
    """Tell whether nobody has used a sign-in for too long."""
    return seen_at is None or at - seen_at > LONGEST_UNUSED


def is_proved(proved_at: datetime | None, at: datetime) -> bool:
    """Tell whether the owner has typed the second factor lately enough for a grave act."""
    return proved_at is not None and at - proved_at <= PROOF_LASTS


def why_ended(account: StaffAccount | None, cookie_id: str) -> Ended:
    """Return why a cookie that was good once does not count any more."""
    if account is None or not account.active or account.live_sign_in is None:
        return Ended.CLOSED
    is_live = cookie_id == f"{account.id}.{account.epoch}.{account.live_sign_in}"
    return Ended.EXPIRED if is_live else Ended.REPLACED


def _note(db: Session, act: str, account: StaffAccount, actor: str, at: datetime) -> None:
    record(db, act=act, actor=actor, subject_kind="staff", subject_code=account.code, at=at)
