"""Stopping, going on and giving time."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.errors import SittingExpired, TransitionRefused
from examapp.delivery.ledger import list_rows, read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import LedgerKind, read_clock
from examapp.proctoring import time_acts
from examapp.proctoring.checkin import readmit
from examapp.proctoring.errors import DocumentFirst, RoomNotOpen
from examapp.proctoring.models import DocumentKind, Intervention
from examapp.proctoring.power_cut import PowerCut, stop_for_power_cut
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room


@pytest.fixture
def room(database: Database) -> RoomStage:
    """Two work, one is admitted, one is awaited."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
        begin(db, made.attempts[2], at(0))
    return made


def do(database: Database, act: Callable[[Session], object]) -> object:
    with database.transaction() as db:
        return act(db)


def states(database: Database, room: RoomStage) -> list[AttemptState]:
    with database.reading() as db:
        return [db.get_one(Attempt, attempt.id).state for attempt in room.attempts.values()]


def test_a_pause_keeps_its_cause_and_stops_one_clock(database: Database, room: RoomStage) -> None:
    do(
        database,
        lambda db: time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.MEDICAL, room.hand(at(5))),
    )
    assert states(database, room)[:2] == [AttemptState.PAUSED, AttemptState.IN_PROGRESS]
    with database.reading() as db:
        row = list_rows(db, room.attempts[1].id)[-1]
        clock = read_attempt_clock(db, db.get_one(Attempt, room.attempts[1].id))
    assert (row.kind, row.cause) == (LedgerKind.PAUSED, CAUSE_WORDS[Cause.MEDICAL])
    assert read_clock(clock, at(20)).used_ms == 5 * 60_000


def test_pausing_twice_and_going_on_twice_is_once(database: Database, room: RoomStage) -> None:
    one = room.attempts[1]
    for minute in (5, 6):
        do(
            database,
            lambda db, m=minute: time_acts.pause_one(db, room.sitting, one, Cause.MEDICAL, room.hand(at(m))),
        )
    for minute in (8, 9):
        do(database, lambda db, m=minute: time_acts.resume_one(db, room.sitting, one, room.hand(at(m))))
    with database.reading() as db:
        kinds = [row.kind for row in list_rows(db, one.id)]
        clock = read_attempt_clock(db, db.get_one(Attempt, one.id))
    assert kinds.count(LedgerKind.PAUSED) == kinds.count(LedgerKind.RESUMED) == 1
    assert read_clock(clock, at(10)).paused_ms == 3 * 60_000


def test_the_same_press_gives_its_minutes_once(database: Database, room: RoomStage) -> None:
    one = room.attempts[1]
    results = [
        do(
            database,
            lambda db: time_acts.extend_one(
                db, room.sitting, one, 5, Cause.NETWORK, room.hand(at(5), "one press")
            ),
        )
        for _ in range(2)
    ]
    assert results == [True, False]
    with database.reading() as db:
        clock = read_attempt_clock(db, db.get_one(Attempt, one.id))
    assert clock.limit_ms == 65 * 60_000


def test_acts_for_all_reach_who_works_and_say_how_many(database: Database, room: RoomStage) -> None:
    hand = room.hand(at(5))
    assert do(database, lambda db: time_acts.pause_all(db, room.sitting, Cause.POWER_CUT, hand)) == 2
    assert states(database, room) == [
        AttemptState.PAUSED,
        AttemptState.PAUSED,
        AttemptState.AWAITING,
        AttemptState.AWAITING,
    ]
    more = room.hand(at(6))
    assert do(database, lambda db: time_acts.extend_all(db, room.sitting, 10, Cause.POWER_CUT, more)) == 2
    assert do(database, lambda db: time_acts.resume_all(db, room.sitting, room.hand(at(7)))) == 2
    assert states(database, room)[:2] == [AttemptState.IN_PROGRESS] * 2
    with database.reading() as db:
        entries = select(AuditEntry.act).where(AuditEntry.act.startswith("room."))
        acts = db.scalars(entries.order_by(AuditEntry.id)).all()
        rows = db.scalars(select(Intervention).order_by(Intervention.id)).all()
    assert acts == ["room.paused_all", "room.extended_all", "room.resumed_all"]
    assert [row.facts for row in rows] == [
        {"cause": "power_cut"},
        {"minutes": 10, "cause": "power_cut"},
        {},
    ]


def test_lesson_27_a_pause_that_meets_a_hand_in_changes_nothing(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[1].id).state = AttemptState.SUBMITTED
    with pytest.raises(TransitionRefused):
        do(
            database,
            lambda db: time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.BREAK, room.hand(at(5))),
        )
    assert states(database, room)[0] is AttemptState.SUBMITTED
    with database.reading() as db:
        assert db.scalars(select(Intervention)).all() == []


def test_lesson_27_who_hands_in_while_all_are_paused_stops_nobody_elses_pause(
    database: Database, room: RoomStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [attempt.id for attempt in room.attempts.values()]
    monkeypatch.setattr("examapp.delivery.control.list_running", lambda *_: everybody)
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[1].id).state = AttemptState.SUBMITTED
    assert do(database, lambda db: time_acts.pause_all(db, room.sitting, Cause.BREAK, room.hand(at(5)))) == 1
    more = room.hand(at(6))
    assert do(database, lambda db: time_acts.extend_all(db, room.sitting, 5, Cause.BREAK, more)) == 1
    assert states(database, room)[:2] == [AttemptState.SUBMITTED, AttemptState.PAUSED]
    with database.reading() as db:
        assert [row.kind for row in list_rows(db, room.attempts[2].id)][-2:] == [
            LedgerKind.PAUSED,
            LedgerKind.EXTENSION,
        ]


def test_nothing_happens_in_a_room_that_is_shut(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        room.sitting = db.merge(room.sitting)
        room.sitting.state = SittingState.CLOSED
    with pytest.raises(RoomNotOpen):
        do(database, lambda db: time_acts.pause_all(db, room.sitting, Cause.BREAK, room.hand(at(5))))


def test_a_day_after_the_first_start_nobody_goes_on(database: Database, room: RoomStage) -> None:
    too_late = at(24 * 60 + 1)
    do(
        database,
        lambda db: time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.MEDICAL, room.hand(at(5))),
    )
    for act in (
        lambda db: time_acts.resume_one(db, room.sitting, room.attempts[1], room.hand(too_late)),
        lambda db: time_acts.resume_all(db, room.sitting, room.hand(too_late)),
    ):
        with pytest.raises(SittingExpired):
            do(database, act)
    assert states(database, room)[0] is AttemptState.PAUSED


def test_who_was_stopped_alone_or_is_on_a_break_does_not_go_on_with_the_others(
    database: Database, room: RoomStage
) -> None:
    """A power cut between leaves them where they were: nobody's clock runs while the person is away."""
    with database.transaction() as db:
        begin(db, room.attempts[3], at(0))
        begin(db, room.attempts[4], at(0))
        time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.BREAK, room.hand(at(5)))
        time_acts.pause_one(db, room.sitting, room.attempts[2], Cause.MEDICAL, room.hand(at(5)))
    assert do(database, lambda db: stop_for_power_cut(db, room.sitting, room.hand(at(6)))) == PowerCut(2, 6)
    assert do(database, lambda db: time_acts.resume_all(db, room.sitting, room.hand(at(7)))) == 2
    assert states(database, room) == [AttemptState.PAUSED] * 2 + [AttemptState.IN_PROGRESS] * 2


@pytest.mark.parametrize("let_out", ["alone", "all"])
def test_nobody_comes_back_from_a_break_without_a_document(
    database: Database, room: RoomStage, let_out: str
) -> None:
    one = room.attempts[1]
    with database.transaction() as db:
        if let_out == "alone":
            time_acts.pause_one(db, room.sitting, one, Cause.BREAK, room.hand(at(5)))
        else:
            time_acts.pause_all(db, room.sitting, Cause.BREAK, room.hand(at(5)))
        begin(db, room.attempts[3], at(5.5))  # somebody whom the next two acts concern
        time_acts.pause_all(db, room.sitting, Cause.DISTURBANCE, room.hand(at(6)))
    do(database, lambda db: time_acts.resume_all(db, room.sitting, room.hand(at(7))))
    with pytest.raises(DocumentFirst):
        do(database, lambda db: time_acts.resume_one(db, room.sitting, one, room.hand(at(8))))
    assert states(database, room)[0] is AttemptState.PAUSED
    do(database, lambda db: readmit(db, room.sitting, one, DocumentKind.ID_CARD, room.hand(at(9))))
    assert states(database, room)[0] is AttemptState.IN_PROGRESS
