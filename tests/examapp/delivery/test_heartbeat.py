from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select

from examapp.core.clock import Instant
from examapp.delivery.heartbeat import GAP_AT_START_MS, beat, is_beating
from examapp.delivery.lookout import GAP_MS, ClocksDisagree, Lookout
from examapp.delivery.models import Attempt, ServerHeartbeat, ServerIncident
from examapp.delivery.sweeping import list_due, sweep_attempts

MINUTE = 60_000


@pytest.fixture
def seat(room):
    """A running attempt, alone in its database as far as outages go, with a server that has just beaten."""
    with room.writing() as db:
        db.execute(delete(ServerHeartbeat))
        db.execute(delete(ServerIncident))
        for attempt in db.scalars(select(Attempt)):
            attempt.state, attempt.check_at = "awaiting", None
    seat = room.started_seat()
    tell_beat(room)
    return seat


def tell_beat(room, **more):
    with room.writing() as db:
        return beat(db, room.now, **more)


def tell_beat_without_gap(room):
    """Let the heartbeat stand as one that has gone on until now."""
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now


def incidents(room):
    with room.writing() as db:
        rows = db.scalars(select(ServerIncident).order_by(ServerIncident.id))
        return [(row.kind, row.length_ms, row.by_wall, row.credited) for row in rows]


@pytest.mark.parametrize(("gap", "credited"), [(1000, 0), (GAP_MS - 1, 0), (GAP_MS, 1), (GAP_MS + 1, 1)])
def test_a_gap_in_the_heartbeat_is_an_outage(room, seat, clock, gap, credited):
    clock.advance(milliseconds=gap)
    assert tell_beat(room) == credited
    assert len(incidents(room)) == credited


@pytest.mark.parametrize(("gap", "credited"), [(GAP_AT_START_MS - 1, 0), (GAP_AT_START_MS, 1)])
def test_a_process_that_starts_knows_that_it_was_away(room, seat, clock, gap, credited):
    clock.advance(milliseconds=gap)
    assert tell_beat(room, at_start=True) == credited


def test_a_process_that_was_slower_does_not_move_the_heartbeat_back(room, seat, clock):
    slower = room.now
    clock.advance(seconds=2)
    tell_beat(room)
    with room.writing() as db:
        assert beat(db, slower) == 0
    clock.advance(seconds=2)
    assert tell_beat(room) == 0
    assert incidents(room) == []


def test_an_outage_takes_no_time_from_who_was_running(room, seat, clock):
    clock.advance(minutes=10)
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now
    clock.advance(minutes=6)
    assert tell_beat(room) == 1
    state = seat.state
    assert state["used_ms"] == 10 * MINUTE
    assert [(row["kind"], row["minutes"]) for row in state["time_ledger"]] == [("outage", 6)]
    assert state["ends_at"] == "2026-11-24T05:36:00.000Z"


def outages(seat):
    return [(row["minutes"], row["from"]) for row in seat.state["time_ledger"]]


def enter_and_be_admitted(room, place):
    seat = room.seat(place)
    room.admit(place)
    seat.enter()
    return seat


def test_who_started_after_the_last_heartbeat_is_credited_from_the_start_on(room, seat, clock):
    late = enter_and_be_admitted(room, room.places[1])
    clock.advance(milliseconds=400)
    late.post("start")
    late.post("shown")
    clock.advance(minutes=6)
    assert tell_beat(room, at_start=True) == 2
    assert (seat.state["used_ms"], late.state["used_ms"]) == (0, 0)
    assert outages(late) == [(6, "2026-11-24T04:30:00.400Z")]
    assert late.state["ends_at"] == "2026-11-24T05:36:00.400Z"


def test_who_saw_the_first_item_after_the_last_heartbeat_is_credited_from_then_on(room, seat, clock):
    late = enter_and_be_admitted(room, room.places[1])
    late.post("start")
    clock.advance(seconds=20)
    tell_beat_without_gap(room)
    clock.advance(milliseconds=400)
    late.post("shown")
    clock.advance(minutes=6)
    tell_beat(room, at_start=True)
    assert outages(late) == [(6, "2026-11-24T04:30:20.400Z")]
    assert late.state["used_ms"] == 0


def test_who_had_not_seen_the_first_item_when_the_server_ended_begins_with_the_full_time(room, seat, clock):
    late = enter_and_be_admitted(room, room.places[1])
    clock.advance(milliseconds=400)
    late.post("start")
    clock.advance(minutes=6)
    tell_beat(room, at_start=True)
    late.post("shown")
    assert late.state["used_ms"] == 0


def test_under_another_boot_a_start_after_the_last_heartbeat_is_placed_by_the_wall_clock(room, seat, clock):
    late = enter_and_be_admitted(room, room.places[1])
    clock.advance(milliseconds=400)
    late.post("start")
    late.post("shown")
    clock.instant = Instant(clock.instant.wall + timedelta(minutes=4), 17, "another-boot")
    assert tell_beat(room, at_start=True) == 2
    assert outages(late) == [(4, "2026-11-24T04:30:00.400Z")]
    assert late.state["used_ms"] == 0


def test_within_one_boot_the_wall_clock_set_back_takes_no_outage_from_anybody(room, seat, clock):
    back = timedelta(hours=1)
    clock.instant = Instant(clock.instant.wall - back, clock.instant.boot_ms + 1000, clock.instant.boot_id)
    tell_beat(room)
    clock.advance(minutes=6)
    assert tell_beat(room) == 1
    assert seat.state["used_ms"] == 1000


def test_an_outage_is_credited_once_whoever_finds_it(room, seat, clock):
    clock.advance(minutes=6)
    assert (tell_beat(room), tell_beat(room)) == (1, 0)
    assert len(seat.state["time_ledger"]) == 1


def test_an_outage_of_a_hall_is_credited_by_as_many_statements_as_that_of_one(room, seat, clock):
    def count_statements():
        told = []

        def note(_connection, _cursor, statement, *_more):
            told.append(statement)

        event.listen(room.database.engine, "before_cursor_execute", note)
        clock.advance(seconds=10)
        credited = tell_beat(room)
        event.remove(room.database.engine, "before_cursor_execute", note)
        return credited, len(told)

    alone, statements = count_statements()
    room.started_seat(room.places[1])
    tell_beat_without_gap(room)
    assert (alone, count_statements()) == (1, (2, statements))


def test_who_was_paused_or_had_ended_is_not_credited(room, seat, clock):
    other = room.started_seat(room.places[1])
    room.pause(seat.place)
    other.submit(-1)
    clock.advance(minutes=6)
    assert tell_beat(room) == 0


def test_who_ran_out_of_time_during_the_outage_goes_on_afterwards(room, seat, clock):
    clock.advance(minutes=59)
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now
    clock.advance(minutes=30)
    tell_beat(room)
    assert seat.state["used_ms"] == 59 * MINUTE
    assert seat.save(0, "a").json["results"][0]["status"] == "live"


def test_an_outage_in_the_grace_prolongs_it(room, seat, clock):
    clock.advance(minutes=60, seconds=30)
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now
    clock.advance(minutes=30)
    tell_beat(room)
    assert seat.save(0, "a").json["results"][0]["status"] == "grace"


def test_an_outage_after_the_grace_changes_nothing(room, seat, clock):
    clock.advance(minutes=63)
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now
    clock.advance(minutes=30)
    assert tell_beat(room) == 0


def test_under_another_boot_the_wall_clock_tells_and_the_incident_says_so(room, seat, clock):
    clock.instant = Instant(clock.instant.wall + timedelta(minutes=4), 17, "another-boot")
    assert tell_beat(room, at_start=True) == 1
    assert incidents(room) == [("outage", 4 * MINUTE, True, 1)]
    assert seat.state["used_ms"] == 0


@pytest.mark.parametrize("set_by", [timedelta(hours=-1), timedelta(days=-9000)], ids=["an hour", "to 2002"])
def test_after_a_power_cut_that_set_the_wall_clock_back_nobody_has_lost_or_won_time(
    room, seat, clock, set_by
):
    """A dead battery: the machine comes up with an old date, and gets the right one minutes later."""
    clock.advance(minutes=10)
    tell_beat_without_gap(room)
    right = clock.instant.wall + timedelta(minutes=6)
    clock.instant = Instant(right + set_by, 20_000, "another-boot")
    assert tell_beat(room, at_start=True) == 1
    assert seat.state["used_ms"] == 10 * MINUTE
    assert outages(seat) == [(0, "2026-11-24T04:40:00.000Z")]
    assert [(kind, by_wall, count) for kind, _, by_wall, count in incidents(room)] == [
        ("clock_jump", True, 1)
    ]
    clock.advance(minutes=3)
    assert seat.state["used_ms"] == 13 * MINUTE
    clock.instant = Instant(right + timedelta(minutes=3), clock.instant.boot_ms, "another-boot")
    tell_beat_without_gap(room)
    assert seat.state["used_ms"] == 13 * MINUTE
    assert seat.state["ends_at"] == "2026-11-24T05:36:00.000Z"


def test_a_jump_of_the_wall_clock_is_recorded_and_credits_nobody(room, seat, clock):
    clock.instant = Instant(
        clock.instant.wall - timedelta(minutes=60, seconds=-1), clock.instant.boot_ms + 1000, "manual-boot"
    )
    assert tell_beat(room) == 0
    assert incidents(room) == [("clock_jump", -60 * MINUTE, False, 0)]
    assert seat.state["used_ms"] == 1000


class Machine:
    """One of several that serve the installation, with clocks of its own."""

    def __init__(self, room, boot):
        self.room, self.boot, self.set_by, self.lookout, self.first = room, boot, timedelta(), Lookout(), True

    def beat(self):
        """Beat half a second later; whether it was taken."""
        self.room.clock.advance(seconds=0.5)
        now = self.room.now
        since_boot = now.boot_ms if self.boot == now.boot_id else now.boot_ms - 400_000
        own = Instant(now.wall + self.set_by, since_boot, self.boot)
        try:
            with self.room.writing() as db:
                beat(db, own, at_start=self.first, lookout=self.lookout)
        except ClocksDisagree:
            return False
        self.first = False
        return True


@pytest.fixture
def machines(room, seat):
    found = Machine(room, "manual-boot"), Machine(room, "the-other-boot")
    assert [one.beat() for _ in range(4) for one in found] == [True] * 8
    return found


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("beats_before", [0, 1])
def test_a_machine_whose_clock_was_set_steps_back_while_another_lives(
    room, seat, machines, hours, beats_before
):
    """It would end everybody's time or credit an outage each second; the other goes on as if it was alone."""
    one, other = machines
    for _ in range(beats_before):  # the row is then its own
        other.beat()
    other.set_by = timedelta(hours=hours)
    assert [(other.beat(), one.beat()) for _ in range(5)] == [(False, True)] * 5
    assert (incidents(room), outages(seat), seat.state["used_ms"]) == ([], [], 9000 + 500 * beats_before)
    other.set_by = timedelta()
    assert (other.beat(), one.beat(), incidents(room)) == (True, True, [])


def test_a_machine_that_comes_up_with_another_date_does_not_serve_while_another_lives(room, seat, machines):
    one, _ = machines
    third = Machine(room, "a-third-boot")
    third.set_by = timedelta(hours=1)
    assert [(third.beat(), one.beat()) for _ in range(8)] == [(False, True)] * 8
    assert incidents(room) == []


def test_a_machine_that_comes_up_alone_waits_for_some_beats_and_credits_the_outage(
    room, seat, machines, clock
):
    clock.advance(minutes=6)
    third = Machine(room, "a-third-boot")
    assert [third.beat() for _ in range(8)] == [False] * 6 + [True] * 2
    assert [(kind, by_wall, count) for kind, _, by_wall, count in incidents(room)] == [("outage", True, 1)]
    assert seat.state["used_ms"] == 4000 + 500


def test_a_machine_that_stepped_back_serves_once_the_other_is_gone(room, seat, machines):
    one, other = machines
    other.set_by = timedelta(hours=1)
    other.beat(), one.beat()
    assert [other.beat() for _ in range(8)] == [False] * 6 + [True] * 2
    assert [kind for kind, *_ in incidents(room)] == ["outage"]


def test_the_sweeper_rests_while_no_server_beats(room, seat, clock):
    clock.advance(minutes=61)
    with room.writing() as db:
        assert not is_beating(db, room.now)
        assert list_due(db, room.now) == []
    with room.app.app_context():
        sweep_attempts()
    assert seat.state["state"] == "in_progress"


def test_the_sweeper_ends_and_seals_what_time_ends(room, seat, clock):
    other = room.started_seat(room.places[1])
    room.extend(other.place, 30)
    for minutes, seconds, mine, theirs in [
        (59, 59, "in_progress", "in_progress"),
        (0, 1, "closing", "in_progress"),
        (2, 0, "closing", "in_progress"),
        (0, 1, "timed_out", "in_progress"),
        (28, 0, "timed_out", "closing"),
        (2, 0, "timed_out", "timed_out"),
    ]:
        clock.advance(minutes=minutes, seconds=seconds)
        with room.writing() as db:
            db.get_one(ServerHeartbeat, 1).instant = room.now
        with room.app.app_context():
            sweep_attempts()
        assert (seat.state["state"], other.state["state"]) == (mine, theirs)


def test_a_paused_attempt_is_never_swept(room, seat, clock):
    room.pause(seat.place)
    clock.advance(hours=5)
    with room.writing() as db:
        db.get_one(ServerHeartbeat, 1).instant = room.now
        assert list_due(db, room.now) == []


def test_a_heartbeat_of_the_seat_ends_it_even_if_no_sweeper_comes(room, seat, clock):
    clock.advance(minutes=60)
    assert seat.beat().json["state"] == "closing"
    clock.advance(minutes=2, seconds=1)
    assert seat.beat().json["state"] == "timed_out"
    assert seat.beat().json["receipt"]["items"] == 7
