"""Who acts on a request: the signed-in member of staff as a plain value, read anew for each request."""

from dataclasses import dataclass

from flask_login import UserMixin
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.permissions import Role

# Where the cookie keeps when the second factor was last shown, in seconds since 1970.
PROVED_AT = "proved_at"


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

    def get_id(self) -> str:
        """Return what the cookie keeps: the account and its epoch, so that a changed password ends it."""
        return f"{self.id}.{self.epoch}"

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
    )


def find_signed_in(db: Session, cookie_id: str) -> SignedInStaff | None:
    """Return whom a cookie's id stands for, or None if the account is closed or its epoch has passed."""
    account_id, _dot, epoch = cookie_id.partition(".")
    if not (account_id.isdecimal() and epoch.isdecimal()):
        return None
    account = db.get(StaffAccount, int(account_id))
    if account is None or not account.active or account.epoch != int(epoch):
        return None
    return as_signed_in(account)
