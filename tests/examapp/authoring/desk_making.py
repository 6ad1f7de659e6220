"""People of the desk, and items brought to a state through the same verbs that the pages call."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.authoring.desk_intake import take_in_items
from examapp.authoring.desk_locking import retire_items, seal_items
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_queries import get_desk_item
from examapp.authoring.desk_review import accept_item, approve_item, submit_item
from examapp.authoring.desk_states import ItemState
from examapp.core.permissions import Role
from question_bank.items import item_from_json
from tests.cast import BEGINNING, add_person
from tests.question_bank.samples import PICTURE, PICTURE_SHA256, raw_item

AT = BEGINNING
MEDIA = {PICTURE_SHA256: PICTURE}
DESK_ROLES = (Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER, Role.APPROVER, Role.SEALING_OFFICIAL)


def make_people(db: Session) -> dict[Role, SignedInStaff]:
    return {role: as_signed_in(add_person(db, role)) for role in DESK_ROLES}


def clean_raw(kind: str, code: str = "OFF-901") -> dict[str, Any]:
    """An item of a kind in which the checks find nothing."""
    raw = raw_item(kind, code)
    if kind == "hotspot":
        for language, text in raw["texts"].items():
            text["choices"] = {area: f"{number} {language}" for number, area in enumerate(("h1", "h2", "h3"))}
    return raw


def put_item(
    db: Session,
    people: Mapping[Role, SignedInStaff],
    kind: str = "choice",
    code: str = "OFF-901",
    **changes: Any,
) -> DeskItem:
    """A whole item in three languages as an author's draft."""
    raw = {**clean_raw(kind, code), **changes}
    take_in_items(db, {code: item_from_json(raw)}, MEDIA, account=people[Role.AUTHOR], at=AT)
    return get_desk_item(db, code, 1)


def bring_to(db: Session, people: Mapping[Role, SignedInStaff], item: DeskItem, state: ItemState) -> DeskItem:
    """Lead a whole draft to a state, each step by the person whose step it is."""
    author, reviewer, approver = (people[role] for role in (Role.AUTHOR, Role.REVIEWER, Role.APPROVER))
    official, versions = people[Role.SEALING_OFFICIAL], [(item.code, item.version)]
    steps = [
        (ItemState.IN_REVIEW, lambda: submit_item(db, item, account=author, at=AT)),
        (ItemState.TRANSLATED, lambda: accept_item(db, item, account=reviewer, at=AT)),
        (ItemState.APPROVED, lambda: approve_item(db, item, account=approver, at=AT)),
        (ItemState.SEALED, lambda: seal_items(db, versions, account=official, at=AT)),
        (ItemState.RETIRED, lambda: retire_items(db, versions, account=official, at=AT)),
    ]
    for reached, step in steps:
        if item.state is state:
            break
        step()
        assert item.state is reached
    assert item.state is state
    return item
