"""The sweeper of the lists: one that is past its last day is retired, whether anybody looks or not."""

from collections.abc import Callable

from examapp.authoring.retiring import list_ended, retire_by_date
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction


def retire_ended_lists() -> None:
    """Retire each list in force whose last day has passed in Tashkent."""
    with reading() as db:
        if not list_ended(db, now().astimezone(TASHKENT).date()):
            return
    with transaction() as db:
        at = now()
        for question_list in list_ended(db, at.astimezone(TASHKENT).date()):
            retire_by_date(db, question_list, at=at)


SWEEPERS: tuple[Callable[[], None], ...] = (retire_ended_lists,)
