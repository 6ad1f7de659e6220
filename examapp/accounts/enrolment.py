"""How an account comes to life: made with a one-time code, completed by its owner."""

import base64
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.account_names import read_display_name, read_login_name
from examapp.accounts.errors import EnrolmentRefused, LoginNameTaken, RenewalNeedsTwo, SecondFactorWrong
from examapp.accounts.models import StaffAccount
from examapp.accounts.passwords import hash_password
from examapp.accounts.persons import is_one_of
from examapp.accounts.second_factor import accept_totp, give_recovery_codes, keep_secret
from examapp.core.audit import record
from examapp.core.codes import new_code, read_code, show_code
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing

CODE_LENGTH = 16
CODE_LIFE = timedelta(days=3)
SECRET_BYTES = 20
# They decide nothing that another has proposed, and who lost a telephone on the day has no time to wait.
ONE_RENEWS = frozenset({Role.PROCTOR, Role.TRANSLATOR})


def create_account(
    db: Session,
    *,
    login_name: str,
    display_name: str,
    role: Role,
    actor: str,
    at: datetime,
    region_code: str | None = None,
    organisation_code: str | None = None,
    centre_code: str | None = None,
) -> StaffAccount:
    """Make an account that nobody can sign in with yet.

    Raises LoginNameTaken, LoginNameWrong, DisplayNameWrong.
    """
    name = read_login_name(login_name)
    if db.scalars(select(StaffAccount.id).where(StaffAccount.login_name == name)).first() is not None:
        raise LoginNameTaken(login_name=name)
    account = StaffAccount(
        code=new_code(8),
        login_name=name,
        display_name=read_display_name(display_name),
        role=role,
        region_code=region_code or None,
        organisation_code=organisation_code or None,
        centre_code=centre_code or None,
        created_at=at,
    )
    db.add(account)
    db.flush()
    _note(db, "staff.created", account, actor, at)
    return account


def give_one_time_code(db: Session, keys: KeyRing, account: StaffAccount, *, actor: str, at: datetime) -> str:
    """Give an account a fresh one-time code (80 bits, three days) and return it, to be shown once."""
    code = new_code(CODE_LENGTH)
    account.enrolment_mac = keys.mac("enrolment", code.encode())
    account.enrolment_until = at + CODE_LIFE
    account.renewal_asked_by = account.renewal_asked_at = None
    _note(db, "staff.one_time_code_given", account, actor, at)
    return show_code(code)


def ask_renewal(db: Session, account: StaffAccount, *, actor: str, at: datetime) -> None:
    """Ask, for an owner who has lost password or telephone, that an administrator hands over a new code."""
    if account.renewal_asked_by is None:
        account.renewal_asked_by, account.renewal_asked_at = actor, at
        _note(db, "staff.renewal_asked", account, actor, at)


def needs_two_to_renew(account: StaffAccount) -> bool:
    """Tell whether a new code takes two: the owner signs in already, and is one half of a rule for two."""
    return account.password_hash is not None and account.role not in ONE_RENEWS


def renew_code(db: Session, keys: KeyRing, account: StaffAccount, *, actor: str, at: datetime) -> str:
    """Give an account a fresh one-time code, as `give_one_time_code`.

    Whoever holds the code of somebody who signs in already can act as that person, and most acts here are
    divided between two: a head submits what an operator accepts (rule of the protocol, 14), one proposes what
    another approves. So one asks and another hands it over: raises RenewalNeedsTwo.
    """
    asked_by = account.renewal_asked_by
    if needs_two_to_renew(account) and (asked_by is None or is_one_of(db, actor, [asked_by])):
        raise RenewalNeedsTwo
    return give_one_time_code(db, keys, account, actor=actor, at=at)


def find_by_one_time_code(db: Session, keys: KeyRing, typed: str, at: datetime) -> StaffAccount:
    """Return the active account whose unused one-time code this is, or raise EnrolmentRefused."""
    return find_enrolling(db, keys.mac("enrolment", read_code(typed).encode()), at)


def find_enrolling(db: Session, mac: str, at: datetime) -> StaffAccount:
    """Return the active account whose unused one-time code has this MAC, or raise EnrolmentRefused."""
    account = db.scalars(select(StaffAccount).where(StaffAccount.enrolment_mac == mac)).first()
    if (
        account is None
        or not account.active
        or account.enrolment_until is None
        or account.enrolment_until < at
    ):
        raise EnrolmentRefused
    return account


def find_open_code(account: StaffAccount, at: datetime) -> datetime | None:
    """Return until when a one-time code is good that would replace the owner's password, or None."""
    until = account.enrolment_until
    return until if account.enrolment_mac is not None and until is not None and until >= at else None


def choose_totp_secret(keys: KeyRing, mac: str) -> str:
    """Return the TOTP secret that belongs to a one-time code, in base 32: new with each code.

    It is derived, so that neither code nor secret needs to lie in the cookie of the pages in between.
    """
    return base64.b32encode(bytes.fromhex(keys.mac("enrolment-totp", mac.encode()))[:SECRET_BYTES]).decode()


def enrol(
    db: Session,
    keys: KeyRing,
    account: StaffAccount,
    *,
    password: str,
    totp_secret: str,
    digits: str,
    at: datetime,
) -> list[str]:
    """Set password and second factor, use up the one-time code, and return the recovery codes.

    Raises SecondFactorWrong when the digits do not come from the secret: a factor that was never proved
    would lock its owner out.
    """
    keep_secret(account, totp_secret, keys)
    if not accept_totp(account, digits, keys, at):
        raise SecondFactorWrong
    account.password_hash = hash_password(password)
    account.enrolment_mac = account.enrolment_until = None
    account.epoch += 1
    _note(db, "staff.enrolled", account, f"staff:{account.code}", at)
    return give_recovery_codes(account, keys)


def set_active(db: Session, account: StaffAccount, *, active: bool, actor: str, at: datetime) -> None:
    """Close or reopen an account; closing ends its sign-ins at once."""
    account.active = active
    account.epoch += 1
    _note(db, "staff.reopened" if active else "staff.closed", account, actor, at)


def _note(db: Session, act: str, account: StaffAccount, actor: str, at: datetime) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="staff",
        subject_code=account.code,
        at=at,
        facts={"login_name": account.login_name, "role": account.role.value},
    )
