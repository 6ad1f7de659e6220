"""Ending an attempt before its time."""

import pytest

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState, Ending
from examapp.proctoring.ending import end_attempt
from examapp.proctoring.errors import NoSuchReason
from examapp.proctoring.models import AbortConsequence, AbortKind, AbortReason
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


@pytest.fixture
def room(database: Database) -> RoomStage:
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
    return made


@pytest.mark.parametrize(
    ("kind", "consequence"),
    [
        (AbortKind.TECHNICAL, AbortConsequence.VOID),
        (AbortKind.LEFT, AbortConsequence.FAIL),
        (AbortKind.REMOVED, AbortConsequence.FAIL),
    ],
)
def test_the_consequence_follows_from_the_kind(
    database: Database, room: RoomStage, kind: AbortKind, consequence: AbortConsequence
) -> None:
    for minute in (5, 6):  # asked twice it is done once
        with database.transaction() as db:
            end_attempt(db, room.sitting, room.attempts[1], kind, room.hand(at(minute)), text="…")
    with database.reading() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        reason = db.get_one(AbortReason, attempt.id)
    assert (attempt.state, attempt.ending) == (AttemptState.CLOSING, Ending.PROCTOR)
    assert attempt.ended_at == at(5).wall
    assert (reason.kind, reason.consequence, reason.given_at) == (kind, consequence, at(5).wall)


def test_who_works_is_not_absent(database: Database, room: RoomStage) -> None:
    with pytest.raises(NoSuchReason), database.transaction() as db:
        end_attempt(db, room.sitting, room.attempts[1], AbortKind.ABSENT, room.hand(at(5)))


@pytest.mark.parametrize("state", [AttemptState.AWAITING, AttemptState.SUBMITTED, AttemptState.CLOSING])
def test_lesson_27_what_does_not_run_is_not_ended_and_gets_no_reason(
    database: Database, room: RoomStage, state: AttemptState
) -> None:
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[1].id).state = state
    with pytest.raises(NoSuchReason), database.transaction() as db:
        end_attempt(db, room.sitting, room.attempts[1], AbortKind.LEFT, room.hand(at(5)))
    with database.reading() as db:
        assert db.get(AbortReason, room.attempts[1].id) is None
