"""Reading accounts."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.errors import NotFound
from examapp.core.permissions import Role


def list_staff(db: Session) -> Sequence[StaffAccount]:
    """Return all accounts, by role and name."""
    return db.scalars(select(StaffAccount).order_by(StaffAccount.role, StaffAccount.display_name)).all()


def list_active_in_roles(db: Session, *roles: Role) -> Sequence[StaffAccount]:
    """Return the active accounts that hold one of the roles, by name."""
    return db.scalars(
        select(StaffAccount)
        .where(StaffAccount.role.in_(roles), StaffAccount.active)
        .order_by(StaffAccount.display_name)
    ).all()


def list_body_staff(db: Session, organisation_code: str) -> Sequence[StaffAccount]:
    """Return the accounts that are bound to an organisation, the active ones first."""
    return db.scalars(
        select(StaffAccount)
        .where(StaffAccount.organisation_code == organisation_code)
        .order_by(StaffAccount.active.desc(), StaffAccount.role, StaffAccount.display_name)
    ).all()


def name_actors(db: Session, actors: Collection[str | None]) -> Mapping[str, str]:
    """Return the names of those who acted, by what the records keep of them; who is no staff has none."""
    codes = {actor.removeprefix("staff:"): actor for actor in actors if actor}
    found = select(StaffAccount.code, StaffAccount.display_name).where(StaffAccount.code.in_(codes))
    return {codes[row.code]: row.display_name for row in db.execute(found)}


def get_staff(db: Session, code: str) -> StaffAccount:
    """Return the account of a code, or raise NotFound."""
    account = db.scalars(select(StaffAccount).where(StaffAccount.code == code)).first()
    if account is None:
        raise NotFound
    return account
