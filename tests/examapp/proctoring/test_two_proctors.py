"""Two proctors who press the same within a second, each from a page that shows the room as it was."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.proctoring import time_acts
from examapp.proctoring.closing_room import close_room
from examapp.proctoring.errors import DoneByAnother, NobodyConcerned
from examapp.proctoring.handing_over import list_offers_to, offer_room
from examapp.proctoring.incidents import open_appeal_file, record_incident
from examapp.proctoring.interventions import Hand, find_last_act, lock_room
from examapp.proctoring.models import AbortKind, AbortReason, IncidentKind, Intervention
from examapp.proctoring.power_cut import stop_for_power_cut
from examapp.proctoring.reasons import Cause
from examapp.sittings.models import Sitting, SittingProctor, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.pages import address, person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room

Act = Callable[[Session, Sitting, RoomStage, Hand], object]


@pytest.fixture
def second(database: Database) -> StaffAccount:
    with database.transaction() as db:
        made = add_person(db, Role.PROCTOR, suffix="-2")
        made.display_name = "Yusupova Dildora Rashidovna"
    return made


@pytest.fixture
def room(database: Database, second: StaffAccount) -> RoomStage:
    """1 and 2 work; two proctors run the room."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        db.add(SittingProctor(sitting_id=made.sitting.id, staff_id=second.id))
        for seat in (1, 2):
            begin(db, made.attempts[seat], at(0))
    return made


def press(database: Database, room: RoomStage, act: Act, hand: Hand) -> object:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        lock_room(db, sitting)
        return act(db, sitting, room, hand)


def both(
    database: Database, room: RoomStage, second: StaffAccount, act: Act, other: Act | None = None
) -> None:
    """Both have opened their page before either presses."""
    with database.reading() as db:
        seen = find_last_act(db, room.sitting.id)
    one = room.hand(at(5))
    press(database, room, act, Hand(one.actor, one.now, one.key, seen))
    press(database, room, other or act, Hand(f"staff:{second.code}", at(5, seconds=1), "hers-at-once", seen))


def minutes_given(database: Database, room: RoomStage, seat: int = 1) -> int:
    with database.reading() as db:
        return read_attempt_clock(db, db.get_one(Attempt, room.attempts[seat].id)).limit_ms // 60_000 - 60


def count_acts(database: Database, act: str) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Intervention).where(Intervention.act == act)) or 0


ACTS: dict[str, Act] = {
    "extended": lambda db, sitting, room, hand: time_acts.extend_one(
        db, sitting, room.attempts[1], 10, Cause.COMPUTER, hand
    ),
    "extended_all": lambda db, sitting, _room, hand: time_acts.extend_all(
        db, sitting, 10, Cause.NETWORK, hand
    ),
    "paused_all": lambda db, sitting, _room, hand: time_acts.pause_all(db, sitting, Cause.DISTURBANCE, hand),
    "power_cut": lambda db, sitting, _room, hand: stop_for_power_cut(db, sitting, hand),
    "incident": lambda db, sitting, room, hand: record_incident(
        db, sitting, room.attempts[1], IncidentKind.TECHNICAL, hand, minutes=10
    ),
    "appeal_file_opened": lambda db, sitting, room, hand: open_appeal_file(
        db, sitting, room.attempts[1], hand
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_both_press_is_done_once_and_the_second_is_told_who_did_it(
    database: Database, room: RoomStage, second: StaffAccount, act: str
) -> None:
    with pytest.raises(DoneByAnother, match="at 09:35"):
        both(database, room, second, ACTS[act])
    assert count_acts(database, act) == 1
    assert minutes_given(database, room) <= 10


def test_minutes_for_one_fault_are_given_once_whichever_page_gives_them(
    database: Database, room: RoomStage, second: StaffAccount
) -> None:
    with pytest.raises(DoneByAnother):
        both(database, room, second, ACTS["extended"], ACTS["incident"])
    assert minutes_given(database, room) == 10


def test_whoever_has_seen_the_other_s_act_gives_more_and_other_people_are_another_matter(
    database: Database, room: RoomStage, second: StaffAccount
) -> None:
    both(
        database,
        room,
        second,
        ACTS["extended"],
        lambda db, sitting, room, hand: time_acts.extend_one(
            db, sitting, room.attempts[2], 5, Cause.COMPUTER, hand
        ),
    )
    with database.reading() as db:
        seen = find_last_act(db, room.sitting.id)
    press(database, room, ACTS["extended"], Hand(f"staff:{second.code}", at(6), "hers-after", seen))
    assert (minutes_given(database, room, 1), minutes_given(database, room, 2)) == (20, 5)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one write at a time
@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (lambda room: person(room, 1, "/time"), {"give": "15:computer"}),
        (lambda room: address(room, "/power-cut"), {}),
        (lambda room: address(room, "/close"), {}),
    ],
)
def test_each_press_takes_the_room_s_lock(
    app: Flask, proctor: FlaskClient, room: RoomStage, url: Callable[[RoomStage], str], sent: dict[str, str]
) -> None:
    said: list[str] = []
    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, sql, *_: said.append(sql))
    proctor.post(url(room), data={"press": "p" * 20} | sent)
    assert [sql for sql in said if "FROM sitting" in sql and "FOR NO KEY UPDATE" in sql]


def test_two_hands_at_the_same_moment_give_the_minutes_of_one(
    database: Database, room: RoomStage, second: StaffAccount
) -> None:
    barrier, told = threading.Barrier(2, timeout=20), []

    def give(hand: Hand) -> None:
        barrier.wait()
        try:
            press(database, room, ACTS["extended"], hand)
            told.append("given")
        except DoneByAnother:
            told.append("told")

    hands = [Hand(f"staff:{one.code}", at(5), f"press-of-{one.code}", 0) for one in (room.proctor, second)]
    threads = [threading.Thread(target=give, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["given", "told"]
    assert minutes_given(database, room) == 10


def test_a_clock_that_stands_is_not_stopped_again_nor_one_that_goes_let_go_on(
    database: Database, room: RoomStage
) -> None:
    def stop(db: Session, sitting: Sitting, room: RoomStage, hand: Hand) -> bool:
        return time_acts.pause_one(db, sitting, room.attempts[1], Cause.MEDICAL, hand)

    def go_on(db: Session, sitting: Sitting, room: RoomStage, hand: Hand) -> bool:
        return time_acts.resume_one(db, sitting, room.attempts[1], hand)

    for act, name in ((stop, "paused"), (go_on, "resumed")):
        assert [press(database, room, act, room.hand(at(minute))) for minute in (5, 6)] == [True, False]
        assert count_acts(database, name) == 1


def test_an_act_for_all_that_concerns_nobody_is_not_written_down(database: Database, room: RoomStage) -> None:
    press(database, room, ACTS["paused_all"], room.hand(at(5)))
    with pytest.raises(NobodyConcerned):
        press(database, room, ACTS["paused_all"], room.hand(at(6)))
    assert count_acts(database, "paused_all") == 1


def test_two_who_close_at_one_moment_close_once_with_the_reasons_of_one(
    database: Database, room: RoomStage, second: StaffAccount
) -> None:
    barrier = threading.Barrier(2, timeout=20)

    def close(hand: Hand, kind: AbortKind) -> None:
        with database.transaction() as db:
            sitting = db.get_one(Sitting, room.sitting.id)
            if not database.is_sqlite:  # there the second has not even begun to read
                barrier.wait()
            lock_room(db, sitting)
            close_room(db, sitting, {}, hand, others=kind)

    hers = Hand(f"staff:{second.code}", at(9), "hers-to-close")
    threads = [
        threading.Thread(target=close, args=(room.hand(at(9)), AbortKind.TECHNICAL)),
        threading.Thread(target=close, args=(hers, AbortKind.LEFT)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count_acts(database, "closed") == 1
    with database.reading() as db:
        reasons = db.scalars(select(AbortReason.kind).where(AbortReason.kind != AbortKind.ABSENT)).all()
    assert len(reasons) == 2
    assert len(set(reasons)) == 1


def test_a_room_that_was_closed_is_offered_to_nobody_any_more(
    database: Database, room: RoomStage, second: StaffAccount
) -> None:
    hers = f"staff:{second.code}"
    press(
        database,
        room,
        lambda db, sitting, _room, hand: offer_room(db, sitting, second.code, hand),
        room.hand(at(5)),
    )
    with database.transaction() as db:
        assert len(list_offers_to(db, hers)) == 1
        db.get_one(Sitting, room.sitting.id).state = SittingState.CLOSED
    with database.reading() as db:
        assert list_offers_to(db, hers) == []
