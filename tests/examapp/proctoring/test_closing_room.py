"""Closing the sitting."""

import pytest
from sqlalchemy import select

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.delivery.queries import list_attempts
from examapp.delivery.states import AttemptState, Ending
from examapp.proctoring.closing_room import close_room, list_open_matters
from examapp.proctoring.errors import Unresolved
from examapp.proctoring.messages import answer_calls
from examapp.proctoring.models import AbortConsequence, AbortKind, AbortReason
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, admit, at, begin, build_room, call, see


@pytest.fixture
def room(database: Database) -> RoomStage:
    """Seat 1 works, 2 is admitted, 3 was seen and not admitted, 4 never came."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
        admit(db, made.attempts[2], at(0))
        see(db, made.attempts[3], at(0).wall)
    return made


def close(
    database: Database,
    room: RoomStage,
    kinds: dict[int, AbortKind],
    minute: float = 50,
    *,
    others: AbortKind | None = None,
) -> None:
    reasons = {room.attempts[seat].code: kind for seat, kind in kinds.items()}
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        close_room(db, sitting, reasons, room.hand(at(minute)), others=others)


ALL = {1: AbortKind.TECHNICAL, 2: AbortKind.LEFT, 3: AbortKind.ABSENT}


def test_lesson_24_every_unfinished_attempt_gets_a_typed_reason(database: Database, room: RoomStage) -> None:
    close(database, room, ALL)
    with database.reading() as db:
        found = {reason.attempt_id: reason.consequence for reason in db.scalars(select(AbortReason))}
        states = [db.get_one(Attempt, attempt.id).state for attempt in room.attempts.values()]
        sitting = db.get_one(Sitting, room.sitting.id)
    assert [found[attempt.id] for attempt in room.attempts.values()] == [
        AbortConsequence.VOID,
        AbortConsequence.FAIL,
        AbortConsequence.ABSENT,
        AbortConsequence.ABSENT,
    ]
    assert states == [
        AttemptState.CLOSING,
        AttemptState.AUTHORISED,
        AttemptState.AWAITING,
        AttemptState.AWAITING,
    ]
    assert (sitting.state, sitting.closed_at) == (SittingState.CLOSED, at(50).wall)


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_lesson_24_without_a_reason_it_stays_open_and_names_the_person(
    database: Database, room: RoomStage, missing: int
) -> None:
    kinds = {seat: kind for seat, kind in ALL.items() if seat != missing}
    name = room.sitting.bookings[missing - 1].candidate.name_latn
    with pytest.raises(Unresolved, match=f"{missing} {name}") as refusal:
        close(database, room, kinds)
    assert sum(one.candidate.name_latn in str(refusal.value) for one in room.sitting.bookings) == 1
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).state is SittingState.OPEN
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.IN_PROGRESS
        assert db.scalars(select(AbortReason)).all() == []


def test_one_press_gives_a_technical_reason_to_everybody_who_has_none_and_was_there(
    database: Database, room: RoomStage
) -> None:
    close(database, room, {2: AbortKind.LEFT}, others=AbortKind.TECHNICAL)
    with database.reading() as db:
        found = {reason.attempt_id: reason.kind for reason in db.scalars(select(AbortReason))}
    assert [found[attempt.id] for attempt in room.attempts.values()] == [
        AbortKind.TECHNICAL,
        AbortKind.LEFT,
        AbortKind.TECHNICAL,
        AbortKind.ABSENT,
    ]


def test_a_reason_that_does_not_fit_is_none(database: Database, room: RoomStage) -> None:
    with pytest.raises(Unresolved):
        close(database, room, ALL | {1: AbortKind.ABSENT})


def test_lesson_23_an_unanswered_call_keeps_the_sitting_open_even_of_one_who_has_ended(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[1], at(10))
        db.get_one(Attempt, room.attempts[1].id).state = AttemptState.SUBMITTED
    with pytest.raises(Unresolved, match="1 Abdullayeva"):
        close(database, room, ALL)
    with database.transaction() as db:
        answer_calls(db, room.sitting, room.attempts[1], room.hand(at(51)))
    close(database, room, ALL)


def test_whose_time_is_over_has_ended_by_time_whatever_was_chosen(
    database: Database, room: RoomStage
) -> None:
    close(database, room, ALL, minute=61)
    with database.reading() as db:
        attempt = db.get_one(Attempt, room.attempts[1].id)
        assert (attempt.state, attempt.ending) == (AttemptState.CLOSING, Ending.TIME)
        assert db.get(AbortReason, attempt.id) is None


def test_closing_twice_is_closing_once(database: Database, room: RoomStage) -> None:
    close(database, room, ALL)
    close(database, room, {}, minute=55)
    with database.reading() as db:
        assert db.get_one(Sitting, room.sitting.id).closed_at == at(50).wall


def test_what_is_open_is_sorted_for_the_proctor(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        call(db, room.attempts[2], at(10))
        matters = list_open_matters(list_attempts(db, room.sitting.id, at(20)))
        late = list_open_matters(list_attempts(db, room.sitting.id, at(20)))
    assert [row.seat for row in matters.unfinished] == [1, 2, 3]
    assert [row.seat for row in matters.absent] == [4]
    assert [row.seat for row in matters.called] == [2]
    assert late.completing == ()
