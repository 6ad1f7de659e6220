"""Rehearsals end by themselves: whoever began one may have gone home."""

from collections.abc import Callable

from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.disk import read_disk
from examapp.core.web import current_settings
from examapp.rehearsals.conduct import end_rehearsal, is_due
from examapp.rehearsals.models import RehearsalState, RoomRehearsal
from examapp.rehearsals.queries import list_running


def end_due_rehearsals() -> None:
    """Judge each rehearsal whose time is over."""
    with reading() as db:
        due = [one.id for one in list_running(db) if is_due(one, now())]
    for rehearsal_id in due:
        with transaction() as db:
            rehearsal = db.get_one(RoomRehearsal, rehearsal_id)
            if rehearsal.state is RehearsalState.RUNNING:
                end_rehearsal(db, rehearsal, read_disk(current_settings()), now())


SWEEPERS: tuple[Callable[[], None], ...] = (end_due_rehearsals,)
