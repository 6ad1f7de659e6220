"""What went wrong elsewhere, each fault as a test: the server's part of the lessons."""

import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from examapp.core.clock import Instant, MachineClock
from examapp.core.db import Base
from examapp.delivery import models
from examapp.delivery.attempts import lock_attempt, prepare_attempts
from examapp.delivery.closing import settle
from examapp.delivery.heartbeat import beat
from examapp.delivery.ledger import to_utc
from examapp.delivery.models import Attempt, ResponseConflict, ResponseEvent, SealedHead, ServerHeartbeat
from examapp.delivery.openapi import CALLS
from examapp.delivery.queries import counted_responses, list_attempts
from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind, read_clock
from examapp.grading.sweeping import list_unmarked
from examapp.sittings.models import Sitting, SittingState
from tests.examapp.delivery.failing import failing_storage
from tests.examapp.delivery.making import API, PICTURE_DIGEST, TEXT_ITEM, TOPICS, make_room
from tests.examapp.delivery.test_api import members

MINUTE = 60_000
DELIVERYS = {
    one.__table__
    for one in vars(models).values()
    if isinstance(one, type) and one.__module__ == models.__name__ and hasattr(one, "__table__")
}


@pytest.fixture
def seat(room):
    return room.started_seat()


def sweep(room, place):
    with room.writing() as db:
        settle(db, lock_attempt(db, place.attempt_id), room.now)


def crash(room, place, clock):
    """Let the server die under a running attempt, stay away for longer than a test lasts, and come back."""
    with room.writing() as db:
        db.execute(delete(ServerHeartbeat))
        beat(db, room.now)
    clock.advance(minutes=70)
    with room.writing() as db:
        beat(db, room.now, at_start=True)
    sweep(room, place)


def statuses(reply):
    return [result["status"] for result in reply.json["results"]]


@pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
def test_lesson_01_a_disk_that_fills_while_thirty_answer_loses_no_acknowledged_answer(exam_app, clock):
    """Full for SQLite itself: its file may not grow. Who is refused is told to send again, and does so."""
    room = make_room(exam_app, clock, seats=30)
    seats = [room.started_seat(place) for place in room.places]
    lane = room.desk._store._lane
    pages = lane.run(lambda connection: connection.execute(text("PRAGMA page_count")).scalar())
    lane.run(lambda connection: connection.execute(text(f"PRAGMA max_page_count={pages}")).scalar())
    held, refused = {seat.place.code: 0 for seat in seats}, set()
    try:
        for _round in range(12):
            for seat in seats:
                reply = seat.save(held[seat.place.code], f"javob {held[seat.place.code]} " + "x" * 30)
                if reply.status_code == 200:
                    held[seat.place.code] += 1
                else:
                    assert (reply.status_code, reply.json["error"]["code"]) == (503, "retry")
                    refused.add(seat.place.code)
    finally:
        lane.run(lambda connection: connection.execute(text("PRAGMA max_page_count=1000000")).scalar())
    assert refused
    assert sum(held.values()) > 0
    for seat in seats:
        assert seat.state["head"].get("1", -1) == held[seat.place.code] - 1
        assert statuses(seat.save(held[seat.place.code], "after")) == ["live"]


def test_lesson_02_only_an_acknowledgement_with_seq_and_digest_says_saved(room, seat):
    with failing_storage(room.database, at_commit=True):
        failed = seat.save(0, "a")
    assert "acknowledged" not in failed.json
    assert set(seat.state["head"].values()) <= {-1, 0}
    saved = seat.save(0, "a").json
    assert saved["acknowledged"] == {"lease": 1, "seq": 0}
    assert len(saved["results"][0]["id"]) == 64
    assert seat.state["head"] == {"1": 0}


def test_lesson_03_an_answer_is_taken_to_the_last_second_and_a_conflict_is_never_silent(room, seat, clock):
    clock.advance(minutes=59, seconds=59)
    assert statuses(seat.save(0, "last second")) == ["live"]
    assert seat.save(0, "another").status_code == 409
    assert statuses(seat.save(2, "out of order")) == ["gap"]
    with room.writing() as db:
        mine = seat.place.attempt_id
        kept = db.scalars(
            select(ResponseEvent.response).filter_by(attempt_id=mine).order_by(ResponseEvent.seq)
        ).all()
        assert kept == ['"last second"', '"out of order"']
        assert db.scalars(select(ResponseConflict.response).filter_by(attempt_id=mine)).all() == ['"another"']


def test_lesson_03_the_save_asks_the_same_rules_as_the_page(seat, clock):
    clock.advance(minutes=60)
    beat = seat.beat().json
    assert (beat["used_ms"], beat["limit_ms"]) == (60 * MINUTE, 60 * MINUTE)
    assert statuses(seat.save(0, "x", tick=beat["tick"])) == ["over"]


@pytest.mark.parametrize("ending", ["button", "time", "proctor", "crash"])
def test_lesson_04_the_last_acknowledged_answer_counts_however_it_ends(room, seat, clock, ending):
    seat.save(0, "first")
    seat.save(1, "last")
    if ending == "button":
        seat.submit(1)
    elif ending == "proctor":
        room.terminate(seat.place)
    else:
        if ending == "crash":  # it takes no time from anybody; then nobody comes back to this seat
            crash(room, seat.place, clock)
            assert (seat.state["state"], seat.state["used_ms"]) == ("in_progress", 0)
        clock.advance(minutes=60)
    for _ in range(2):
        sweep(room, seat.place)
        clock.advance(seconds=121)
    sweep(room, seat.place)
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "last"}
        assert db.get(SealedHead, (seat.place.attempt_id, 0)).answered == 1
        assert seat.place.attempt_id in list_unmarked(db)


def test_lesson_05_whoever_reloads_at_any_step_can_go_on_and_hand_in(room):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    for act in (
        lambda: seat.post("start"),
        lambda: seat.post("shown"),
        lambda: seat.get("/paper"),
        lambda: seat.save(0, "a"),
        lambda: seat.submit(0),
    ):
        assert seat.enter().status_code == 200  # a cold reload: codes again, the device secret is kept
        assert seat.state["attempt"] == seat.place.code
        assert act().status_code == 200
        assert act().status_code == 200
    assert seat.state["state"] == "submitted"


def test_lesson_06_handed_in_on_one_machine_nothing_goes_on_in_a_second(room, seat):
    other = room.seat(seat.place)
    assert other.enter().json["error"]["code"] == "needs_proctor"
    seat.save(0, "a")
    seat.submit(0)
    assert other.save(1, "b").json["error"]["code"] == "token_refused"
    assert seat.state["answers"] == {TEXT_ITEM: "a"}
    assert seat.state["state"] == "submitted"


def test_lesson_06_at_most_one_lease_is_live(room, seat):
    room.take_over(seat.place)
    new = room.seat(seat.place)
    new.enter()
    assert statuses(new.save(0, "new", lease=2)) == ["live"]
    assert statuses(seat.save(0, "old")) == ["stale_lease"]
    assert seat.beat().json["lease"] == 2


def test_lesson_07_four_hours_on_the_same_token_still_saves(room, exam_app, clock):
    long_room = make_room(exam_app, clock, **{"exam.duration_minutes": 300})
    seat = long_room.started_seat()
    clock.advance(hours=4)
    assert statuses(seat.save(0, "a")) == ["live"]
    assert seat.submit(0).status_code == 200


def test_lesson_08_an_expired_sign_in_is_told_as_json_and_never_redirects(room, seat, clock):
    clock.advance(hours=30)
    reply = seat.save(0, "a")
    assert (reply.status_code, reply.content_type.partition(";")[0]) == (401, "application/json")
    assert "Location" not in reply.headers
    assert "acknowledged" not in reply.json


def test_lesson_09_a_takeover_before_the_first_answer_gives_the_used_time_back(room, seat, clock):
    clock.advance(minutes=12)
    room.take_over(seat.place)
    new = room.seat(seat.place)
    new.enter()
    state = new.state
    assert state["limit_ms"] - state["used_ms"] == 60 * MINUTE
    assert [row["kind"] for row in state["time_ledger"]] == ["moved", "credit"]
    assert state["time_ledger"][1]["minutes"] == 12


def test_lesson_09_after_the_first_answer_a_takeover_gives_nothing_back(room, seat, clock):
    clock.advance(minutes=12)
    seat.save(0, "a")
    room.take_over(seat.place)
    assert seat.state["limit_ms"] == 60 * MINUTE


def test_lesson_10_the_exam_api_has_no_way_to_log_out(room):
    paths = [rule.rule for rule in room.app.url_map.iter_rules() if rule.rule.startswith(API)]
    assert not [path for path in paths if "out" in path.removeprefix(API)]


def test_lesson_11_two_machines_never_add_up(room, seat):
    seat.save(0, "one")
    room.take_over(seat.place)
    new = room.seat(seat.place)
    new.enter()
    new.save(0, "two", lease=2)
    seat.put(seat.text(1, "three"), seat.text(2, "5", item="NETWORKS-006"))
    receipt = new.submit(0, lease=2).json["receipt"]
    assert receipt["answered"] == 1
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "two"}


def hold(room):
    """Return every row that delivery keeps."""
    tables = [table for table in Base.metadata.sorted_tables if table in DELIVERYS]
    with room.database.reading() as db:
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}


def test_lesson_12_whatever_is_asked_by_get_changes_nothing(room):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    steps = (
        lambda: seat.post("start"),
        lambda: seat.post("shown"),
        lambda: seat.save(0, "a"),
        lambda: seat.submit(0),
    )
    for step in steps:
        before = hold(room)
        for call in CALLS:
            path = call.path.removeprefix("/attempt").replace("{sha256}", PICTURE_DIGEST)
            reply = seat.get(path) if call.path != "/entry" else room.app.test_client().get(f"{API}/entry")
            assert (reply.status_code == 405) is (call.method != "get"), call.path
        assert hold(room) == before
        assert step().status_code == 200
        assert hold(room) != before


def test_lesson_12_entering_again_overwrites_nothing(room, seat):
    seat.save(0, "a")
    receipt = seat.submit(0).json
    seat.enter()
    seat.post("start")
    seat.post("shown")
    assert statuses(seat.save(0, "a")) == ["live"]
    assert seat.save(0, "b").status_code == 409
    assert seat.state["answers"] == {TEXT_ITEM: "a"}
    assert seat.submit(0).json == receipt


@pytest.mark.parametrize("made_ms", [0, 10**12, -(10**12), 1_900_000_000_000])
def test_lesson_13_the_seats_own_clock_decides_nothing(seat, made_ms):
    assert statuses(seat.save(0, "a", made_ms=made_ms)) == ["live"]
    assert seat.state["used_ms"] == 0


def test_lesson_13_a_wall_clock_set_back_by_an_hour_throws_nobody_out(seat, clock):
    now = clock.instant
    clock.instant = Instant(now.wall - timedelta(hours=1), now.boot_ms + 10 * MINUTE, now.boot_id)
    assert statuses(seat.save(0, "a")) == ["live"]
    assert seat.state["used_ms"] == 10 * MINUTE


def test_lesson_14_each_reply_carries_what_a_countdown_is_recomputed_from(seat, clock):
    clock.advance(minutes=7)
    for reply in (seat.get(), seat.beat(), seat.save(0, "a")):
        assert (reply.json["used_ms"], reply.json["limit_ms"]) == (7 * MINUTE, 60 * MINUTE)


def test_lesson_15_candidate_and_proctor_are_told_one_end(room, clock):
    seats = [room.started_seat(place) for place in room.places]
    room.extend(seats[1].place, 5)
    clock.advance(minutes=20)
    room.pause(seats[0].place)
    clock.advance(minutes=3)
    room.resume(seats[0].place)
    with room.writing() as db:
        rows = {row.code: row for row in list_attempts(db, room.sitting_id, room.now)}
    for seat in seats:
        shown = seat.state
        listed = rows[seat.place.code].reading
        assert shown["ends_at"] == listed.ends_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        assert (shown["used_ms"], shown["limit_ms"]) == (listed.used_ms, listed.limit_ms)
    assert seats[0].state["ends_at"] == "2026-11-24T05:33:00.000Z"
    assert seats[1].state["ends_at"] == "2026-11-24T05:35:00.000Z"


def test_lesson_16_whoever_is_let_in_last_has_the_full_time(room, clock):
    first = room.started_seat(room.places[0])
    clock.advance(minutes=25)
    last = room.started_seat(room.places[1])
    assert last.state["limit_ms"] - last.state["used_ms"] == 60 * MINUTE
    assert first.state["used_ms"] == 25 * MINUTE


def test_lesson_17_extra_time_is_seen_at_the_next_poll_with_its_cause(room, seat):
    seat.beat()
    room.extend(seat.place, 6, cause="power cut 10:02–10:08")
    row = seat.beat().json["time_ledger"][0]
    assert (row["minutes"], row["cause"]) == (6, "power cut 10:02–10:08")


def test_lesson_19_a_zone_with_daylight_saving_lengthens_and_shortens_nothing(monkeypatch):
    """Berlin sets its clocks back at 01:00 UTC on 25 October: an hour is an hour all the same."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert MachineClock().read().wall.utcoffset() == timedelta(0)
    finally:
        monkeypatch.undo()
        time.tzset()
    before = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    after = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    begun = Instant(to_utc(before), 0, "one")
    ledger = (LedgerEntry(LedgerKind.STARTED, begun), LedgerEntry(LedgerKind.SHOWN, begun))
    clock = AttemptClock(90 * MINUTE, 0, ledger)
    for now in (Instant(to_utc(after), 60 * MINUTE, "one"), Instant(to_utc(after), 5, "another boot")):
        reading = read_clock(clock, now)
        assert (reading.used_ms, reading.ends_at) == (60 * MINUTE, to_utc(after) + timedelta(minutes=30))


@pytest.mark.parametrize(
    "changed", [{"exam.question_count": 8}, {"exam.blueprint": dict.fromkeys(TOPICS[:6], 1)}]
)
def test_lesson_20_a_form_that_breaks_its_blueprint_is_not_served(room, changed):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        sitting.policy = sitting.policy | {
            key: sitting.policy[key] | {"value": value} for key, value in changed.items()
        }
    reply = seat.post("start")
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "form_broken")
    assert seat.state["state"] == "authorised"


def test_lesson_20_attempts_are_prepared_before_the_day_and_only_once(room):
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        prepared = [attempt.code for attempt in prepare_attempts(db, sitting, room.now.wall)]
    assert prepared == [place.code for place in room.places]


def test_lesson_21_a_sitting_and_candidate_have_one_attempt(room):
    with pytest.raises(IntegrityError), room.writing() as db:
        twin = db.get_one(Attempt, room.places[0].attempt_id)
        db.add(
            Attempt(
                code="TWIN", booking_id=twin.booking_id, sitting_id=twin.sitting_id, created_at=room.now.wall
            )
        )


def test_lesson_21_a_start_that_is_retried_gives_the_same_form_and_lease(room):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    barrier, papers = threading.Barrier(4, timeout=20), []

    def start():
        barrier.wait()
        lease = seat.post("start").json["lease"]
        papers.append((lease, seat.get("/paper").json["form"]["digest"]))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert papers == [(1, seat.place.form_digest)] * 4


def test_lesson_22_the_waiting_page_learns_of_admission_and_of_the_open_room(room):
    seat = room.seat(room.places[0])
    seat.enter()
    assert (seat.beat().json["state"], seat.beat().json["sitting_open"]) == ("awaiting", False)
    room.admit(seat.place)
    assert (seat.beat().json["state"], seat.beat().json["sitting_open"]) == ("authorised", False)
    room.open()
    beat = seat.beat().json
    assert (beat["sitting_open"], beat["next_poll_ms"]) == (True, 10_000)
    room.open(SittingState.CLOSED)
    assert seat.beat().json["sitting_open"] is False


def test_lesson_27_a_race_at_the_end_leaves_one_ending(room, seat, clock):
    seat.save(0, "a")
    clock.advance(minutes=60)
    barrier, outcomes = threading.Barrier(4, timeout=20), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whichever comes second is refused, and that is right
            outcomes.append(type(error).__name__)

    acts = [
        lambda: seat.submit(0),
        lambda: seat.submit(0),
        lambda: sweep(room, seat.place),
        lambda: room.terminate(seat.place),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seat.state["state"] == "timed_out"
    assert set(outcomes) <= {"TransitionRefused"}
    with room.writing() as db:
        assert len(db.scalars(select(SealedHead).filter_by(attempt_id=seat.place.attempt_id)).all()) == 1


def test_lesson_28_no_reply_shows_a_mark_before_or_after_the_end(room, seat):
    seat.save(0, "a")
    seat.submit(0)
    for reply in (seat.get(), seat.beat(), seat.get("/paper"), seat.submit(0), seat.enter()):
        assert not members(reply.json) & {"score", "points", "mark", "correct", "passed", "percent"}


def test_lesson_45_an_answer_after_the_end_is_kept_and_never_counts(room, seat):
    seat.save(0, "a")
    seat.submit(0)
    assert statuses(seat.save(1, "captured")) == ["over"]
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "a"}
        assert len(db.scalars(select(ResponseEvent).filter_by(attempt_id=seat.place.attempt_id)).all()) == 2
