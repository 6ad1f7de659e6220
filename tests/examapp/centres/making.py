"""Centres of the tests."""

from typing import Any

from sqlalchemy.orm import Session

from examapp.centres.keeping import create_centre, create_room
from examapp.centres.models import Centre, Room
from tests.cast import BEGINNING


def make_centre(db: Session, name: str = "1-sinov markazi", **more: Any) -> Centre:
    facts: dict[str, Any] = {
        "names": {"uz-Latn": name},
        "region_code": "UZ-TK",
        "address": "Yunusobod tumani, Amir Temur koʻchasi, 107",
        "actor": "staff:T",
        "at": BEGINNING,
    }
    return create_centre(db, **(facts | more))


def make_room(db: Session, name: str = "204") -> Room:
    return create_room(db, make_centre(db), name=name, actor="staff:T", at=BEGINNING)
