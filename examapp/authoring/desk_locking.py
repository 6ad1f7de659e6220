"""What lists do with approved items: read them, mark them sealed, retire them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_models import DeskItem, DeskMedia
from examapp.authoring.desk_queries import get_desk_item, read_bodies
from examapp.authoring.desk_review import move_item
from examapp.authoring.desk_saving import require_state
from examapp.authoring.desk_states import ItemAct, ItemState
from examapp.authoring.item_drafts import read_draft
from question_bank.items import Item


def read_approved_items(db: Session) -> dict[str, Item]:
    """Return the newest approved version of each item, by code; sealed ones may enter other lists."""
    rows = db.scalars(
        select(DeskItem)
        .where(DeskItem.state.in_((ItemState.APPROVED, ItemState.SEALED)))
        .order_by(DeskItem.code, DeskItem.version)
    ).all()
    newest = {row.code: row for row in rows}
    bodies = read_bodies(db, list(newest.values()))
    found = {code: read_draft(bodies[row.id]).item for code, row in newest.items()}
    return {code: item for code, item in found.items() if item is not None}


def read_pictures(db: Session, items: Mapping[str, Item]) -> dict[str, bytes]:
    """Return the pictures that items show, by SHA-256."""
    wanted = {picture.sha256 for item in items.values() for picture in item.media.values()}
    rows = db.scalars(select(DeskMedia).where(DeskMedia.sha256.in_(wanted)))
    return {row.sha256: row.content for row in rows}


def seal_items(
    db: Session, versions: Iterable[tuple[str, int]], *, account: SignedInStaff, at: datetime
) -> None:
    """Mark versions (code, version) as sealed; one that is sealed already stays so. Raises WrongState."""
    for code, version in versions:
        item = get_desk_item(db, code, version)
        require_state(item, ItemState.APPROVED, ItemState.SEALED)
        if item.state is ItemState.APPROVED:
            move_item(db, item, ItemAct.SEAL, account, at)


def retire_items(
    db: Session,
    versions: Iterable[tuple[str, int]],
    *,
    account: SignedInStaff,
    at: datetime,
    actor: str | None = None,
    remark: str = "",
) -> None:
    """Retire sealed versions (code, version); asked twice they stay retired. Raises WrongState.

    The history names the account, the audit log the `actor`, where it is not the account that acts.
    """
    for code, version in versions:
        item = get_desk_item(db, code, version)
        require_state(item, ItemState.SEALED, ItemState.RETIRED)
        if item.state is ItemState.SEALED:
            move_item(db, item, ItemAct.RETIRE, account, at, actor=actor, remark=remark)
