"""Where else an item was named that is before the commission already: in an incident, in an appeal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.grading.models import ItemMatter, MatterSource
from examapp.regrading.matters import note
from examapp.regrading.models import ItemMatterMention


def mention(
    db: Session,
    matter: ItemMatter,
    by: SignedInStaff,
    *,
    text: str,
    source: MatterSource,
    source_code: str,
    at: datetime,
) -> None:
    """Note that an incident or an appeal names an item that is before the commission; each once."""
    known = db.get(ItemMatterMention, (matter.id, source, source_code))
    if known is not None or source_code == matter.source_code:
        return
    db.add(
        ItemMatterMention(
            matter_id=matter.id,
            source=source,
            source_code=source_code,
            text=text,
            put_by_name=by.display_name,
            put_at=at,
        )
    )
    db.flush()
    note(db, matter, "mentioned", by.actor, at, reason=text, source=source.value)


def list_mentions(db: Session, matter: ItemMatter) -> Sequence[ItemMatterMention]:
    """Return where else the item of a matter was named, the oldest first."""
    query = select(ItemMatterMention).where(ItemMatterMention.matter_id == matter.id)
    return db.scalars(query.order_by(ItemMatterMention.put_at)).all()
