"""The minutes of a sitting name what the pages noted, in words that accuse nobody."""

from examapp.proctoring.minutes import draw_up_minutes
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import SmallRoom


def _minutes(room: SmallRoom):
    with room.app.test_request_context("/?lang=en"), room.database.reading() as db:
        return draw_up_minutes(db, db.get_one(Sitting, room.sitting_id), room.now)


def test_the_minutes_name_notes_by_seat_with_their_length(room: SmallRoom) -> None:
    seat = room.started_seat(room.places[1])
    seat.post("signals", {"signals": [{"mark": "0" * 16, "kind": "window_left", "duration_ms": 42_000}]})
    notes = _minutes(room).notes
    assert [(one.seat, one.what) for one in notes] == [(2, "another window in front – 1 ×, 0:42 in all")]


def test_minutes_without_notes_say_nothing_of_them(room: SmallRoom) -> None:
    room.started_seat()
    assert _minutes(room).notes == ()
