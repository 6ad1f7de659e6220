"""Reading rehearsals."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.centres.queries import get_room
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor
from examapp.rehearsals.models import RehearsalState, RoomRehearsal

MOST_SHOWN = 20


def find_running(db: Session, room_id: int) -> RoomRehearsal | None:
    """Return the rehearsal that runs in a room, or None."""
    query = select(RoomRehearsal).where(
        RoomRehearsal.room_id == room_id, RoomRehearsal.state == RehearsalState.RUNNING
    )
    return db.scalars(query.order_by(RoomRehearsal.id.desc())).first()


def list_rehearsals(db: Session, room_id: int) -> Sequence[RoomRehearsal]:
    """Return the last rehearsals of a room, the newest first."""
    query = select(RoomRehearsal).where(RoomRehearsal.room_id == room_id)
    return db.scalars(query.order_by(RoomRehearsal.id.desc()).limit(MOST_SHOWN)).all()


def find_judged(db: Session, room_id: int) -> RoomRehearsal | None:
    """Return the last rehearsal of a room that was judged, or None."""
    query = select(RoomRehearsal).where(
        RoomRehearsal.room_id == room_id, RoomRehearsal.state == RehearsalState.ENDED
    )
    return db.scalars(query.order_by(RoomRehearsal.id.desc())).first()


def find_readiness(db: Session, room_id: int, at: datetime) -> RoomRehearsal | None:
    """Return the last rehearsal that was judged, if the room is ready by it at that moment, or None."""
    last = find_judged(db, room_id)
    return last if last is not None and last.ready_until is not None and at <= last.ready_until else None


def find_rehearsal(db: Session, code: str) -> RoomRehearsal | None:
    """Return the rehearsal of a code, or None."""
    return db.scalars(select(RoomRehearsal).where(RoomRehearsal.code == code)).first()


def get_rehearsal(db: Session, code: str, actor: Actor) -> RoomRehearsal:
    """Return a rehearsal of a room that the actor may see, or raise NotFound."""
    found = find_rehearsal(db, code)
    if found is None:
        raise NotFound
    get_room(db, found.room.centre.code, found.room_id, actor)
    return found


def list_running(db: Session) -> Sequence[RoomRehearsal]:
    """Return all rehearsals that run."""
    return db.scalars(select(RoomRehearsal).where(RoomRehearsal.state == RehearsalState.RUNNING)).all()
