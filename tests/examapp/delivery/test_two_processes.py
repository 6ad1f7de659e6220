"""Several application processes on one database give the same answers: what one does, the others know.

A second application on the same database stands for a second process: they share no memory. In each test the
other one (`there`) has served the seat just before, so that it remembers what is no longer so.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import delete, select

import examapp
from examapp.centres.models import Workstation
from examapp.core.audit import AuditEntry
from examapp.core.clock import ManualClock
from examapp.core.settings import Settings
from examapp.delivery import control
from examapp.delivery.heartbeat import beat
from examapp.delivery.models import ResponseEvent, SealedHead, ServerHeartbeat, ServerIncident, TimeLedgerRow
from examapp.delivery.sweeping import sweep_one
from examapp.sittings.models import Booking
from tests.at_once import at_once
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM, Seat, SmallRoom

MINUTE = 60_000
RACES = 8


@pytest.fixture(scope="module")
def other_app(exam_app: Flask, exam_settings: Settings) -> Iterator[Flask]:
    app = examapp.create_app(exam_settings)
    app.testing = True
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def elsewhere(room: SmallRoom, other_app: Flask) -> SmallRoom:
    """The same room as the other process serves it."""
    return replace(room, app=other_app, database=other_app.extensions["database"])


@pytest.fixture
def here(room: SmallRoom) -> Seat:
    return room.started_seat()


@pytest.fixture
def there(elsewhere: SmallRoom, here: Seat) -> Seat:
    """The same machine, whose calls reach the other process; that one remembers the attempt."""
    seat = Seat(elsewhere, here.place, here.token, here.device)
    assert statuses(seat.save(0, "before")) == ["live"]
    assert seat.get("/paper").status_code == 200
    assert seat.beat().status_code == 200
    return seat


def statuses(reply: Any) -> list[str]:
    return [result["status"] for result in reply.json["results"]]


def code_of(reply: Any) -> str:
    return str(reply.json["error"]["code"])


def test_after_a_takeover_here_the_machine_that_was_left_is_nothing_there(
    room: SmallRoom, elsewhere: SmallRoom, here: Seat, there: Seat
) -> None:
    room.take_over(here.place)
    new = elsewhere.seat(here.place)
    assert new.enter().status_code == 200
    assert [code_of(seat.get("/paper")) for seat in (here, there)] == ["needs_proctor"] * 2
    assert statuses(there.save(1, "left behind")) == ["stale_lease"]
    assert code_of(there.submit(1)) == "needs_proctor"
    assert statuses(new.save(0, "new", lease=2)) == ["live"]
    mine = Seat(room, here.place, new.token, new.device)
    assert mine.state["answers"] == new.state["answers"] == {TEXT_ITEM: "new"}
    assert statuses(mine.save(1, "newer", lease=2)) == ["live"]


def test_pause_minutes_and_return_here_are_in_the_next_reply_there(
    room: SmallRoom, here: Seat, there: Seat, clock: ManualClock
) -> None:
    clock.advance(minutes=1)
    room.pause(here.place)
    clock.advance(minutes=2)
    assert [there.save(1, "a").json[name] for name in ("state", "used_ms")] == ["paused", MINUTE]
    room.resume(here.place)
    room.extend(here.place, 5)
    clock.advance(minutes=1)
    reply = there.save(2, "b").json
    assert (reply["state"], reply["used_ms"], reply["limit_ms"]) == ("in_progress", 2 * MINUTE, 65 * MINUTE)
    mine, theirs = here.state, there.state
    assert mine == theirs


def test_what_is_sealed_here_stays_sealed_there(here: Seat, there: Seat) -> None:
    receipt = here.submit(0).json["receipt"]
    assert statuses(there.save(1, "too late")) == ["over"]
    assert there.submit(0).json["receipt"] == receipt
    assert there.beat().json["receipt"] == receipt
    assert (there.state["answers"], there.state["receipt"]) == ({TEXT_ITEM: "before"}, receipt)


def test_what_both_store_stands_in_one_chain_and_a_gap_of_one_is_filled_by_the_other(
    room: SmallRoom, here: Seat, there: Seat
) -> None:
    assert statuses(here.save(2, "c")) == ["gap"]
    assert statuses(there.save(1, "b")) == ["live"]
    assert statuses(here.save(3, "d")) == ["live"]
    assert statuses(there.save(4, "e")) == ["live"]
    assert statuses(here.save(4, "e")) == ["live"]
    assert code_of_conflict(here.save(4, "f")) == "conflict"
    assert here.state["head"] == there.state["head"] == {"1": 4}
    assert there.submit(4).json["receipt"] == here.submit(4).json["receipt"]


def code_of_conflict(reply: Any) -> str:
    return statuses(reply)[0]


def test_a_seat_that_is_given_while_somebody_waits_is_shown_by_both(
    room: SmallRoom, elsewhere: SmallRoom
) -> None:
    waiting = room.seat(room.places[0])
    waiting.enter()
    twin = Seat(elsewhere, waiting.place, waiting.token, waiting.device)
    assert waiting.state["room"]["seat"] == twin.state["room"]["seat"] == 1
    with room.writing() as db:
        booking = db.get_one(Booking, waiting.place.booking_id)
        booking.workstation = Workstation(room_id=booking.sitting.room_id, number=9)
    assert waiting.state["room"]["seat"] == twin.state["room"]["seat"] == 9


def test_an_outage_that_both_find_is_credited_once(
    room: SmallRoom, elsewhere: SmallRoom, here: Seat, there: Seat, clock: ManualClock
) -> None:
    with room.writing() as db:
        db.execute(delete(ServerHeartbeat))
        db.execute(delete(ServerIncident))
        beat(db, room.now)
    clock.advance(minutes=6)

    def find(process: SmallRoom) -> int:
        with process.database.transaction() as db:
            return beat(db, process.now, at_start=True)

    found = at_once(*[lambda each=each: find(each) for each in (room, elsewhere, room, elsewhere)])
    assert sorted(found)[:3] == [0, 0, 0]
    with room.writing() as db:
        assert [row.kind for row in db.scalars(select(ServerIncident))] == ["outage"]
    assert here.state["used_ms"] == there.save(1, "a").json["used_ms"] == 0
    assert [row["minutes"] for row in there.state["time_ledger"]] == [6]


def test_two_sweepers_and_a_seat_that_hands_in_leave_one_end_and_one_receipt(
    room: SmallRoom, elsewhere: SmallRoom, here: Seat, there: Seat, clock: ManualClock
) -> None:
    clock.advance(minutes=62, seconds=1)

    def sweep(process: SmallRoom) -> str:
        with process.database.transaction() as db:
            return sweep_one(db, here.place.attempt_id, process.now).value

    found = at_once(lambda: sweep(room), lambda: sweep(elsewhere), lambda: there.submit(0).status_code)
    assert found == ["timed_out", "timed_out", 200]
    assert here.state["receipt"] == there.state["receipt"]
    with room.writing() as db:
        mine = (AuditEntry.subject_code == here.place.code, AuditEntry.act == "attempt.sealed")
        assert len(db.scalars(select(AuditEntry).where(*mine)).all()) == 1


def test_whatever_is_acknowledged_as_counting_while_the_other_seals_is_sealed(
    exam_app: Flask, other_app: Flask, clock: ManualClock
) -> None:
    """The end and a save at one moment, many times: live means sealed, whichever process was faster."""
    from tests.examapp.delivery.making import make_room

    room = make_room(exam_app, clock, seats=RACES)
    process = replace(room, app=other_app, database=other_app.extensions["database"])
    for place in room.places:
        seat = room.started_seat(place)
        twin = Seat(process, place, seat.token, seat.device)
        twin.save(0, "first")
        replies = at_once(lambda twin=twin: twin.save(1, "raced"), lambda seat=seat: seat.submit(0))
        assert [reply.status_code for reply in replies] == [200, 200]
        with room.writing() as db:
            head = db.get_one(SealedHead, (place.attempt_id, 0))
            [lease] = orjson.loads(head.facts)["leases"]
            raced = db.get_one(ResponseEvent, (place.attempt_id, 1, 1))
            assert statuses(replies[0]) == [raced.status.value]
            assert (raced.status.value, lease["last"]) in {("live", 1), ("over", 0)}


def test_a_takeover_and_saves_in_both_at_one_moment_leave_no_live_answer_above_the_new_lease(
    room: SmallRoom, elsewhere: SmallRoom, here: Seat, there: Seat
) -> None:
    def take_over() -> int:
        with elsewhere.database.transaction() as db:
            attempt = control.take_over(
                db, here.place.attempt_id, reason="race", actor=PROCTOR, now=elsewhere.now
            )
            return attempt.version

    replies = at_once(lambda: here.save(1, "raced"), take_over)
    assert replies[0].status_code == 200
    assert statuses(replies[0])[0] in {"live", "stale_lease"}
    assert statuses(here.save(2, "after")) == statuses(there.save(3, "after")) == ["stale_lease"]


def test_a_start_and_a_first_item_that_reach_both_at_once_are_one(
    room: SmallRoom, elsewhere: SmallRoom, clock: ManualClock
) -> None:
    here = room.seat(room.places[0])
    room.open()
    room.admit(here.place)
    here.enter()
    there = Seat(elsewhere, here.place, here.token, here.device)
    assert there.state["state"] == "authorised"
    for verb in ("start", "shown"):
        found = at_once(lambda verb=verb: here.post(verb), lambda verb=verb: there.post(verb))
        assert [reply.status_code for reply in found] == [200, 200]
        clock.advance(seconds=1)
    with room.writing() as db:
        query = select(TimeLedgerRow).filter_by(attempt_id=here.place.attempt_id)
        rows = db.scalars(query.order_by(TimeLedgerRow.number))
        assert [row.kind.value for row in rows] == ["started", "shown"]
    assert here.state == there.state
    assert (there.state["lease"], there.state["used_ms"]) == (1, 1000)


def test_a_process_that_starts_anew_answers_as_the_one_that_stayed(
    room: SmallRoom, here: Seat, there: Seat, exam_settings: Settings, clock: ManualClock
) -> None:
    here.save(1, "a")
    app = examapp.create_app(exam_settings)
    app.testing = True
    fresh = replace(room, app=app, database=app.extensions["database"])
    anew = Seat(fresh, here.place, here.token, here.device)
    assert statuses(anew.save(2, "b")) == ["live"]
    assert anew.state == there.state == here.state
    assert anew.submit(2).json["receipt"] == there.submit(2).json["receipt"]
    fresh.database.engine.dispose()
