"""A programme of the tests."""

from datetime import date

from sqlalchemy.orm import Session

from examapp.programmes.models import Programme
from examapp.programmes.proposals import Document, create_programme
from tests.cast import BEGINNING

TITLES = {
    "uz-Latn": "Minimal kompyuter savodxonligi",
    "ru": "Минимальная компьютерная грамотность",
    "en": "Minimum",
}
PAPER = Document("Order of the operator", "12-F", date(2026, 11, 1))


def make_programme(db: Session, code: str = "MCL") -> Programme:
    return create_programme(
        db,
        code=code,
        titles=TITLES,
        levels={"uz-Latn": "Minimal", "ru": "Минимальный"},
        actor="staff:T",
        at=BEGINNING,
    )
