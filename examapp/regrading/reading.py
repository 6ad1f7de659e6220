"""The item of a matter as the commission reads it, key and all: each look is kept in the audit log."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.lists import open_list
from examapp.authoring.models import QuestionList
from examapp.authoring.sealed_opening import OpenedItem, show_opened
from examapp.authoring.vault import ListVault
from examapp.grading.models import ItemMatter
from examapp.regrading.keys import KeyFace, make_face
from examapp.regrading.matters import note
from examapp.sittings.models import Sitting, SittingState
from question_bank.items import Item


def read_item(
    db: Session, vault: ListVault, matter: ItemMatter, by: SignedInStaff, language: str, *, at: datetime
) -> tuple[Item, OpenedItem, KeyFace]:
    """Return the item, its words with the key, and its face for another key; raises ListBroken."""
    opened = open_list(db, matter.list_id, vault)
    item = opened.items[matter.item_id]
    shown = show_opened(opened, item.meta.topic, language)
    note(db, matter, "item_read", by.actor, at)
    words = next(one for one in shown if one.code == matter.item_id)
    return item, words, make_face(opened, item)


def list_served(db: Session) -> list[QuestionList]:
    """Return the lists that a closed sitting has served."""
    served = select(Sitting.list_id).where(Sitting.state == SittingState.CLOSED)
    return list(
        db.scalars(select(QuestionList).where(QuestionList.id.in_(served)).order_by(QuestionList.code))
    )
