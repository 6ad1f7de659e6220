"""An author's work: beginning an item, saving a draft, beginning the next version of what is locked."""

import copy
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import NewerVersionThere
from examapp.authoring.desk_models import DeskItem, ItemTranslation, RevisionPart
from examapp.authoring.desk_queries import list_versions, list_writers, read_body, read_translations
from examapp.authoring.desk_saving import (
    TOPIC_LENGTH,
    add_revision,
    keep_revision,
    mark_translated,
    note_item,
    require_state,
)
from examapp.authoring.desk_states import LOCKED, ItemState
from examapp.authoring.draft_shapes import empty_body
from examapp.authoring.item_drafts import Body
from examapp.authoring.translations import Progress, has_changed, list_languages, read_progress
from examapp.core.errors import Forbidden

CODE_STEMS = {
    "law": "LAW",
    "edoc": "EDO",
    "devices": "DEV",
    "office": "OFF",
    "internet": "INET",
    "networks": "NET",
    "security": "SEC",
}
# Far above the numbers of lists that come from elsewhere, so that no code of theirs is given out again.
FIRST_NUMBER = 1001


def begin_item(
    db: Session, *, kind: str, topic: str, language: str, account: SignedInStaff, at: datetime
) -> DeskItem:
    """Begin an item of a kind with nothing in it; its code follows from the topic."""
    body = empty_body(_next_code(db, topic), kind=kind, topic=topic, language=language)
    return put_on_desk(db, body, language=language, account=account, at=at)


def put_on_desk(
    db: Session, body: Body, *, language: str, account: SignedInStaff, at: datetime, note: str = ""
) -> DeskItem:
    """Put a body on the desk as the first revision of a draft; the account is its author."""
    item = DeskItem(
        code=body["id"],
        version=body["version"],
        topic=body["meta"]["topic"][:TOPIC_LENGTH],
        state=ItemState.DRAFT,
        source_language=language,
        revision=1,
        owner_id=account.id,
        created_at=at,
        changed_at=at,
    )
    db.add(item)
    db.flush()
    note_item(db, "item.begun", item, account.actor, at)
    add_revision(db, item, body, part=RevisionPart.WRITING, account=account, at=at, note=note)
    return item


def save_draft(
    db: Session,
    item: DeskItem,
    body: Mapping[str, Any],
    *,
    base: int,
    account: SignedInStaff,
    at: datetime,
    confirmed: Collection[str] = (),
    note: str = "",
) -> bool:
    """Keep a draft as its next revision, right or wrong; return whether anything had changed.

    `confirmed` names languages whose words the author declares to follow the source text as it stands now.
    Raises WrongState, DraftChanged, and Forbidden for whoever is not an author of the draft.
    """
    require_state(item, ItemState.DRAFT)
    if account.id not in list_writers(db, item):
        raise Forbidden
    before = read_body(db, item)
    body = dict(body) | {"id": item.code, "version": item.version}
    if body == before and not confirmed:
        return False
    progress = read_progress(before, item.source_language, read_translations(db, item))
    keep_revision(db, item, body, part=RevisionPart.WRITING, base=base, account=account, at=at, note=note)
    for language in list_languages(body, item.source_language):
        was_stale = progress.get(language) is Progress.STALE
        followed = has_changed(before, body, language) and not was_stale
        if followed or language in confirmed:
            mark_translated(db, item, body, language, account, at)
    return True


def begin_next_version(db: Session, item: DeskItem, *, account: SignedInStaff, at: datetime) -> DeskItem:
    """Begin the next version of a locked item as a draft; the locked one stays as it was for ever.

    Raises WrongState, NewerVersionThere, and Forbidden for whoever is not an author of the version.
    """
    require_state(item, *LOCKED)
    if account.id not in list_writers(db, item):
        raise Forbidden
    newest = list_versions(db, item.code)[0]
    if newest.id != item.id:
        raise NewerVersionThere(version=newest.version)
    body = copy.deepcopy(read_body(db, item)) | {"version": item.version + 1}
    begun = put_on_desk(db, body, language=item.source_language, account=account, at=at)
    for language, row in read_translations(db, item).items():
        db.add(
            ItemTranslation(
                item_id=begun.id,
                language=language,
                source_digest=row.source_digest,
                source_revision=1,
                by_id=row.by_id,
                at=row.at,
            )
        )
    db.flush()
    return begun


def _next_code(db: Session, topic: str) -> str:
    stem = CODE_STEMS.get(topic, topic[:3].upper())
    codes = db.scalars(select(DeskItem.code).where(DeskItem.code.startswith(f"{stem}-"))).all()
    numbers = [int(code[len(stem) + 1 :]) for code in codes if code[len(stem) + 1 :].isdecimal()]
    return f"{stem}-{max([FIRST_NUMBER - 1, *numbers]) + 1}"
