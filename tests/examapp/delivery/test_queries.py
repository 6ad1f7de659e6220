import pytest

from examapp.delivery.errors import NotHere
from examapp.delivery.queries import (
    counted_responses,
    get_attempt,
    list_attempts,
    list_finished,
    list_unfinished,
)
from examapp.delivery.states import AttemptState
from tests.examapp.delivery.making import TEXT_ITEM


def rows(room):
    with room.writing() as db:
        return {row.code: row for row in list_attempts(db, room.sitting_id, room.now)}


def test_the_list_shows_each_seat_in_order(room):
    listed = list(rows(room).values())
    assert [(row.seat, row.state) for row in listed] == [
        (1, AttemptState.AWAITING),
        (2, AttemptState.AWAITING),
    ]
    assert [row.candidate_code for row in listed] == [place.candidate_code for place in room.places]


def test_a_running_attempt_shows_its_end_its_answers_and_when_it_was_seen(room, clock):
    seat = room.started_seat()
    seat.save(0, "a")
    seat.put({"lease": 1, "seq": 1, "item": "NETWORKS-006", "response": "5"})
    seat.save(2, "b")
    clock.advance(minutes=4)
    seat.beat()
    seat.post("alert", {"kind": "help"})
    row = rows(room)[seat.place.code]
    assert (row.answered, row.items, row.lease) == (2, 7, 1)
    assert (row.last_seen_at, row.started_at) == (clock.read().wall, row.last_saved_at)
    assert row.reading.ends_at.isoformat() == "2026-11-24T05:30:00+00:00"
    assert [alert.kind for alert in row.alerts] == ["help"]


def test_an_answer_taken_back_is_not_counted_as_answered(room):
    seat = room.started_seat()
    seat.save(0, "a")
    seat.save(1, "")
    assert rows(room)[seat.place.code].answered == 0


def test_a_paused_attempt_says_since_when(room, clock):
    seat = room.started_seat()
    clock.advance(minutes=2)
    room.pause(seat.place)
    clock.advance(minutes=3)
    assert rows(room)[seat.place.code].paused_at.isoformat() == "2026-11-24T04:32:00+00:00"


def test_a_sealed_attempt_shows_its_receipt(room):
    seat = room.started_seat()
    code = seat.submit(-1).json["receipt"]["code"]
    row = rows(room)[seat.place.code]
    assert (row.receipt, row.ending, row.state) == (code, "button", AttemptState.SUBMITTED)


def test_what_is_sealed_and_what_keeps_the_sitting_open_is_listed_apart(room):
    done, running = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    done.submit(-1)
    with room.writing() as db:
        assert [attempt.code for attempt in list_finished(db, room.sitting_id)] == [done.place.code]
        assert [attempt.code for attempt in list_unfinished(db, room.sitting_id)] == [running.place.code]


def test_the_responses_that_count_come_in_the_forms_own_ids(room):
    seat = room.started_seat()
    choice = seat.place.choice("LAW-001", "b")
    seat.put({"lease": 1, "seq": 0, "item": "LAW-001", "response": [choice]}, seat.text(1, "x"))
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {"LAW-001": [choice], TEXT_ITEM: "x"}


def test_an_unknown_attempt_is_not_here(room):
    with room.writing() as db, pytest.raises(NotHere):
        get_attempt(db, "NOSUCH")
