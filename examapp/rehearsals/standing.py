"""How a room stands by its rehearsals on the day that it is needed, in one line for pages of other rooms."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.centres.models import Room
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.i18n import show_date, show_moment
from examapp.rehearsals.queries import find_judged, find_running
from examapp.rehearsals.words import ONLY_SIMULATED, say_cause


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """Whether the room is ready at that time by its last rehearsal, and the line that says so."""

    ready: bool
    words: str


def read_standing(db: Session, room_id: int, needed_at: datetime, at: datetime) -> RoomStanding:
    """Return how a room stands for a sitting that begins at `needed_at`, or has begun by now."""
    if find_running(db, room_id) is not None:
        return RoomStanding(ready=False, words=gettext("This room is being rehearsed now."))
    last = find_judged(db, room_id)
    if last is None or last.ended_at is None:
        return RoomStanding(ready=False, words=gettext("This room has not been rehearsed yet."))
    on = show_date(last.ended_at)
    if last.ready_until is None:
        words = gettext("Room rehearsed on %(day)s, not ready: %(cause)s.", day=on, cause=say_cause(last))
        return RoomStanding(ready=False, words=words)
    if last.ready_until < max(needed_at, at):
        end = show_moment(last.ready_until)  # it may be the very day
        words = gettext("Room rehearsed on %(day)s, valid only until %(until)s.", day=on, until=end)
        return RoomStanding(ready=False, words=words)
    words = gettext(
        "Room rehearsed on %(day)s, valid until %(until)s.", day=on, until=show_date(last.ready_until)
    )
    if last.simulated:
        words = f"{words} {gettext(ONLY_SIMULATED)}"
    return RoomStanding(ready=True, words=words)


def room_standing(room: Room, needed_at: datetime | None = None) -> RoomStanding:
    """Return how a room stands for a sitting, or as of now, for a template."""
    at = now()
    with reading() as db:
        return read_standing(db, room.id, needed_at or at, at)
