"""How a revision is kept: by compare and set, so that two saves at once cannot overwrite each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import DraftChanged, WrongState
from examapp.authoring.desk_models import DeskItem, ItemRevision, ItemTranslation, RevisionPart
from examapp.authoring.desk_states import ItemState
from examapp.authoring.item_drafts import dump_body, source_digest
from examapp.core.audit import record
from examapp.core.db import changed_rows

NOTE_LENGTH = 240
TOPIC_LENGTH = 60


def keep_revision(
    db: Session,
    item: DeskItem,
    body: Mapping[str, Any],
    *,
    part: RevisionPart,
    base: int,
    account: SignedInStaff,
    at: datetime,
    note: str = "",
) -> None:
    """Keep a body as the next revision after `base`, in the state the item was read in.

    Raises DraftChanged where another save came first, WrongState where the item has moved on.
    """
    swapped = changed_rows(
        db,
        update(DeskItem)
        .where(DeskItem.id == item.id, DeskItem.state == item.state, DeskItem.revision == base)
        .values(revision=base + 1, topic=body["meta"]["topic"][:TOPIC_LENGTH], changed_at=at),
    )
    state = item.state
    db.refresh(item)
    if not swapped:
        if item.state is not state:
            raise WrongState
        raise DraftChanged(revision=item.revision)
    add_revision(db, item, body, part=part, account=account, at=at, note=note)


def add_revision(
    db: Session,
    item: DeskItem,
    body: Mapping[str, Any],
    *,
    part: RevisionPart,
    account: SignedInStaff,
    at: datetime,
    note: str = "",
) -> None:
    """Write the row of the item's present revision; the audit log learns that it exists, not what it says."""
    db.add(
        ItemRevision(
            item_id=item.id,
            number=item.revision,
            part=part,
            body=dump_body(body),
            by_id=account.id,
            at=at,
            note=note[:NOTE_LENGTH],
        )
    )
    db.flush()
    note_item(db, "item.saved", item, account.actor, at, part=part.value)


def mark_translated(
    db: Session, item: DeskItem, body: Mapping[str, Any], language: str, account: SignedInStaff, at: datetime
) -> None:
    """Write down that a language follows the source text as it stands in the present revision."""
    row = db.get(ItemTranslation, (item.id, language))
    if row is None:
        row = ItemTranslation(item_id=item.id, language=language)
        db.add(row)
    row.source_digest = source_digest(body, item.source_language)
    row.source_revision, row.by_id, row.at = item.revision, account.id, at
    db.flush()


def require_state(item: DeskItem, *states: ItemState) -> None:
    """Raise WrongState unless the item stands in one of the states."""
    if item.state not in states:
        raise WrongState


def note_item(db: Session, act: str, item: DeskItem, actor: str, at: datetime, **facts: Any) -> None:
    """Append an act to the audit log: codes, versions and states, never a word of the item."""
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="item",
        subject_code=item.code,
        at=at,
        facts={"version": item.version, "revision": item.revision, "state": item.state.value, **facts},
    )
