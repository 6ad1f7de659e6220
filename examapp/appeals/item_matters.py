"""From an appeal on one item to the item's matter before the commission, which decides for everybody."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.models import Appeal
from examapp.core.errors import NotFound
from examapp.grading.models import ItemMatter, MatterSource
from examapp.regrading.matters import put_before_commission
from examapp.regrading.mentions import mention


def find_matter(db: Session, appeal: Appeal) -> ItemMatter | None:
    """Return the matter of an appeal's item, whoever put it before the commission."""
    return db.scalars(
        select(ItemMatter).where(
            ItemMatter.list_id == appeal.booking.sitting.list_id, ItemMatter.item_id == appeal.item
        )
    ).first()


def put_item(db: Session, appeal: Appeal, by: SignedInStaff, *, at: datetime) -> ItemMatter:
    """Put an appeal's item before the commission, or add the appeal to the matter that there is.

    Raises NotFound for an appeal that is about no item, NoSuchItem, WordsMissing.
    """
    if appeal.item is None:
        raise NotFound
    source, number, words = MatterSource.APPEAL, appeal.number, appeal.text
    matter = find_matter(db, appeal)
    if matter is None:
        question_list = appeal.booking.sitting.question_list
        return put_before_commission(
            db, question_list, appeal.item, by, text=words, source=source, source_code=number, at=at
        )
    mention(db, matter, by, text=words, source=source, source_code=number, at=at)
    return matter
