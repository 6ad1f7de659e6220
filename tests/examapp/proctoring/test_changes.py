"""One query tells whether the room looks otherwise: what changes a tile changes the tag, no more."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.alerts import answer_alert
from examapp.delivery.control import mark_console_open
from examapp.delivery.models import Alert, Lease
from examapp.lockdown.models import SignalKind
from examapp.lockdown.signal_messages import SentSignal
from examapp.lockdown.signals import keep_signals
from examapp.proctoring import time_acts
from examapp.proctoring.changes import RoomChange, read_change
from examapp.proctoring.checkin import confirm_identity_and_admit
from examapp.proctoring.incidents import record_incident
from examapp.proctoring.models import DocumentKind, IncidentKind, WithdrawalKind
from examapp.proctoring.reasons import Cause
from examapp.proctoring.withdrawing import withdraw_admission
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, admit, at, begin, build_room, call, see


@pytest.fixture
def room(database: Database) -> RoomStage:
    """1 and 2 work and were seen two seconds ago, 3 is admitted, 4 has entered and waits."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        for seat in (1, 2):
            begin(db, made.attempts[seat], at(0))
            see(db, made.attempts[seat], at(10).wall)
        admit(db, made.attempts[3], at(9))
        see(db, made.attempts[4], at(10).wall)
    return made


def look(database: Database, room: RoomStage, seconds: float = 2) -> RoomChange:
    with database.reading() as db:
        return read_change(db, db.get_one(Sitting, room.sitting.id), at(10, seconds=seconds).wall)


ACTS: dict[str, Callable[[Session, RoomStage], object]] = {
    "a call": lambda db, room: call(db, room.attempts[1], at(10)),
    "a pause": lambda db, room: time_acts.pause_one(
        db, room.sitting, room.attempts[1], Cause.MEDICAL, room.hand(at(10))
    ),
    "minutes": lambda db, room: time_acts.extend_one(
        db, room.sitting, room.attempts[2], 5, Cause.COMPUTER, room.hand(at(10))
    ),
    "an answer": lambda db, room: db.execute(
        update(Lease).where(Lease.attempt_id == room.attempts[1].id).values(next_seq=1, highest=0)
    ),
    "an admission taken back": lambda db, room: withdraw_admission(
        db, room.sitting, room.attempts[3], WithdrawalKind.CHECK_AGAIN, room.hand(at(10))
    ),
    "an admission": lambda db, room: confirm_identity_and_admit(
        db, room.sitting, room.attempts[4], DocumentKind.PASSPORT, room.hand(at(10))
    ),
    "a note of a seat": lambda db, room: keep_signals(
        db,
        room.attempts[1].id,
        "d" * 32,
        [SentSignal("0" * 16, SignalKind.PRINTED, at(10).wall, None)],
        at(10, seconds=1),
    ),
    "an incident": lambda db, room: record_incident(
        db, room.sitting, None, IncidentKind.ILLNESS, room.hand(at(10))
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_whatever_changes_the_room_changes_the_tag(database: Database, room: RoomStage, what: str) -> None:
    before = look(database, room)
    with database.transaction() as db:
        ACTS[what](db, room)
    assert look(database, room).tag != before.tag


def test_an_answered_call_changes_the_tag(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        alert: Alert = call(db, room.attempts[1], at(10))
    before = look(database, room)
    with database.transaction() as db:
        answer_alert(db, alert.code, actor="staff:T", now=at(10))
    assert look(database, room).tag != before.tag


def test_a_heartbeat_changes_the_signs_and_not_the_tag(database: Database, room: RoomStage) -> None:
    before = look(database, room, seconds=4)
    assert before.signs == {"K001": 4, "K002": 4, "K004": 4}
    with database.transaction() as db:
        see(db, room.attempts[1], at(10, seconds=3).wall)
    after = look(database, room, seconds=4)
    assert after.signs == {"K001": 1, "K002": 4, "K004": 4}
    assert after.tag == before.tag


def test_silence_and_slowness_change_the_tag_by_time_alone(database: Database, room: RoomStage) -> None:
    tags = [look(database, room, seconds=seconds).tag for seconds in (20, 24.9, 25.1, 28, 29.9, 30.1)]
    # 25 s without a sign is silence; 90 s after the admission is slow: 30 s from here, a new picture too.
    assert [one == other for one, other in pairwise(tags)] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_a_look_is_one_statement(database: Database, room: RoomStage) -> None:
    with database.reading() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        asked: list[str] = []
        connection = db.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(str(args[2])))
        read_change(db, sitting, at(10).wall)
    assert len(asked) == 1


def test_an_open_console_is_noted_each_five_seconds_only(database: Database, room: RoomStage) -> None:
    assert look(database, room).is_due(at(10).wall)
    with database.transaction() as db:
        mark_console_open(db, room.sitting.id, at(10))
    assert not look(database, room).is_due(at(10, seconds=5).wall)
    assert look(database, room).is_due(at(10, seconds=5.1).wall)
