"""Reading centres and rooms, within the region and the centre that bound the reader."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from examapp.centres.models import Centre, Room, Workstation
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor


def _within(query: Select[Centre], actor: Actor) -> Select[Centre]:
    if actor.region_code is not None:
        query = query.where(Centre.region_code == actor.region_code)
    if actor.centre_code is not None:
        query = query.where(Centre.code == actor.centre_code)
    return query


def list_centres(db: Session, actor: Actor) -> Sequence[Centre]:
    """Return the centres that the actor may see, with their rooms and workstations, by code."""
    loaded = selectinload(Centre.rooms).selectinload(Room.workstations)
    query = _within(select(Centre), actor)
    return db.scalars(query.options(loaded).order_by(Centre.region_code, Centre.code)).all()


def get_centre(db: Session, code: str, actor: Actor) -> Centre:
    """Return a centre with its rooms and workstations, or raise NotFound."""
    loaded = selectinload(Centre.rooms).selectinload(Room.workstations)
    query = _within(select(Centre), actor)
    centre = db.scalars(query.options(loaded).where(Centre.code == code)).first()
    if centre is None:
        raise NotFound
    return centre


def get_room(db: Session, code: str, room_id: int, actor: Actor) -> Room:
    """Return a room of a centre, or raise NotFound."""
    for room in get_centre(db, code, actor).rooms:
        if room.id == room_id:
            return room
    raise NotFound


def get_workstation(db: Session, code: str, room_id: int, number: int, actor: Actor) -> Workstation:
    """Return the workstation of a number, or raise NotFound."""
    for workstation in get_room(db, code, room_id, actor).workstations:
        if workstation.number == number:
            return workstation
    raise NotFound
