"""Inviting HR officers and heads: an account bound to one organisation, woken by a one-time code."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.enrolment import create_account, give_one_time_code
from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import get_staff
from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Role
from examapp.core.signing import KeyRing
from examapp.organisations.models import Organisation


def invite_person(
    db: Session,
    keys: KeyRing,
    organisation: Organisation,
    *,
    role: Role,
    login_name: str,
    display_name: str,
    actor: str,
    at: datetime,
) -> tuple[StaffAccount, str]:
    """Make an account that sees this organisation only; return it with the code that is shown once.

    Raises LoginNameTaken, LoginNameWrong, DisplayNameWrong, and ValueError for a role that no body has.
    """
    if role not in BODY_ROLES:
        raise ValueError(f"{role} does not belong to an organisation")
    account = create_account(
        db,
        login_name=login_name,
        display_name=display_name,
        role=role,
        region_code=organisation.region_code,
        organisation_code=organisation.code,
        actor=actor,
        at=at,
    )
    return account, give_one_time_code(db, keys, account, actor=actor, at=at)


def get_body_person(db: Session, organisation: Organisation, code: str) -> StaffAccount:
    """Return one of the organisation's own people; anybody else's account raises NotFound."""
    account = get_staff(db, code)
    if account.organisation_code != organisation.code or account.role not in BODY_ROLES:
        raise NotFound
    return account
