"""Opening the room."""

from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.disk import Disk, DiskTooFull
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt, ConsoleSighting
from examapp.proctoring.opening import open_room
from examapp.sittings.errors import NotReadyToOpen, ProvisionalPolicy
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import at, build_room

ENOUGH = Disk(Path.cwd(), 0)


def test_lesson_22_one_press_opens_the_room_for_all(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR))
        db.execute(delete(Attempt))
        db.add(ConsoleSighting(sitting_id=room.sitting.id, seen_at=at(-60).wall))
    for key in ("press", "press"):
        with database.transaction() as db:
            sitting = db.get_one(Sitting, room.sitting.id)
            open_room(db, sitting, room.hand(at(0), key), disk=ENOUGH)
    with database.reading() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        assert (sitting.state, sitting.opened_at) == (SittingState.OPEN, at(0).wall)
        assert db.scalar(select(func.count()).select_from(Attempt)) == 4
        # Its pages are awake from now on, however long ago the console of the press has looked.
        assert db.get_one(ConsoleSighting, sitting.id).seen_at == at(0).wall
        acts = db.scalars(select(AuditEntry.act)).all()
        assert acts.count("room.opened") == 1
        assert acts.count("sitting.opened") == 1


def test_an_official_room_stays_shut_while_a_value_is_provisional(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR), rehearsal=False)
    with pytest.raises(ProvisionalPolicy), database.transaction() as db:
        open_room(db, db.get_one(Sitting, room.sitting.id), room.hand(at(0)), disk=ENOUGH)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.PUBLISHED


def test_a_closed_room_does_not_open_again(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.CLOSED)
    with pytest.raises(NotReadyToOpen), database.transaction() as db:
        open_room(db, db.get_one(Sitting, room.sitting.id), room.hand(at(0)), disk=ENOUGH)


def test_lesson_01_a_room_stays_shut_while_the_disk_is_short_and_says_why(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR))
    short = Disk(Path.cwd(), 10**9)
    with pytest.raises(DiskTooFull, match=r"\d+ MB free, and 1000000000 MB"), database.transaction() as db:
        open_room(db, db.get_one(Sitting, room.sitting.id), room.hand(at(0)), disk=short)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.PUBLISHED
