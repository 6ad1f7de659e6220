"""A programme, two sealing officials with a second factor, and a small list ready to be composed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import find_secret, keep_secret, new_secret
from examapp.authoring.ceremony import compose_list, sign_list
from examapp.authoring.models import QuestionList
from examapp.authoring.vault import ListVault
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.programmes.models import Programme
from examapp.programmes.proposals import create_programme
from question_bank.blueprint import DEFAULT_BLUEPRINT, Blueprint
from question_bank.content import load_shipped_list
from question_bank.items import Item
from tests.cast import add_person
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item, raw_item

AT = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
UNTIL = date(2027, 11, 20)


def list_items() -> dict[str, Item]:
    """One item of each kind, with stems of their own."""
    made = {}
    for kind in KINDS:
        texts = raw_item(kind)["texts"]
        for text in texts.values():
            text["stem"] = text["stem"].replace("<p>", f"<p>{kind.upper()}: ", 1)
        made[item(kind).id] = item(kind, texts=texts)
    return made


@dataclass
class Ceremony:
    """Who and what takes part; rows are read anew in each transaction."""

    database: Database
    vault: ListVault
    programme_id: int
    official_ids: list[int]
    list_id: int = 0

    def compose(self, db: Session, **changes: Any) -> QuestionList:
        wanted: dict[str, Any] = {
            "programme": db.get_one(Programme, self.programme_id),
            "list_id": "MCL-2026",
            "titles": {"uz-Latn": "Savollar roʻyxati", "ru": "Перечень вопросов", "en": "Question list"},
            "items": list_items(),
            "media": {PICTURE_SHA256: PICTURE},
            "blueprint": Blueprint({"office": len(KINDS)}),
            "valid_until": UNTIL,
            "actor": "staff:OPERATOR",
            "at": AT,
        }
        made = compose_list(db, self.vault, **(wanted | changes))
        self.list_id = made.id
        return made

    def found(self, db: Session) -> QuestionList:
        return db.get_one(QuestionList, self.list_id)

    def official(self, db: Session, place: int) -> StaffAccount:
        return db.get_one(StaffAccount, self.official_ids[place])

    def sign(self, db: Session, place: int, digits: str | None = None, at: datetime = AT) -> Any:
        account = self.official(db, place)
        typed = digits or digits_of(account, self.vault.keys, at)
        return sign_list(
            db, self.vault, self.found(db), account, typed_code=typed, address="127.0.0.1", at=at
        )

    def seal(self) -> None:
        with self.database.transaction() as db:
            self.compose(db)
            for place in (0, 1):
                self.sign(db, place)


def digits_of(account: StaffAccount, keys: KeyRing, at: datetime) -> str:
    secret = find_secret(account, keys)
    assert secret is not None
    return pyotp.TOTP(secret).at(at)


def prepare(database: Database, settings: Settings) -> Ceremony:
    with database.transaction() as db:
        programme = create_programme(
            db,
            code="MCL",
            titles={"uz-Latn": "Savodxonlik", "ru": "Грамотность", "en": "Literacy"},
            levels={"uz-Latn": "Minimal", "ru": "Минимальный", "en": "Minimum"},
            actor="console",
            at=AT - timedelta(days=1),
        )
        officials = [add_person(db, Role.SEALING_OFFICIAL, suffix=str(place)) for place in (1, 2)]
        keys = KeyRing(settings.keys, settings.secret_key)
        for official in officials:
            keep_secret(official, new_secret(), keys)
        return Ceremony(database, ListVault(keys), programme.id, [one.id for one in officials])


def seal_officially(db: Session, keys: KeyRing, programme: Programme) -> QuestionList:
    """Compose the shipped items as an official list and let two officials sign it."""
    _manifest, items, media = load_shipped_list()
    vault = ListVault(keys)
    made = compose_list(
        db,
        vault,
        programme=programme,
        list_id="OFFICIAL",
        titles={"uz-Latn": "Rasmiy roʻyxat", "ru": "Официальный перечень", "en": "Official list"},
        items=items,
        media=media,
        blueprint=DEFAULT_BLUEPRINT,
        valid_until=None,
        actor="staff:OPERATOR",
        at=AT,
    )
    for place in ("a", "b"):
        official = add_person(db, Role.SEALING_OFFICIAL, suffix=place)
        keep_secret(official, new_secret(), keys)
        digits = digits_of(official, keys, AT)
        sign_list(db, vault, made, official, typed_code=digits, address="127.0.0.1", at=AT)
    return made
