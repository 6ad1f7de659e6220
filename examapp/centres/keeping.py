"""Adding and changing centres and their rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.centres.errors import CentreCodeTaken, RoomNameTaken
from examapp.centres.models import Centre, Room
from examapp.core.audit import record
from examapp.organisations.body_codes import is_taken, next_code, read_body_code
from examapp.organisations.districts import read_district
from examapp.organisations.naming import clean_names
from examapp.organisations.regions import get_region


def create_centre(
    db: Session,
    *,
    names: Mapping[str, str | None],
    region_code: str,
    address: str,
    actor: str,
    at: datetime,
    code: str | None = None,
    district_code: str | None = None,
) -> Centre:
    """Add a test centre; without a code it gets the next one of its region, such as TK-C03.

    Raises NameRefused, DistrictRefused and CentreCodeTaken.
    """
    region = get_region(region_code)
    centre = Centre(
        code=_choose_code(db, code, region.code),
        names=clean_names(names),
        region_code=region.code,
        district_code=read_district(db, district_code, region.code),
        address=" ".join(address.split()),
    )
    db.add(centre)
    db.flush()
    _note(db, "centre.created", centre, actor, at, names=centre.names, region=centre.region_code)
    return centre


def change_centre(
    db: Session,
    centre: Centre,
    *,
    names: Mapping[str, str | None],
    region_code: str,
    address: str,
    actor: str,
    at: datetime,
    district_code: str | None = None,
) -> None:
    """Change all but the code, which stands in accounts and on paper. Raises NameRefused, DistrictRefused."""
    centre.names = clean_names(names)
    centre.region_code = get_region(region_code).code
    centre.district_code = read_district(db, district_code, centre.region_code)
    centre.address = " ".join(address.split())
    _note(db, "centre.changed", centre, actor, at, names=centre.names, region=centre.region_code)


def create_room(db: Session, centre: Centre, *, name: str, actor: str, at: datetime) -> Room:
    """Add a room without workstations. Raises RoomNameTaken."""
    room = Room(centre_id=centre.id, name=_free_room_name(db, centre, name))
    db.add(room)
    db.flush()
    _note(db, "centre.room_created", centre, actor, at, room=room.name)
    return room


def rename_room(db: Session, room: Room, *, name: str, actor: str, at: datetime) -> None:
    """Give a room another name. Raises RoomNameTaken."""
    before, cleaned = room.name, " ".join(name.split())
    if cleaned == before:
        return
    room.name = _free_room_name(db, room.centre, cleaned)
    _note(db, "centre.room_renamed", room.centre, actor, at, room=room.name, before=before)


def _free_room_name(db: Session, centre: Centre, typed: str) -> str:
    name = " ".join(typed.split())
    taken = select(Room.id).where(Room.centre_id == centre.id, func.lower(Room.name) == name.lower())
    if db.scalars(taken).first() is not None:
        raise RoomNameTaken(name=name)
    return name


def _choose_code(db: Session, typed: str | None, region_code: str) -> str:
    if not typed:
        return next_code(db, Centre.code, region_code.removeprefix("UZ-") + "-C", digits=2)
    code = read_body_code(typed)
    if is_taken(db, Centre.code, code):
        raise CentreCodeTaken(taken=code)
    return code


def _note(db: Session, act: str, centre: Centre, actor: str, at: datetime, **facts: Any) -> None:
    record(db, act=act, actor=actor, subject_kind="centre", subject_code=centre.code, at=at, facts=facts)
