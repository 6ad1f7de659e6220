"""The lists that judges work on, opened once in each process: to check every digest anew costs a second."""

from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from examapp.authoring.lists import OpenedList, open_list
from examapp.authoring.models import QuestionList
from examapp.authoring.vault import ListVault

MOST: Final = 2


class ListShelf:
    """Opened lists by their digest. A sealed list never changes, so what was checked once stays right."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened: dict[str, OpenedList] = {}

    def open(self, db: Session, list_id: int, vault: ListVault) -> OpenedList:
        """Return a sealed list; raises what `open_list` raises."""
        digest = db.get_one(QuestionList, list_id).digest
        with self._lock:
            known = self._opened.get(digest)
        if known is None:
            known = open_list(db, list_id, vault)
            with self._lock:
                while len(self._opened) >= MOST:
                    del self._opened[next(iter(self._opened))]
                self._opened[digest] = known
        return known
