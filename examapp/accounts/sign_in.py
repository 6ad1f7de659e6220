"""Signing in: name, password and second factor in one step, slowed down after wrong tries.

The throttle counts wrong tries of a name from one address, of an address, and of a name from everywhere. An
address may fail more often, because a whole centre can stand behind one. A name may fail more often still,
and where its owner has signed in before, that last count is not asked: whoever knows a name cannot shut its
owner out of the own desk.
"""

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Select, case, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.accounts.errors import ProofRefused, SignInRefused, SignInThrottled
from examapp.accounts.models import KnownAddress, SignInFailure, StaffAccount
from examapp.accounts.passwords import verify_password
from examapp.accounts.second_factor import accept_recovery_code, accept_totp
from examapp.core.addresses import counted_place
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.errors import AppError
from examapp.core.signing import KeyRing

_Asked = TypeVar("_Asked", bound=Select[Any])
FREE_TRIES: Final = {"pair": 5, "address": 50, "name": 100}
PAUSE = timedelta(minutes=5)
# Addresses that an account is known from: the latest ones.
MOST_KNOWN: Final = 10


def refuse_while_throttled(db: Session, login_name: str, address: str, at: datetime) -> None:
    """Raise SignInThrottled while the name at this address, the address, or the name has to wait."""
    for kind, key in _keys(login_name, address):
        last_at = db.scalar(
            select(SignInFailure.last_at).where(
                SignInFailure.key == key,
                SignInFailure.count >= FREE_TRIES[kind],
                SignInFailure.last_at > at - PAUSE,
            )
        )
        if last_at is not None and not (kind == "name" and _is_known(db, login_name, address)):
            left = last_at + PAUSE - at
            raise SignInThrottled(minutes=max(1, -(-int(left.total_seconds()) // 60)))


def check_password(db: Session, login_name: str, password: str) -> str:
    """Return the password's record if it fits the name, or raise SignInRefused.

    It computes for 45 ms and only reads: whoever guesses must not hold up the answers that are being saved.
    """
    record = db.scalar(_of_name(select(StaffAccount.password_hash), login_name))
    fits = verify_password(record, password)  # without a record the same work is done
    if record is None or not fits:
        raise SignInRefused
    return record


def check_second_factor(
    db: Session,
    keys: KeyRing,
    *,
    login_name: str,
    record: str,
    second_factor: str,
    address: str,
    at: datetime,
) -> StaffAccount:
    """Return the account whose password was right and whose second factor is, and use the factor up.

    Raises SignInRefused without saying what was wrong, and SignInThrottled. The row is locked: the same
    digits in two requests of one moment sign in once, and where the caller counts a failure in this
    transaction, guesses of one moment are counted one after the other.
    """
    account = db.scalars(_of_name(select(StaffAccount), login_name).with_for_update()).first()
    if account is None or not account.active or account.password_hash != record:
        raise SignInRefused
    refuse_while_throttled(db, account.login_name, address, at)
    if not (
        accept_totp(account, second_factor, keys, at) or accept_recovery_code(account, second_factor, keys)
    ):
        raise SignInRefused
    return account


def _of_name(asked: _Asked, login_name: str) -> _Asked:
    return asked.where(StaffAccount.login_name == login_name.strip().lower())


def prove_presence(
    db: Session, keys: KeyRing, account: StaffAccount, typed: str, *, address: str, at: datetime
) -> AppError | None:
    """Take the second factor anew before a grave act; the refusal is a value, so that its count is kept."""
    name = f"proof {account.login_name}"  # no sign-in name holds a space: signing in stays possible
    # The lock first: whoever guesses many times in one moment is counted one after the other.
    db.refresh(account, with_for_update=True)
    refuse_while_throttled(db, name, address, at)
    if accept_totp(account, typed, keys, at) or accept_recovery_code(account, typed, keys):
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
    _keep_address(db, account, address, at)
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
    """Count one wrong try for each of the three, whoever else counts in the same moment."""
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


def _is_known(db: Session, login_name: str, address: str) -> bool:
    """Tell whether a name's owner has signed in from this address before."""
    known = select(KnownAddress.address).join(StaffAccount, StaffAccount.id == KnownAddress.staff_id)
    place = counted_place(address)[:60]
    return db.scalar(_of_name(known, login_name).where(KnownAddress.address == place)) is not None


def _keep_address(db: Session, account: StaffAccount, address: str, at: datetime) -> None:
    """Remember where an account has signed in, and forget what is older than its latest addresses."""
    place = counted_place(address)[:60]
    known = db.scalars(
        select(KnownAddress).where(KnownAddress.staff_id == account.id).order_by(KnownAddress.last_at.desc())
    ).all()
    for one in known:
        if one.address == place:
            one.last_at = at
            return
    for one in known[MOST_KNOWN - 1 :]:
        db.delete(one)
    db.add(KnownAddress(staff_id=account.id, address=place, last_at=at))


def _keys(login_name: str, address: str) -> list[tuple[str, str]]:
    name, place = login_name.strip().lower()[:70], counted_place(address)[:60]
    return [("pair", f"pair:{name}|{place}"), ("address", f"address:{place}"), ("name", f"name:{name}")]
