"""Codes of bodies and places, such as TK-014: typed, or the next one of a region."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

_NOT_IN_CODES = re.compile(r"[^A-Z0-9-]+")
CodeColumn = InstrumentedAttribute[str]


def read_body_code(typed: str) -> str:
    """Return a typed code as it is kept: capitals, digits and hyphens."""
    return _NOT_IN_CODES.sub("", typed.strip().upper())


def is_taken(db: Session, column: CodeColumn, code: str) -> bool:
    """Tell whether a row of the column's table has the code."""
    return db.scalars(select(column).where(column == code)).first() is not None


def next_code(db: Session, column: CodeColumn, prefix: str, *, digits: int) -> str:
    """Return the prefix with the next free number behind it."""
    number = (db.scalar(select(func.count()).where(column.startswith(prefix, autoescape=True))) or 0) + 1
    while is_taken(db, column, f"{prefix}{number:0{digits}d}"):
        number += 1
    return f"{prefix}{number:0{digits}d}"
