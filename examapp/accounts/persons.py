"""Whether two accounts are one person: what needs two people is not done by one with two accounts.

An account has one role, so whoever holds two offices has two accounts. Staff have no PINFL here: a person is
known by the whole name, in any script and order, and a namesake leaves the second act to a colleague.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.errors import SecondPersonDecides
from examapp.accounts.models import StaffAccount
from examapp.accounts.whole_names import whole_name_key


def is_one_of(db: Session, actor: str, others: Iterable[str | None]) -> bool:
    """Tell whether an actor of the audit log is the person behind one of others, by account or whole name."""
    hands = {other for other in others if other is not None}
    if not hands or actor in hands:
        return bool(hands)
    names = _read_names(db, {actor, *hands})
    return actor in names and any(names[actor] == names.get(other) for other in hands)


def require_other_person(db: Session, actor: str, others: Iterable[str | None]) -> None:
    """Raise SecondPersonDecides where the actor is the person behind one of others."""
    if is_one_of(db, actor, others):
        raise SecondPersonDecides


def have_one_name(db: Session, account_id: int, others: Iterable[int | None]) -> bool:
    """Tell the same of accounts by their ids."""
    ids = {other for other in others if other is not None}
    if not ids or account_id in ids:
        return bool(ids)
    rows = db.execute(
        select(StaffAccount.id, StaffAccount.display_name).where(StaffAccount.id.in_({account_id, *ids}))
    )
    keys = {row.id: whole_name_key(row.display_name) for row in rows}
    return any(keys.get(account_id) == keys.get(other) for other in ids)


def _read_names(db: Session, actors: Iterable[str]) -> dict[str, str]:
    codes = {actor.removeprefix("staff:") for actor in actors}
    rows = db.execute(
        select(StaffAccount.code, StaffAccount.display_name).where(StaffAccount.code.in_(codes))
    )
    return {f"staff:{row.code}": whole_name_key(row.display_name) for row in rows}
