"""What assembly needs to know of a list's items: topic, level, enemies, points, Angoff value.

It stands beside the seal in clear: no stem, choice or key passes through here, so comparing forms opens no
list. Whoever opens the list compares it with the sealed items.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem
from question_bank.decimals import read_plain_decimal, write_decimal
from question_bank.equal_forms.parameters import ItemParameters
from question_bank.items import Item


def read_parameters(db: Session, list_id: int) -> tuple[ItemParameters, ...]:
    """Return the parameters of a list's items, by id."""
    query = select(ListItem.item_id, ListItem.topic, ListItem.facts).where(ListItem.list_id == list_id)
    return tuple(_parameters(*row) for row in db.execute(query.order_by(ListItem.item_id)))


def facts_of(item: Item) -> dict[str, Any]:
    """Return what is stored in clear of an item."""
    angoff = item.meta.angoff
    return {
        "level": item.meta.level,
        "enemies": list(item.meta.enemies),
        "angoff": None if angoff is None else write_decimal(angoff),
        "points": write_decimal(item.max_points),
    }


def _parameters(item_id: str, topic: str, facts: dict[str, Any]) -> ItemParameters:
    points = read_plain_decimal(facts["points"])
    assert points is not None, "a sealed item has points"
    return ItemParameters(
        id=item_id,
        topic=topic,
        level=facts["level"],
        enemies=tuple(facts["enemies"]),
        angoff=None if facts["angoff"] is None else read_plain_decimal(facts["angoff"]),
        points=points,
    )
