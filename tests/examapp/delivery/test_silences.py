"""Silences of seats, on both databases."""

from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.silences import list_silences
from tests.examapp.delivery.making import MORNING


def silences(room, place):
    with room.writing() as db:
        found = list_silences(db, [place.attempt_id]).get(place.attempt_id, ())
    return [tuple((at - MORNING).total_seconds() for at in one) for one in found]


def test_each_silence_is_kept_from_the_last_sign_before_it_to_the_first_after_it(room, clock):
    seat, other = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    other.beat()
    for seconds in (0, 25, 240, 2, 30, 2):
        clock.advance(seconds=seconds)
        assert seat.beat().json["tick"] is not None
    assert silences(room, seat.place) == [(25, 265), (267, 297)]
    assert silences(room, other.place) == []


class Listening:
    """A cursor that counts what it is asked."""

    def __init__(self, cursor):
        self.cursor, self.asked = cursor, 0

    def execute(self, *statement):
        self.asked += 1
        return self.cursor.execute(*statement)

    def fetchone(self):
        return self.cursor.fetchone()


def test_only_the_heartbeat_that_ends_a_silence_costs_more_than_one_statement(room, clock):
    seat = room.started_seat()
    seat.beat()
    for seconds, statements in ((2, 1), (300, 3), (2, 1)):
        clock.advance(seconds=seconds)
        with room.writing() as db:
            cursor = Listening(db.connection().connection.cursor())
            log = AnswerLog(cursor, is_sqlite=room.database.is_sqlite)
            assert log.see(seat.place.attempt_id, None, room.now) > 1
        assert cursor.asked == statements


def test_a_silence_whose_end_was_kept_twice_stands_once(room, clock):
    """The process died between the two statements, or two heartbeats came in one moment."""
    seat = room.started_seat()
    seat.beat()
    clock.advance(seconds=60)
    with room.writing() as db:
        log = AnswerLog(db.connection().connection.cursor(), is_sqlite=room.database.is_sqlite)
        moments = {"seen_at": log._moment(room.now.wall), "silent_before": log._moment(room.now.wall)}
        for _ in range(2):
            log._cursor.execute(log._sql["keep_silence"], {"attempt": seat.place.attempt_id, **moments})
    clock.advance(seconds=5)
    assert seat.beat().status_code == 200
    assert silences(room, seat.place) == [(0, 60)]
