"""Who acts on a request: the signed-in member of staff as a plain value, read anew for each request."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy.orm import Session

from examapp.accounts.live_sign_in import is_too_old
from examapp.accounts.models import StaffAccount
from examapp.core.permissions import Role


@dataclass(frozen=True)
class SignedInStaff(UserMixin):  # type: ignore[misc]
    """The facts of an account that pages and predicates need."""

    id: int
    code: str
    login_name: str
    display_name: str
    role: Role
    region_code: str | None
    organisation_code: str | None
    centre_code: str | None
    epoch: int
    sign_in: str
    proved_at: datetime | None

    def get_id(self) -> str:
        """Return what the cookie keeps: the account, its epoch and which sign-in of it this is."""
        return f"{self.id}.{self.epoch}.{self.sign_in}"

    @property
    def actor(self) -> str:
        """The name in the audit log."""
        return f"staff:{self.code}"


def as_signed_in(account: StaffAccount) -> SignedInStaff:
    """Return the plain value of an account."""
    return SignedInStaff(
        id=account.id,
        code=account.code,
        login_name=account.login_name,
        display_name=account.display_name,
        role=account.role,
        region_code=account.region_code,
        organisation_code=account.organisation_code,
        centre_code=account.centre_code,
        epoch=account.epoch,
        sign_in=account.live_sign_in or "",
        proved_at=account.proved_at,
    )


def find_signed_in(db: Session, cookie_id: str, at: datetime) -> SignedInStaff | None:
    """Return whom a cookie's id stands for.

    None if the account is closed, its epoch has passed, or this sign-in is not the live one or too old.
    """
    account = find_account(db, cookie_id)
    if account is None or not account.active or account.live_sign_in is None or is_too_old(account, at):
        return None
    signed_in = as_signed_in(account)
    return signed_in if hmac.compare_digest(signed_in.get_id().encode(), cookie_id.encode()) else None


def find_account(db: Session, cookie_id: str) -> StaffAccount | None:
    """Return the account that a cookie's id names, whether or not that sign-in still counts."""
    account_id = cookie_id.partition(".")[0]
    is_number = account_id.isascii() and account_id.isdecimal() and len(account_id) < 10
    return db.get(StaffAccount, int(account_id)) if is_number else None
