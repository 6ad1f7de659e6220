"""The way to another computer: the clock stands from the proctor's press until the question is there."""

import pytest

from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import settle
from examapp.delivery.heartbeat import beat
from examapp.delivery.ledger import list_rows
from examapp.delivery.models import ServerHeartbeat
from examapp.delivery.queries import list_attempts
from examapp.delivery.timing import LedgerKind
from tests.examapp.delivery.making import MORNING

MINUTE = 60_000


@pytest.fixture
def seat(room, clock):
    """Ten minutes have been worked, and an answer is held."""
    seat = room.started_seat()
    seat.save(0, "a")
    clock.advance(minutes=10)
    return seat


def row_of(room, place):
    with room.writing() as db:
        return next(one for one in list_attempts(db, room.sitting_id, room.now) if one.code == place.code)


def kinds(room, place):
    with room.writing() as db:
        return [row.kind.value for row in list_rows(db, place.attempt_id)][2:]


def arrive(room, place, *, shown=True):
    new = room.seat(place)
    assert new.enter().status_code == 200
    if shown:
        assert new.post("shown").status_code == 200
    return new


def sweep(room, place):
    with room.writing() as db:
        attempt = lock_attempt(db, place.attempt_id)
        settle(db, attempt, room.now)
        return attempt.state.value


def test_the_clock_stands_until_the_first_item_is_on_the_new_screen(room, seat, clock):
    room.take_over(seat.place)
    clock.advance(minutes=5)
    assert row_of(room, seat.place).reading.used_ms == 10 * MINUTE
    new = arrive(room, seat.place, shown=False)
    clock.advance(seconds=20)
    assert new.state["used_ms"] == 10 * MINUTE
    new.post("shown")
    new.post("shown")
    clock.advance(minutes=1)
    state = new.beat(2).json
    assert (state["used_ms"], state["limit_ms"]) == (11 * MINUTE, 60 * MINUTE)
    assert state["ends_at"] == "2026-11-24T05:35:20.000Z"
    [told] = state["time_ledger"]
    assert (told["kind"], told["cause"], told["minutes"]) == ("moved", "screen broken", 5.3)
    assert (told["from"][11:19], told["to"][11:19]) == ("04:40:00", "04:45:20")
    reading = row_of(room, seat.place).reading
    assert reading.used_ms + reading.paused_ms + reading.outage_ms == reading.wall_ms


def test_who_enters_and_shows_nothing_has_thirty_seconds(room, seat, clock):
    room.take_over(seat.place)
    clock.advance(minutes=5)
    new = arrive(room, seat.place, shown=False)
    clock.advance(minutes=1)
    assert new.state["used_ms"] == 10 * MINUTE + 30_000
    new.post("shown")
    assert new.state["used_ms"] == 10 * MINUTE + 30_000
    assert new.state["time_ledger"][0]["minutes"] == 5.5


def test_nobody_is_ended_on_the_way_and_the_proctor_sees_since_when(room, seat, clock):
    clock.advance(minutes=49)
    room.take_over(seat.place)
    clock.advance(minutes=90)
    assert sweep(room, seat.place) == "in_progress"
    row = row_of(room, seat.place)
    assert row.walks_since.isoformat() == "2026-11-24T05:29:00+00:00"
    assert row.reading.ends_at == room.now.later(milliseconds=MINUTE).wall
    new = arrive(room, seat.place)
    assert row_of(room, seat.place).walks_since is None
    clock.advance(minutes=1)
    assert new.beat().json["state"] == "closing"


def test_a_second_move_before_anybody_arrived_is_one_way_and_gives_back_once(room, clock):
    seat = room.started_seat()
    clock.advance(minutes=4)
    room.take_over(seat.place)
    clock.advance(minutes=2)
    room.take_over(seat.place)
    clock.advance(minutes=3)
    row = row_of(room, seat.place)
    assert (row.walks_since.isoformat()[11:16], row.reading.used_ms) == ("04:34", 4 * MINUTE)
    state = arrive(room, seat.place).state
    assert state["limit_ms"] - state["used_ms"] == 60 * MINUTE
    moved = [one["minutes"] for one in state["time_ledger"] if one["kind"] == "moved"]
    assert moved == [2, 3]


def test_a_move_before_the_first_item_takes_nothing_from_the_whole_time(room, clock):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    seat.post("start")
    clock.advance(seconds=10)
    room.take_over(seat.place)
    clock.advance(minutes=8)
    new = arrive(room, seat.place)
    clock.advance(minutes=1)
    assert (new.state["used_ms"], new.state["limit_ms"]) == (MINUTE, 60 * MINUTE)
    assert kinds(room, seat.place) == ["arrived", "seated"]


def test_who_is_moved_in_a_pause_stays_paused_and_walks_too(room, seat, clock):
    room.pause(seat.place)
    clock.advance(minutes=1)
    room.take_over(seat.place)
    clock.advance(minutes=1)
    room.resume(seat.place)
    clock.advance(minutes=1)
    assert (sweep(room, seat.place), row_of(room, seat.place).reading.used_ms) == ("in_progress", 10 * MINUTE)
    new = arrive(room, seat.place)
    clock.advance(minutes=1)
    assert new.state["used_ms"] == 11 * MINUTE


def test_a_pause_lasts_over_the_arrival(room, seat, clock):
    room.take_over(seat.place)
    room.pause(seat.place)
    clock.advance(minutes=1)
    new = arrive(room, seat.place)
    clock.advance(minutes=1)
    assert (new.state["state"], new.state["used_ms"]) == ("paused", 10 * MINUTE)
    room.resume(seat.place)
    clock.advance(minutes=1)
    assert new.state["used_ms"] == 11 * MINUTE


def test_where_nobody_comes_the_proctors_word_lets_the_clock_go_on_once(room, seat, clock):
    room.take_over(seat.place)
    clock.advance(minutes=5)
    room.resume(seat.place)
    room.resume(seat.place)
    clock.advance(minutes=1)
    row = row_of(room, seat.place)
    assert (row.walks_since, row.reading.used_ms) == (None, 11 * MINUTE)
    new = arrive(room, seat.place)
    assert new.state["used_ms"] == 11 * MINUTE
    assert kinds(room, seat.place) == ["moved", "seated"]


def test_who_walks_while_the_server_is_away_is_given_the_way_alone(room, seat, clock):
    with room.writing() as db:
        db.merge(ServerHeartbeat(id=1, instant=room.now))
    room.take_over(seat.place)
    clock.advance(minutes=6)
    with room.writing() as db:
        beat(db, room.now, at_start=True)
    new = arrive(room, seat.place)
    assert new.state["used_ms"] == 10 * MINUTE
    assert "outage" not in kinds(room, seat.place)


def test_the_seat_that_was_left_gives_no_sign_and_ends_no_way(room, seat, clock):
    seat.beat()
    room.take_over(seat.place)
    clock.advance(minutes=1)
    assert seat.beat().json["tick"] is None
    assert seat.post("shown").json["error"]["code"] == "needs_proctor"
    assert seat.submit(0).json["error"]["code"] == "needs_proctor"
    assert seat.save(1, "late").json["results"][0]["status"] == "stale_lease"
    row = row_of(room, seat.place)
    assert (row.last_seen_at - MORNING).total_seconds() == 600
    assert (row.walks_since is not None, row.reading.used_ms) == (True, 10 * MINUTE)


def test_the_same_computer_with_or_without_its_memory_may_be_the_new_one(room, seat, clock):
    room.take_over(seat.place)
    clock.advance(minutes=2)
    assert seat.enter().json["lease"] == 2
    seat.post("shown")
    assert seat.save(0, "b", lease=2).json["results"][0]["status"] == "live"
    assert seat.state["used_ms"] == 10 * MINUTE


def test_an_attempt_that_is_ended_on_the_way_keeps_its_used_time(room, seat, clock):
    room.take_over(seat.place)
    clock.advance(minutes=5)
    room.terminate(seat.place)
    clock.advance(minutes=1)
    reading = row_of(room, seat.place).reading
    assert (reading.used_ms, reading.paused_ms, reading.over_ms) == (10 * MINUTE, 5 * MINUTE, MINUTE)
    new = arrive(room, seat.place)
    assert (new.state["state"], kinds(room, seat.place)) == ("closing", ["moved", "ended"])
    assert row_of(room, seat.place).walks_since is None


def test_every_stop_names_its_author(room, seat):
    room.take_over(seat.place)
    arrive(room, seat.place)
    with room.writing() as db:
        rows = {row.kind: row for row in list_rows(db, seat.place.attempt_id)}
    assert rows[LedgerKind.MOVED].author.startswith("staff:")
    assert rows[LedgerKind.ARRIVED].author == rows[LedgerKind.SEATED].author == f"candidate:{seat.place.code}"
    assert all(row.cause for row in rows.values())


def test_nobody_arrives_at_another_computer_when_the_sitting_has_expired(room, seat, clock):
    """The clock stood all the while: who was forgotten on the way would go on at home with the whole rest."""
    room.take_over(seat.place)
    clock.advance(hours=25)
    reply = room.seat(seat.place).enter()
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "sitting_expired")
    assert kinds(room, seat.place)[-1] == "moved"
