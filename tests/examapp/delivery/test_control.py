import threading

import pytest
from sqlalchemy import select

from examapp.delivery import control
from examapp.delivery.control import MinutesRefused, ReasonMissing
from examapp.delivery.errors import TransitionRefused
from examapp.delivery.models import Lease, TimeLedgerRow
from examapp.delivery.queries import counted_responses
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM

MINUTE = 60_000


@pytest.fixture
def seat(room):
    return room.started_seat()


def code_of(reply):
    return reply.status_code, reply.json["error"]["code"]


def test_admission_is_done_once(room):
    place = room.places[0]
    room.admit(place)
    room.admit(place)
    seat = room.seat(place)
    seat.enter()
    assert seat.state["state"] == "authorised"
    assert seat.state["room"]["admitted_at"] == "2026-11-24T04:30:00.000Z"


def test_a_pause_stops_the_clock_and_going_on_starts_it(room, seat, clock):
    clock.advance(minutes=10)
    room.pause(seat.place)
    room.pause(seat.place)
    clock.advance(minutes=7)
    assert (seat.state["state"], seat.state["used_ms"]) == ("paused", 10 * MINUTE)
    room.resume(seat.place)
    room.resume(seat.place)
    clock.advance(minutes=1)
    assert (seat.state["state"], seat.state["used_ms"]) == ("in_progress", 11 * MINUTE)


def test_minutes_given_are_seen_with_their_cause_at_the_next_heartbeat(room, seat, clock):
    seat.beat()
    room.extend(seat.place, 6)
    beat = seat.beat().json
    assert beat["limit_ms"] == 66 * MINUTE
    assert [(row["minutes"], row["cause"]) for row in beat["time_ledger"]] == [(6, "power cut")]


def test_given_minutes_can_be_taken_back_but_no_more(room, seat):
    room.extend(seat.place, 50)
    room.extend(seat.place, -45)
    assert seat.state["limit_ms"] == 65 * MINUTE
    with pytest.raises(MinutesRefused):
        room.extend(seat.place, -6)


@pytest.mark.parametrize("minutes", [0, 241, -241])
def test_no_minutes_and_too_many_are_refused(room, seat, minutes):
    with pytest.raises(MinutesRefused):
        room.extend(seat.place, minutes)


@pytest.mark.parametrize("act", ["pause", "extend", "take_over", "terminate"])
def test_an_act_without_its_reason_is_refused(room, seat, act):
    reason = {"pause": "cause", "extend": "cause", "take_over": "reason", "terminate": "reason"}[act]
    more = {"minutes": 5} if act == "extend" else {}
    with pytest.raises(ReasonMissing), room.writing() as db:
        getattr(control, act)(
            db, seat.place.attempt_id, **{reason: "  "}, actor=PROCTOR, now=room.now, **more
        )


@pytest.mark.parametrize("act", ["pause", "resume", "extend", "take_over", "terminate"])
def test_nothing_is_done_to_a_sealed_attempt(room, seat, act):
    seat.submit(-1)
    with pytest.raises(TransitionRefused):
        getattr(room, act)(seat.place, *([5] if act == "extend" else []))


def test_time_that_is_over_is_over_before_the_proctor_acts(room, seat, clock):
    clock.advance(minutes=61)
    with pytest.raises(TransitionRefused):
        room.extend(seat.place, 5)


def test_a_takeover_raises_the_lease_and_the_next_machine_gets_it(room, seat):
    seat.save(0, "a")
    room.take_over(seat.place)
    new = room.seat(seat.place)
    assert new.enter().json["lease"] == 2
    assert new.save(0, "b", lease=2).json["results"][0]["status"] == "live"
    assert new.state["answers"] == {TEXT_ITEM: "b"}
    assert new.state["head"] == {"1": 0, "2": 0}


def test_the_old_seat_is_fenced_off_and_what_it_still_sends_is_stale(room, seat):
    seat.save(0, "a")
    room.take_over(seat.place)
    new = room.seat(seat.place)
    new.enter()
    reply = seat.save(1, "too late")
    assert (reply.status_code, reply.json["results"][0]["status"]) == (200, "stale_lease")
    assert code_of(seat.save(0, "x", lease=2)) == (409, "needs_proctor")
    assert code_of(seat.submit(1)) == (409, "needs_proctor")
    assert seat.beat().json["lease"] == 2
    assert seat.beat().json["tick"] is None
    assert new.state["answers"] == {TEXT_ITEM: "a"}


def test_the_old_seat_cannot_enter_again_once_the_new_one_is_in(room, seat):
    room.take_over(seat.place)
    room.seat(seat.place).enter()
    assert code_of(seat.enter()) == (409, "needs_proctor")


def test_a_stale_answer_counts_if_a_heartbeat_before_the_takeover_covers_it(room, seat):
    from tests.examapp.delivery.test_closing import event_of

    first = seat.save(0, "a").json["results"][0]["id"]
    unsent = [seat.text(1, "b", prev=first)]
    unsent.append(seat.text(2, "c", prev=event_of(seat, unsent[0])))
    seat.beat(1, 1, event_of(seat, unsent[0]))
    room.take_over(seat.place)
    seat.beat(1, 2, event_of(seat, unsent[1]))
    reply = seat.put(*unsent)
    assert [result["status"] for result in reply.json["results"]] == ["stale_lease"] * 2
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "b"}


def test_a_second_takeover_raises_the_lease_again(room, seat):
    room.take_over(seat.place)
    room.take_over(seat.place)
    with room.writing() as db:
        leases = db.scalars(
            select(Lease).filter_by(attempt_id=seat.place.attempt_id).order_by(Lease.number)
        ).all()
        assert [(lease.number, lease.reason) for lease in leases[1:]] == [
            (2, "screen broken"),
            (3, "screen broken"),
        ]


def test_the_room_is_paused_extended_and_resumed_as_one(room, clock):
    one, two = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    with room.writing() as db:
        assert control.pause_room(db, room.sitting_id, cause="fire alarm", actor=PROCTOR, now=room.now) == 2
        assert control.pause_room(db, room.sitting_id, cause="fire alarm", actor=PROCTOR, now=room.now) == 0
        given = {"minutes": 10, "cause": "fire alarm", "actor": PROCTOR, "now": room.now}
        assert control.extend_room(db, room.sitting_id, **given) == 2
        assert control.resume_room(db, room.sitting_id, actor=PROCTOR, now=room.now) == 2
    assert one.state["limit_ms"] == two.state["limit_ms"] == 70 * MINUTE


def test_a_room_act_passes_by_whose_time_is_over(room, clock):
    early = room.started_seat(room.places[0])
    clock.advance(minutes=30)
    late = room.started_seat(room.places[1])
    clock.advance(minutes=31)
    with room.writing() as db:
        assert control.pause_room(db, room.sitting_id, cause="alarm", actor=PROCTOR, now=room.now) == 1
    assert (early.state["state"], late.state["state"]) == ("closing", "paused")


def test_a_notice_reaches_its_candidate_or_the_whole_room(room):
    one, two = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    one.beat()
    two.beat()
    with room.writing() as db:
        control.send_notice(db, room.sitting_id, text="Ten minutes left", actor=PROCTOR, now=room.now)
        control.send_notice(
            db,
            room.sitting_id,
            text="Use the mouse",
            actor=PROCTOR,
            now=room.now,
            attempt_id=one.place.attempt_id,
        )
    assert [notice["text"] for notice in one.beat().json["notices"]] == ["Ten minutes left", "Use the mouse"]
    assert [notice["text"] for notice in two.beat().json["notices"]] == ["Ten minutes left"]


@pytest.mark.parametrize(("after", "poll"), [(0, 2_000), (900, 2_000), (901, 10_000)])
def test_pages_ask_every_two_seconds_where_a_console_was_open_in_the_last_quarter_of_an_hour(
    room, seat, clock, after, poll
):
    """Whoever reopens the console after a locked telephone or a reload is heard within two seconds."""
    assert seat.beat().json["next_poll_ms"] == 10_000
    with room.writing() as db:
        control.mark_console_open(db, room.sitting_id, room.now)
        control.mark_console_open(db, room.sitting_id, room.now)
    clock.advance(seconds=after)
    assert seat.beat().json["next_poll_ms"] == poll
    assert seat.state["next_poll_ms"] == poll
    assert seat.save(0, "a").json["next_poll_ms"] == poll


def test_every_change_of_time_has_cause_author_and_moment(room, seat, clock):
    clock.advance(minutes=1)
    room.extend(seat.place, 5)
    room.pause(seat.place)
    room.resume(seat.place)
    room.terminate(seat.place)
    with room.writing() as db:
        rows = db.scalars(
            select(TimeLedgerRow).filter_by(attempt_id=seat.place.attempt_id).order_by(TimeLedgerRow.number)
        ).all()
        assert [row.kind.value for row in rows] == [
            "started",
            "shown",
            "extension",
            "paused",
            "resumed",
            "ended",
        ]
        assert all(row.cause and row.author for row in rows)
        assert {row.author for row in rows[2:]} == {PROCTOR}


def test_an_admission_is_taken_back_and_the_waiting_page_learns_of_it_at_its_next_poll(room):
    seat = room.seat(room.places[0])
    seat.enter()
    room.open()
    room.admit(seat.place)
    assert seat.beat().json["state"] == "authorised"
    for _twice in range(2):
        with room.writing() as db:
            control.withdraw_admission(db, seat.place.attempt_id, reason="x", actor=PROCTOR, now=room.now)
    assert seat.beat().json["state"] == "awaiting"
    assert seat.state["room"]["admitted_at"] is None
    assert (seat.post("start").status_code, seat.post("start").json["error"]["code"]) == (409, "not_admitted")
    room.admit(seat.place)
    assert seat.post("start").status_code == 200


def test_of_a_start_and_an_admission_taken_back_at_one_moment_one_wins(room):
    """Eight rounds with two hands each: whoever is first, state and refusal tell the same story."""
    seat = room.seat(room.places[0])
    seat.enter()
    room.open()
    for _round in range(8):
        room.admit(seat.place)
        barrier, told = threading.Barrier(2, timeout=20), {}

        def take_back(barrier=barrier, told=told):
            barrier.wait()
            try:
                with room.writing() as db:
                    control.withdraw_admission(
                        db, seat.place.attempt_id, reason="x", actor=PROCTOR, now=room.now
                    )
                told["taken back"] = True
            except TransitionRefused:
                told["taken back"] = False

        def begin(barrier=barrier, told=told):
            barrier.wait()
            told["started"] = seat.post("start").status_code

        hands = [threading.Thread(target=one) for one in (take_back, begin)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        taken = told["taken back"]
        assert told["started"] == (409 if taken else 200)
        assert seat.beat().json["state"] == ("awaiting" if taken else "in_progress")
        if not taken:
            return
