"""Reading the desk: items, their revisions, and who had a hand in a version."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.desk_models import (
    DeskItem,
    DeskMedia,
    ItemComment,
    ItemEvent,
    ItemRevision,
    ItemTranslation,
    RevisionPart,
)
from examapp.authoring.desk_states import ItemState
from examapp.authoring.item_drafts import Body, load_body
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor, Role


def get_desk_item(db: Session, code: str, version: int) -> DeskItem:
    """Return one version of an item, or raise NotFound."""
    found = db.scalars(select(DeskItem).where(DeskItem.code == code, DeskItem.version == version)).first()
    if found is None:
        raise NotFound
    return found


def list_desk_items(
    db: Session, actor: Actor, *, state: ItemState | None = None, topic: str = ""
) -> Sequence[DeskItem]:
    """Return the items whose existence concerns the actor: an author's own, for others all; by code."""
    query = select(DeskItem).order_by(DeskItem.code, DeskItem.version)
    if state is not None:
        query = query.where(DeskItem.state == state)
    if topic:
        query = query.where(DeskItem.topic == topic)
    if actor.role is Role.AUTHOR:
        query = query.where(DeskItem.id.in_(_written_by(actor.id)))
    return db.scalars(query).all()


def count_desk_items(db: Session, actor: Actor) -> dict[tuple[str, ItemState], int]:
    """Return how many of those items stand at each topic and state."""
    query = select(DeskItem.topic, DeskItem.state, func.count()).group_by(DeskItem.topic, DeskItem.state)
    if actor.role is Role.AUTHOR:
        query = query.where(DeskItem.id.in_(_written_by(actor.id)))
    return {(topic, state): count for topic, state, count in db.execute(query)}


def get_revision(db: Session, item: DeskItem, number: int | None = None) -> ItemRevision:
    """Return a revision of an item, the newest without a number, or raise NotFound."""
    wanted = item.revision if number is None else number
    found = db.scalars(
        select(ItemRevision).where(ItemRevision.item_id == item.id, ItemRevision.number == wanted)
    ).first()
    if found is None:
        raise NotFound
    return found


def read_body(db: Session, item: DeskItem, number: int | None = None) -> Body:
    """Return the body of a revision, the newest without a number."""
    return load_body(get_revision(db, item, number).body)


def read_bodies(db: Session, items: Sequence[DeskItem]) -> dict[int, Body]:
    """Return the newest bodies of several items, by the items' ids."""
    ids = [item.id for item in items]
    rows = db.execute(
        select(ItemRevision.item_id, ItemRevision.body)
        .join(DeskItem, DeskItem.id == ItemRevision.item_id)
        .where(ItemRevision.number == DeskItem.revision, DeskItem.id.in_(ids))
    )
    return {item_id: load_body(body) for item_id, body in rows}


def list_revisions(db: Session, item: DeskItem) -> Sequence[ItemRevision]:
    """Return all revisions of a version, the newest first."""
    return db.scalars(
        select(ItemRevision).where(ItemRevision.item_id == item.id).order_by(ItemRevision.number.desc())
    ).all()


def list_events(db: Session, item: DeskItem) -> Sequence[ItemEvent]:
    """Return what was done to a version as a whole, the newest first."""
    return db.scalars(
        select(ItemEvent).where(ItemEvent.item_id == item.id).order_by(ItemEvent.id.desc())
    ).all()


def list_comments(db: Session, item: DeskItem) -> Sequence[ItemComment]:
    """Return the comments on a version, the oldest first."""
    return db.scalars(
        select(ItemComment).where(ItemComment.item_id == item.id).order_by(ItemComment.id)
    ).all()


def list_versions(db: Session, code: str) -> Sequence[DeskItem]:
    """Return all versions of an item, the newest first."""
    return db.scalars(select(DeskItem).where(DeskItem.code == code).order_by(DeskItem.version.desc())).all()


def read_translations(db: Session, item: DeskItem) -> dict[str, ItemTranslation]:
    """Return what each language was made from."""
    rows = db.scalars(select(ItemTranslation).where(ItemTranslation.item_id == item.id))
    return {row.language: row for row in rows}


def list_writers(db: Session, item: DeskItem) -> frozenset[int]:
    """Return the accounts that count as authors of a version: whoever saved structure or source text."""
    return _hands(db, item, RevisionPart.WRITING)


def list_translators(db: Session, item: DeskItem) -> frozenset[int]:
    """Return the accounts that saved a translation of a version."""
    return _hands(db, item, RevisionPart.TRANSLATING)


def read_names(db: Session, ids: Sequence[int | None]) -> Mapping[int | None, str]:
    """Return the names of accounts, by their ids."""
    wanted = {account for account in ids if account is not None}
    rows = db.execute(select(StaffAccount.id, StaffAccount.display_name).where(StaffAccount.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def get_picture(db: Session, body: Body, sha256: str) -> DeskMedia:
    """Return a picture that a body shows, or raise NotFound: no picture is given by its digest alone."""
    shown = {picture["sha256"] for picture in body["media"].values()}
    found = db.get(DeskMedia, sha256) if sha256 in shown else None
    if found is None:
        raise NotFound
    return found


def _hands(db: Session, item: DeskItem, part: RevisionPart) -> frozenset[int]:
    query = select(ItemRevision.by_id).where(ItemRevision.item_id == item.id, ItemRevision.part == part)
    return frozenset(db.scalars(query.distinct()))


def _written_by(account_id: int) -> Select[int]:
    return select(ItemRevision.item_id).where(
        ItemRevision.by_id == account_id, ItemRevision.part == RevisionPart.WRITING
    )
