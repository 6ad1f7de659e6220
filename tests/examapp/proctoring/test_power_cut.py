"""A power cut in the room."""

from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.ledger import append_row, read_attempt_clock
from examapp.delivery.models import Attempt, SeatSilence, ServerIncident
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import LedgerKind, read_clock
from examapp.proctoring import time_acts
from examapp.proctoring.incidents import list_incidents
from examapp.proctoring.models import DocumentKind, IncidentKind
from examapp.proctoring.moving import move_to_another_computer
from examapp.proctoring.power_cut import PowerCut, stop_for_power_cut
from examapp.proctoring.reasons import Cause
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, answer, at, be_silent, begin, build_room, see


@pytest.fixture
def room(database: Database) -> RoomStage:
    """Three work; the seats of 1 and 2 fell silent at 10:00 and 10:01:30, that of 3 has a battery."""
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), people=5, state=SittingState.OPEN)
        for seat in (1, 2, 3):
            begin(db, made.attempts[seat], at(0))
        see(db, made.attempts[1], at(10).wall)
        see(db, made.attempts[2], at(11.5).wall)
        see(db, made.attempts[3], at(13, seconds=-2).wall)
    return made


def cut(database: Database, room: RoomStage, minute: float = 13, key: str | None = None) -> PowerCut:
    with database.transaction() as db:
        return stop_for_power_cut(db, room.sitting, room.hand(at(minute), key))


def given(database: Database, room: RoomStage) -> list[int]:
    with database.reading() as db:
        attempts = [db.get_one(Attempt, attempt.id) for attempt in room.attempts.values()]
        return [read_attempt_clock(db, attempt).limit_ms // 60_000 - 60 for attempt in attempts]


def test_lesson_18_one_press_credits_each_from_the_last_heartbeat(
    database: Database, room: RoomStage
) -> None:
    assert cut(database, room) == PowerCut(stopped=3, most_minutes=3)
    assert given(database, room) == [3, 2, 0, 0, 0]


def test_lesson_18_until_they_go_on_nobody_loses_a_second(database: Database, room: RoomStage) -> None:
    cut(database, room)
    with database.transaction() as db:
        time_acts.resume_all(db, room.sitting, room.hand(at(40)))
        clock = read_attempt_clock(db, db.get_one(Attempt, room.attempts[1].id))
    # Ten minutes were worked, thirty were dark, and fifty are left.
    assert read_clock(clock, at(40)).ends_at == at(90).wall


def test_the_press_stops_the_clocks_and_stands_in_the_minutes(database: Database, room: RoomStage) -> None:
    cut(database, room)
    with database.reading() as db:
        states = [db.get_one(Attempt, attempt.id).state for attempt in room.attempts.values()]
        (incident,) = list_incidents(db, room.sitting.id)
    assert states == [AttemptState.PAUSED] * 3 + [AttemptState.AWAITING] * 2
    assert (incident.kind, incident.attempt_id, incident.minutes) == (IncidentKind.POWER_CUT, None, 3)


def test_pressed_again_it_gives_nothing_more(database: Database, room: RoomStage) -> None:
    cut(database, room, key="press")
    assert cut(database, room, 14, key="press") == PowerCut(0, 0)
    assert cut(database, room, 15) == PowerCut(0, 0)
    assert given(database, room) == [3, 2, 0, 0, 0]


def test_what_a_server_outage_has_credited_is_not_credited_twice(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        attempt = lock_attempt(db, room.attempts[1].id)
        append_row(
            db, attempt, LedgerKind.OUTAGE, at(12), since=at(10), cause="server outage", author="system"
        )
    cut(database, room)
    assert given(database, room)[0] == 1


def test_lesson_18_whose_computer_is_back_before_the_press_gets_the_silence_back_once(
    database: Database, room: RoomStage
) -> None:
    """Two computers are faster than the proctor's link after the cut; one was silent long before it."""
    with database.transaction() as db:
        for seat, since, until in ((1, 8, 12), (2, 8, 12), (3, 0.5, 2.5)):
            be_silent(db, room.attempts[seat], since, until)
            see(db, room.attempts[seat], at(13).wall)
        time_acts.extend_one(db, room.sitting, room.attempts[2], 4, Cause.COMPUTER, room.hand(at(12.5)))
    assert cut(database, room) == PowerCut(stopped=3, most_minutes=4)
    assert given(database, room) == [4, 4, 0, 0, 0]
    with database.transaction() as db:
        time_acts.resume_all(db, room.sitting, room.hand(at(14)))
        for seat in (1, 2, 3):
            see(db, room.attempts[seat], at(15).wall)
    assert cut(database, room, 15) == PowerCut(stopped=3, most_minutes=0)


def test_every_silence_that_ended_lately_is_given_back_and_none_for_what_was_given_for_another(
    database: Database, room: RoomStage
) -> None:
    """Two silences; the proctor gave the second's minutes by hand, and minutes for the noise to all."""
    with database.transaction() as db:
        for since, until in ((4, 6), (9, 11)):
            be_silent(db, room.attempts[1], since, until)
        be_silent(db, room.attempts[2], 5, 6.5)
        be_silent(db, room.attempts[2], 8, 9)
        for seat in (1, 2, 3):
            see(db, room.attempts[seat], at(13).wall)
        time_acts.extend_one(db, room.sitting, room.attempts[1], 2, Cause.COMPUTER, room.hand(at(11.5)))
        time_acts.extend_all(db, room.sitting, 9, Cause.DISTURBANCE, room.hand(at(12)))
    assert cut(database, room) == PowerCut(stopped=3, most_minutes=3)
    assert given(database, room) == [9 + 2 + 2, 9 + 3, 9, 0, 0]


def test_who_walks_to_another_seat_in_a_power_cut_is_given_the_silence_before_once(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        answer(db, room.attempts[1], 3, at(1))
        move_to_another_computer(
            *(db, room.sitting, room.attempts[1], DocumentKind.PASSPORT, room.hand(at(12))),
            cause=Cause.COMPUTER,
        )
    assert given(database, room)[0] == 2
    cut(database, room, 15)
    assert given(database, room)[0] == 2
    with database.transaction() as db:
        time_acts.resume_all(db, room.sitting, room.hand(at(20)))
        clock = read_attempt_clock(db, db.get_one(Attempt, room.attempts[1].id))
    # They let the clocks go on, but nobody has come to the new computer yet.
    assert read_clock(clock, at(30)).used_ms == 12 * 60_000


def test_who_was_paused_before_stays_so_and_loses_nothing(database: Database, room: RoomStage) -> None:
    with database.transaction() as db:
        time_acts.pause_one(db, room.sitting, room.attempts[1], Cause.BREAK, room.hand(at(10)))
    assert cut(database, room) == PowerCut(stopped=2, most_minutes=2)
    assert given(database, room)[0] == 0


def test_whose_time_is_over_is_left_alone(database: Database, room: RoomStage) -> None:
    assert cut(database, room, 61) == PowerCut(0, 0)
    with database.reading() as db:
        assert db.get_one(Attempt, room.attempts[1].id).state is AttemptState.CLOSING


def test_a_wall_clock_that_was_set_forward_makes_no_silence(database: Database, room: RoomStage) -> None:
    """The seat was heard ten seconds before, by the clock as it was; the hour between was none."""
    hour = timedelta(hours=1)
    before, after = at(13, seconds=-10), at(13)
    jumped = replace(after, wall=after.wall + hour)
    with database.transaction() as db:
        db.add(
            ServerIncident(
                kind="clock_jump",
                since=at(13, seconds=-10.5).wall,
                until=before.wall + timedelta(seconds=0.5) + hour,
                length_ms=3_600_000,
                by_wall=False,
                credited=0,
            )
        )
        db.add(SeatSilence(attempt_id=room.attempts[3].id, since=before.wall, until=jumped.wall))
        see(db, room.attempts[3], jumped.wall)
        stop_for_power_cut(db, room.sitting, room.hand(jumped))
    assert given(database, room)[:3] == [3, 2, 0]
