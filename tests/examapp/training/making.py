"""Entries of the register for tests."""

from typing import Any

from sqlalchemy.orm import Session

from examapp.core.permissions import Role
from examapp.training.entry_facts import EntryFacts, read_entry
from examapp.training.keeping import Keeper, add_institution
from examapp.training.models import TrainingInstitution
from tests.cast import BEGINNING

KEEPER = Keeper("staff:WB", "Yusupov Rustam Olimovich", Role.WORKING_BODY)
SECOND = Keeper("staff:SB", "Saidov Anvar", Role.APPROVER)


def facts(**more: Any) -> EntryFacts:
    given: dict[str, Any] = {
        "names": {"uz-Latn": "Fargʻona raqamli texnologiyalar markazi", "ru": "Ферганский центр"},
        "kind": "centre",
        "region_code": "UZ-FA",
        "district_code": "1730203",
        "address": "Oltiariq, Navoiy koʻchasi, 5",
        "contacts": {"phone": "+998 73 244 10 10", "website": "www.markaz.uz"},
        "topics": ["security", "office"],
        "languages": ["uz", "ru"],
        "licence": "Litsenziya № 117, 12.03.2025",
    }
    return read_entry(**(given | more))


def add(db: Session, **more: Any) -> TrainingInstitution:
    return add_institution(db, facts(**more), by=KEEPER, at=BEGINNING)
