"""A list in force ends, by its last day or by hand, and with it the desk's items that no other list holds.

Forms that were drawn stay as they are. An item that waits in a composed list, or stands in another list that
is in force, goes on living; a retired one is copied to a new draft as its next version.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from examapp.accounts.queries import get_staff
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.authoring.ceremony import list_signatures, retire_list, withdraw_list
from examapp.authoring.desk_locking import retire_items
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_states import ItemState
from examapp.authoring.models import ListItem, QuestionList, QuestionListState
from examapp.core.clock import TASHKENT

SYSTEM = "system"


def end_list(
    db: Session, question_list: QuestionList, *, reason: str, account: SignedInStaff, at: datetime
) -> None:
    """Retire a list by hand, with the items that live nowhere else. Raises NotInForce."""
    retire_list(db, question_list, reason=reason, actor=account.actor, at=at)
    _retire_items(db, question_list, account, account.actor, f"{question_list.code}: {reason}", at)


def take_back_list(
    db: Session, question_list: QuestionList, *, reason: str, account: SignedInStaff, at: datetime
) -> None:
    """Withdraw a composed list, with the sealed items that it alone kept alive. Raises NotComposed."""
    withdraw_list(db, question_list, reason=reason, actor=account.actor, at=at)
    _retire_items(db, question_list, account, account.actor, f"{question_list.code}: {reason}", at)


def retire_by_date(db: Session, question_list: QuestionList, *, at: datetime) -> None:
    """Retire a list whose last day has passed, with the items that live nowhere else. Raises NotInForce.

    Nobody acts on that day: the audit log says so, and the items' history names the official whose signature
    put the list, with its last day, into force.
    """
    reason = f"valid until {question_list.valid_until:%Y-%m-%d}"
    retire_list(db, question_list, reason=reason, actor=SYSTEM, at=at)
    signatures = list_signatures(db, question_list)
    if signatures:
        official = as_signed_in(get_staff(db, signatures[-1].account_code))
        remark = f"{question_list.code}: {question_list.valid_until:%d.%m.%Y}"
        _retire_items(db, question_list, official, SYSTEM, remark, at)


def list_ended(db: Session, on: date) -> Sequence[QuestionList]:
    """Return the sealed lists whose last day lies before a day."""
    query = select(QuestionList).where(
        QuestionList.state == QuestionListState.SEALED, QuestionList.valid_until < on
    )
    return db.scalars(query.order_by(QuestionList.id)).all()


def _retire_items(
    db: Session, question_list: QuestionList, account: SignedInStaff, actor: str, remark: str, at: datetime
) -> None:
    versions = _list_orphans(db, question_list, at.astimezone(TASHKENT).date())
    retire_items(db, versions, account=account, at=at, actor=actor, remark=remark)


def _list_orphans(db: Session, question_list: QuestionList, on: date) -> list[tuple[str, int]]:
    """Return code and version of the list's sealed desk items that stand in no other living list."""
    other = aliased(ListItem)
    lives = or_(
        QuestionList.state == QuestionListState.COMPOSED,
        (QuestionList.state == QuestionListState.SEALED)
        & or_(QuestionList.valid_until.is_(None), QuestionList.valid_until >= on),
    )
    elsewhere = exists().where(
        other.item_id == DeskItem.code,
        other.version == DeskItem.version,
        other.list_id == QuestionList.id,
        QuestionList.id != question_list.id,
        lives,
    )
    rows = db.execute(
        select(DeskItem.code, DeskItem.version)
        .join(ListItem, (ListItem.item_id == DeskItem.code) & (ListItem.version == DeskItem.version))
        .where(ListItem.list_id == question_list.id, DeskItem.state == ItemState.SEALED, ~elsewhere)
        .order_by(DeskItem.code)
    )
    return [(code, version) for code, version in rows]
