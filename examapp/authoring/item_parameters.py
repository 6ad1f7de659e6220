"""What assembly needs to know of a list's items: topic, level, enemies, points, Angoff value.

It is read beside the seal: no stem, choice or key passes through here, so comparing forms opens no list.
"""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.models import ListItem
from question_bank.decimals import read_plain_decimal
from question_bank.equal_forms.parameters import ItemParameters


def read_parameters(db: Session, list_id: int) -> tuple[ItemParameters, ...]:
    """Return the parameters of a list's items, by id."""
    rows = db.execute(
        select(ListItem.item_id, ListItem.body).where(ListItem.list_id == list_id).order_by(ListItem.item_id)
    )
    return tuple(_parameters(item_id, json.loads(body)) for item_id, body in rows)


def _parameters(item_id: str, body: dict[str, Any]) -> ItemParameters:
    meta, points = body["meta"], read_plain_decimal(body["max_points"])
    assert points is not None, "a sealed item has points"
    return ItemParameters(
        id=item_id,
        topic=meta["topic"],
        level=meta["level"],
        enemies=tuple(meta["enemies"]),
        angoff=read_plain_decimal(meta["angoff"]) if "angoff" in meta else None,
        points=points,
    )
