"""The table of positions whose holders are attested: provisional, kept by hand, folded by the name rules."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import ListedPosition
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.organisations.naming import clean_names
from examapp.programmes.models import Programme
from question_bank.scripts import ScriptError, search_key

_NOT_LETTERS = re.compile(r"[\W_]+")


class PositionTable:
    """The folded names of a programme's positions; an empty table speaks against nobody."""

    def __init__(self, names: Sequence[Mapping[str, str]]) -> None:
        self._keys = tuple({fold_position(text) for one in names for text in one.values()} - {""})

    def lists(self, positions: Mapping[str, str]) -> bool:
        """Tell whether a person's position, in any of its languages, begins with one of the table."""
        if not self._keys or not positions:
            return True
        return any(fold_position(text).startswith(self._keys) for text in positions.values())


def fold_position(text: str) -> str:
    """Return a position as it is compared: Latin by sound, small letters, single spaces."""
    try:
        return _NOT_LETTERS.sub(" ", search_key(text)).strip()
    except ScriptError:
        return ""


def list_positions(db: Session, programme: Programme) -> Sequence[ListedPosition]:
    """Return a programme's table of positions in alphabetical order."""
    return db.scalars(
        select(ListedPosition).where(ListedPosition.programme_id == programme.id).order_by(ListedPosition.key)
    ).all()


def read_position_table(db: Session, programme_id: int) -> PositionTable:
    """Return a programme's table as rows are compared with it."""
    names = db.scalars(select(ListedPosition.names).where(ListedPosition.programme_id == programme_id))
    return PositionTable(names.all())


def add_position(
    db: Session, programme: Programme, names: Mapping[str, str | None], *, actor: str, at: datetime
) -> ListedPosition:
    """Add a position; one that stands there gets the new names. Raises NameRefused."""
    cleaned = clean_names(names)
    key = fold_position(cleaned["uz-Latn"])
    row = db.scalars(
        select(ListedPosition).where(ListedPosition.programme_id == programme.id, ListedPosition.key == key)
    ).first()
    if row is None:
        row = ListedPosition(programme_id=programme.id, key=key, names=cleaned, added_by=actor, added_at=at)
        db.add(row)
        db.flush()
    row.names = cleaned
    _note(db, "position.listed", programme, key, actor, at)
    return row


def remove_position(db: Session, programme: Programme, position_id: int, *, actor: str, at: datetime) -> None:
    """Take a position out of the table, or raise NotFound."""
    row = db.get(ListedPosition, position_id)
    if row is None or row.programme_id != programme.id:
        raise NotFound
    changed_rows(db, delete(ListedPosition).where(ListedPosition.id == position_id))
    _note(db, "position.unlisted", programme, row.key, actor, at)


def _note(db: Session, act: str, programme: Programme, key: str, actor: str, at: datetime) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="programme",
        subject_code=programme.code,
        at=at,
        facts={"position": key},
    )
