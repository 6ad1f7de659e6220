"""Reading the rows of a sealed list where a byte may have been changed behind the program's back.

A changed byte can leave a value that its column's type cannot read at all: half a letter, a date of no
calendar, JSON that is none. Such a row is named like any other that is not what was sealed.
"""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import InstrumentedAttribute, Session

from examapp.authoring.errors import ListBroken
from examapp.authoring.models import ListItem, ListMedia, ListSignature, QuestionList

Row = TypeVar("Row", ListItem, ListMedia, ListSignature)


def read_rows(
    db: Session, question_list: QuestionList, name: InstrumentedAttribute[str], model: type[Row]
) -> Sequence[Row]:
    """Return a list's rows of a kind; raises ListBroken by the `name` of the first that cannot be read."""
    query = select(model).where(model.list_id == question_list.id)
    try:
        return db.scalars(query).all()
    except Exception as error:
        if not is_unreadable(error):
            raise
        broken = _find_unreadable(db, question_list, name, model)
        raise ListBroken(list=question_list.code, part=_PARTS[model], name=broken) from error


def is_unreadable(error: Exception) -> bool:
    """Tell whether an error says that a stored value cannot be read, and not that the database fails."""
    if isinstance(error, OperationalError):
        return "decode" in str(error.orig)
    return isinstance(error, ValueError | LookupError | TypeError | DataError)


_PARTS: dict[type[ListItem | ListMedia | ListSignature], str] = {
    ListItem: "item",
    ListMedia: "media",
    ListSignature: "signature",
}


def _find_unreadable(
    db: Session, question_list: QuestionList, name: InstrumentedAttribute[str], model: type[Row]
) -> str:
    """Return the name of the first row that cannot be read; the list's code where the names cannot be."""
    here = model.list_id == question_list.id
    found = question_list.code
    try:
        for found in db.scalars(select(name).where(here).order_by(name)).all():
            db.scalars(select(model).where(here, name == found)).all()
    except Exception as error:
        if not is_unreadable(error):
            raise
    return found
