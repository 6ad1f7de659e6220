"""Signing in: name, password and second factor in one step, slowed down after wrong tries.

The throttle counts wrong tries per sign-in name and per address; an address may fail more often, because a
whole centre can stand behind one.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.accounts.errors import ProofRefused, SignInRefused, SignInThrottled
from examapp.accounts.models import SignInFailure, StaffAccount
from examapp.accounts.passwords import verify_password
from examapp.accounts.second_factor import accept_recovery_code, accept_totp
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.errors import AppError
from examapp.core.signing import KeyRing

FREE_TRIES: Final = {"name": 5, "address": 50}
PAUSE = timedelta(minutes=5)


def refuse_while_throttled(db: Session, login_name: str, address: str, at: datetime) -> None:
    """Raise SignInThrottled while the name or the address has to wait."""
    for kind, key in _keys(login_name, address):
        last_at = db.scalar(
            select(SignInFailure.last_at).where(
                SignInFailure.key == key,
                SignInFailure.count >= FREE_TRIES[kind],
                SignInFailure.last_at > at - PAUSE,
            )
        )
        if last_at is not None:
            left = last_at + PAUSE - at
            raise SignInThrottled(minutes=max(1, -(-int(left.total_seconds()) // 60)))


def check_credentials(
    db: Session, keys: KeyRing, *, login_name: str, password: str, second_factor: str, at: datetime
) -> StaffAccount:
    """Return the account that the three belong to, or raise SignInRefused without saying which was wrong."""
    account = db.scalars(
        select(StaffAccount).where(StaffAccount.login_name == login_name.strip().lower())
    ).first()
    right = verify_password(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        raise SignInRefused
    if not (accept_totp(account, second_factor, at) or accept_recovery_code(account, second_factor, keys)):
        raise SignInRefused
    return account


def prove_presence(
    db: Session, keys: KeyRing, account: StaffAccount, typed: str, *, address: str, at: datetime
) -> AppError | None:
    """Take the second factor anew before a grave act; the refusal is a value, so that its count is kept."""
    name = f"proof {account.login_name}"  # no sign-in name holds a space: signing in stays possible
    refuse_while_throttled(db, name, address, at)
    if accept_totp(account, typed, at) or accept_recovery_code(account, typed, keys):
        account.proved_at = at
        for _kind, key in _keys(name, address):
            db.execute(delete(SignInFailure).where(SignInFailure.key == key))
        return None
    note_failure(db, name, address, at)
    return ProofRefused()


def note_success(db: Session, account: StaffAccount, address: str, at: datetime) -> None:
    """Forget the wrong tries and record the sign-in."""
    for _kind, key in _keys(account.login_name, address):
        db.execute(delete(SignInFailure).where(SignInFailure.key == key))
    record(
        db,
        act="staff.signed_in",
        actor=f"staff:{account.code}",
        subject_kind="staff",
        subject_code=account.code,
        at=at,
        facts={"address": address},
    )


def note_failure(db: Session, login_name: str, address: str, at: datetime) -> None:
    """Count one wrong try for the name and for the address, whoever else counts in the same moment."""
    run = case((SignInFailure.last_at > at - PAUSE, SignInFailure.count + 1), else_=1)
    for _kind, key in _keys(login_name, address):
        one_more = update(SignInFailure).where(SignInFailure.key == key).values(count=run, last_at=at)
        if changed_rows(db, one_more):
            continue
        try:
            with db.begin_nested():
                db.add(SignInFailure(key=key, count=1, last_at=at))
        except IntegrityError:  # another process counted the first one a moment ago
            changed_rows(db, one_more)


def _keys(login_name: str, address: str) -> list[tuple[str, str]]:
    return [("name", f"name:{login_name.strip().lower()[:60]}"), ("address", f"address:{address[:60]}")]
