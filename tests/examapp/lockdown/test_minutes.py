"""The minutes of a sitting name what the pages noted, in words that accuse nobody, and each exception."""

from datetime import timedelta
from functools import partial

from examapp.delivery.models import Attempt
from examapp.lockdown.exceptions import ask_exception, decide_exception, withdraw_exception
from examapp.proctoring.minutes import draw_up_minutes
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import PROCTOR, SmallRoom


def _minutes(room: SmallRoom):
    with room.app.test_request_context("/?lang=en"), room.database.reading() as db:
        return draw_up_minutes(db, db.get_one(Sitting, room.sitting_id), room.now)


def test_the_minutes_name_notes_by_seat_with_their_length(room: SmallRoom) -> None:
    seat = room.started_seat(room.places[1])
    room.clock.advance(minutes=1)
    seat.post("signals", {"signals": [{"mark": "0" * 16, "kind": "window_left", "duration_ms": 42_000}]})
    notes = _minutes(room).notes
    assert [(one.seat, one.what) for one in notes] == [(2, "another window in front – 1 ×, 0:42 in all")]


def test_minutes_without_notes_say_nothing_of_them(room: SmallRoom) -> None:
    room.started_seat()
    assert _minutes(room).notes == ()


def test_the_minutes_name_every_step_of_an_exception_with_its_reason(room: SmallRoom) -> None:
    room.started_seat()
    moment = room.now.wall
    with room.writing() as db:
        sitting, attempt = (
            db.get_one(Sitting, room.sitting_id),
            db.get_one(Attempt, room.places[1].attempt_id),
        )
        of_all = ask_exception(db, sitting, "No computer has it", actor=PROCTOR, at=moment)
        decide = partial(decide_exception, db, sitting, actor="staff:SECOND")
        decide(of_all.code, "I have seen the room", grants=True, at=moment + timedelta(seconds=1))
        withdraw_exception(
            db, sitting, of_all.code, "It is installed now", actor=PROCTOR, at=moment + timedelta(seconds=2)
        )
        of_one = ask_exception(
            db, attempt, "It does not start", actor=PROCTOR, at=moment + timedelta(seconds=3)
        )
        decide(of_one.code, "It does start", grants=False, at=moment + timedelta(seconds=4))
    told = [(act.what, act.who) for act in _minutes(room).acts]
    assert told == [
        ("Locked browser: Exception asked for, «No computer has it»", "the whole room"),
        ("Locked browser: Exception granted, «I have seen the room»", "the whole room"),
        ("Locked browser: Exception taken back, «It is installed now»", "the whole room"),
        ("Locked browser: Exception asked for, «It does not start»", "2 · Karimov 2."),
        ("Locked browser: Exception refused, «It does start»", "2 · Karimov 2."),
    ]
