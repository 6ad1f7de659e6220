"""Whether somebody may decide on what concerns some sittings: one rule for the act and its page.

A page that offers a button which then refuses has told an untruth: it asks here, and shows the reason.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.core.errors import AppError
from examapp.results.composition import require_in_office
from examapp.results.impartiality import require_impartial


def require_competent(db: Session, sitting_ids: Iterable[int], person: tuple[int, str], at: datetime) -> None:
    """Raise RanTheSitting, SatTheSitting or NotInOffice for a person (id, name) who must not decide."""
    for sitting_id in sitting_ids:
        require_impartial(db, sitting_id, [person])
    require_in_office(db, person[0], at)


def find_bar(require: Callable[[], None]) -> AppError | None:
    """Return why an act would be refused, None where nothing is in its way."""
    try:
        require()
    except AppError as refusal:
        return refusal
    return None
