"""From the finished draft to the approved version: sent, accepted, returned, approved, talked about.

Author, reviewer and approver of a version are three people, told apart by their accounts: whoever saved a
revision of structure or source text counts as an author, and no translator of the version approves it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from examapp.accounts.persons import have_one_name
from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.desk_errors import (
    AlreadyAccepted,
    InsiderCannotApprove,
    NotAnItem,
    NotApprovable,
    RemarkMissing,
    WriterCannotReview,
    WrongState,
)
from examapp.authoring.desk_models import DeskItem, DeskMedia, ItemComment, ItemEvent
from examapp.authoring.desk_queries import list_translators, list_writers, read_body, read_translations
from examapp.authoring.desk_saving import note_item, require_state
from examapp.authoring.desk_states import ItemAct, ItemState, next_state
from examapp.authoring.item_drafts import read_draft
from examapp.authoring.translations import Progress, read_progress
from examapp.core.db import changed_rows
from examapp.core.errors import Forbidden, NotFound
from question_bank.findings import Finding
from question_bank.items import Item
from question_bank.quality import check_item
from question_bank.sealing import digest_item
from question_bank.truth_table import list_table_faults


def submit_item(db: Session, item: DeskItem, *, account: SignedInStaff, at: datetime) -> None:
    """Send a draft to the reviewer. Raises NotAnItem, and Forbidden for whoever is not its author."""
    if account.id not in list_writers(db, item):
        raise Forbidden
    require_state(item, ItemState.DRAFT)
    if read_draft(read_body(db, item)).item is None:
        raise NotAnItem
    move_item(db, item, ItemAct.SUBMIT, account, at)


def accept_item(db: Session, item: DeskItem, *, account: SignedInStaff, at: datetime) -> None:
    """Record the reviewer's acceptance; with every language fresh the item counts as translated.

    Raises WriterCannotReview, AlreadyAccepted.
    """
    require_state(item, ItemState.IN_REVIEW)
    if have_one_name(db, account.id, list_writers(db, item)):
        raise WriterCannotReview
    if item.accepted_by_id is not None:
        raise AlreadyAccepted
    move_item(db, item, ItemAct.ACCEPT, account, at, accepted_by_id=account.id, accepted_at=at)
    complete_if_ready(db, item, account, at)


def complete_if_ready(db: Session, item: DeskItem, account: SignedInStaff, at: datetime) -> bool:
    """Move an accepted item on once every language follows the source text; tell whether it moved."""
    if item.state is not ItemState.IN_REVIEW or item.accepted_by_id is None:
        return False
    progress = read_progress(read_body(db, item), item.source_language, read_translations(db, item))
    if any(found is not Progress.FRESH for found in progress.values()):
        return False
    move_item(db, item, ItemAct.COMPLETE, account, at)
    return True


def return_item(db: Session, item: DeskItem, remark: str, *, account: SignedInStaff, at: datetime) -> None:
    """Return an item to its author with a remark; the acceptance is void. Raises RemarkMissing."""
    if not remark.strip():
        raise RemarkMissing
    if have_one_name(db, account.id, list_writers(db, item)):
        raise WriterCannotReview
    move_item(
        db, item, ItemAct.RETURN, account, at, remark=remark.strip(), accepted_by_id=None, accepted_at=None
    )


def approve_item(db: Session, item: DeskItem, *, account: SignedInStaff, at: datetime) -> None:
    """Approve a version: from now on it never changes. Raises InsiderCannotApprove, NotApprovable."""
    require_state(item, ItemState.TRANSLATED)
    insiders = list_writers(db, item) | list_translators(db, item) | {item.accepted_by_id}
    if have_one_name(db, account.id, insiders):
        raise InsiderCannotApprove
    body = read_body(db, item)
    found = find_faults(db, body)
    whole = read_draft(body).item
    if found or whole is None:
        raise NotApprovable(found)
    locked = digest_item(whole)
    move_item(
        db, item, ItemAct.APPROVE, account, at, approved_by_id=account.id, approved_at=at, digest=locked
    )


def find_faults(db: Session, body: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return everything that forbids an approval: not an item, a wrong table, a finding, a lost picture."""
    draft = read_draft(body)
    if draft.item is None:
        return tuple(Finding("malformed", body["id"], fault.problem) for fault in draft.faults)
    tables = tuple(Finding("truth_table", draft.item.id, text) for text in list_table_faults(draft.item))
    return check_item(draft.item) + tables + _find_lost_pictures(db, draft.item)


def add_comment(db: Session, item: DeskItem, text: str, *, account: SignedInStaff, at: datetime) -> None:
    """Put a comment on the present revision. Raises RemarkMissing."""
    if not text.strip():
        raise RemarkMissing
    db.add(ItemComment(item_id=item.id, revision=item.revision, by_id=account.id, at=at, text=text.strip()))
    note_item(db, "item.commented", item, account.actor, at)


def settle_comment(
    db: Session, item: DeskItem, comment_id: int, *, account: SignedInStaff, at: datetime
) -> None:
    """Mark a comment as settled; asked twice it stays so. Raises NotFound for a comment of another item."""
    comment = db.get(ItemComment, comment_id)
    if comment is None or comment.item_id != item.id:
        raise NotFound
    if not comment.settled:
        comment.settled = True
        note_item(db, "item.comment_settled", item, account.actor, at)


def move_item(
    db: Session,
    item: DeskItem,
    act: ItemAct,
    account: SignedInStaff,
    at: datetime,
    *,
    remark: str = "",
    actor: str | None = None,
    **values: Any,
) -> None:
    """Carry out an act by compare and set, with its event and its audit entry. Raises WrongState."""
    before, after = item.state, next_state(item.state, act)
    if after is None:
        raise WrongState
    swapped = changed_rows(
        db,
        update(DeskItem)
        .where(DeskItem.id == item.id, DeskItem.state == before, DeskItem.revision == item.revision)
        .values(state=after, changed_at=at, **values),
    )
    if not swapped:
        raise WrongState
    db.refresh(item)
    db.add(
        ItemEvent(
            item_id=item.id,
            act=act,
            from_state=before,
            to_state=after,
            revision=item.revision,
            by_id=account.id,
            at=at,
            remark=remark,
        )
    )
    note_item(db, f"item.{act.value}", item, actor or account.actor, at, before=before.value)


def _find_lost_pictures(db: Session, item: Item) -> tuple[Finding, ...]:
    return tuple(
        Finding("media_missing", item.id, picture.file)
        for picture in item.media.values()
        if db.get(DeskMedia, picture.sha256) is None
    )
