"""A few items on the demo's desk, one or two in each state, led there by the verbs that the pages call."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.authoring.desk_intake import take_in_items
from examapp.authoring.desk_locking import retire_items, seal_items
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_queries import get_desk_item, read_body
from examapp.authoring.desk_review import accept_item, add_comment, approve_item, return_item, submit_item
from examapp.authoring.desk_states import ItemState
from examapp.authoring.desk_writing import save_draft
from question_bank.content import load_shipped_list
from question_bank.items import Item

# Item of the sample list → the state to which its copy on the desk is led.
PLACES = {
    "INET-001": ItemState.DRAFT,
    "DEV-005": ItemState.DRAFT,
    "DEV-001": ItemState.IN_REVIEW,
    "DEV-002": ItemState.IN_REVIEW,
    "DEV-004": ItemState.TRANSLATED,
    "SEC-001": ItemState.TRANSLATED,
    "DEV-006": ItemState.APPROVED,
    "DEV-012": ItemState.SEALED,
    "DEV-013": ItemState.RETIRED,
}
RETURNED, STALE = "DEV-005", "DEV-001"
CODE_STEM = "DEMO-"


def fill_desk(db: Session, staff: Mapping[str, StaffAccount], at: datetime) -> None:
    """Put copies of sample items on the desk: some returned, some behind their source text, some sealed."""
    _manifest, shipped, media = load_shipped_list()
    items = {name: _copy(shipped[name]) for name in PLACES}
    people = {name: as_signed_in(account) for name, account in staff.items()}
    take_in_items(db, {item.id: item for item in items.values()}, media, account=people["author"], at=at)
    for name, state in PLACES.items():
        found = get_desk_item(db, items[name].id, 1)
        if name == STALE:
            _change_source(db, found, people["author"], at)
        _lead(db, found, state, people, at)
    returned = get_desk_item(db, items[RETURNED].id, 1)
    _return(db, returned, people, at)


def _copy(item: Item) -> Item:
    return replace(item, id=f"{CODE_STEM}{item.id}", version=1, meta=replace(item.meta, enemies=()))


def _change_source(db: Session, item: DeskItem, author: SignedInStaff, at: datetime) -> None:
    body = read_body(db, item)
    source = body["texts"][item.source_language]
    source["stem"] = source["stem"].replace("?", " (bitta javob)?", 1)
    save_draft(db, item, body, base=item.revision, account=author, at=at)


def _lead(
    db: Session, item: DeskItem, state: ItemState, people: Mapping[str, SignedInStaff], at: datetime
) -> None:
    versions = [(item.code, item.version)]
    official = people["sealing-official"]
    steps: list[Callable[[], None]] = [
        lambda: submit_item(db, item, account=people["author"], at=at),
        lambda: accept_item(db, item, account=people["reviewer"], at=at),
        lambda: approve_item(db, item, account=people["approver"], at=at),
        lambda: seal_items(db, versions, account=official, at=at),
        lambda: retire_items(db, versions, account=official, at=at),
    ]
    for step in steps:
        if item.state is state:
            return
        step()


def _return(db: Session, item: DeskItem, people: Mapping[str, SignedInStaff], at: datetime) -> None:
    submit_item(db, item, account=people["author"], at=at)
    comment = "Beshinchi variant boshqalaridan uzun, toʻgʻri javobga oʻxshab qolgan."
    add_comment(db, item, comment, account=people["reviewer"], at=at)
    return_item(db, item, "Savol matnini qisqartiring.", account=people["reviewer"], at=at)
