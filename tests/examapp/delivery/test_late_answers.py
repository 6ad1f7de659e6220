"""On which late answers people decide, whatever the order in which they came."""

from examapp.delivery.answers_of_many import counted_of_many
from examapp.delivery.events import EventBody, event_id
from examapp.delivery.late_answers import decide_late, list_late
from examapp.delivery.queries import counted_responses
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM


def id_of(seat, entry):
    what = 1, entry["seq"], entry["item"], entry["response"]
    body = EventBody(seat.place.code, *what, seat.place.form_digest, None, None, entry.get("prev"))
    return event_id(body)


def chain(seat, count):
    entries = []
    for seq in range(count):
        more = {"prev": id_of(seat, entries[-1])} if entries else {}
        entries.append(seat.text(seq, f"answer {seq}", **more))
    return entries


def test_what_came_before_its_heads_own_event_can_be_decided_once_that_is_here(room):
    seat = room.started_seat()
    first, second, head = chain(seat, 3)
    seat.put(first)
    seat.beat(1, 2, id_of(seat, head))
    assert seat.submit(0).status_code == 200
    assert seat.put(second).json["results"][0]["status"] == "over"
    with room.writing() as db:
        assert list_late(db, seat.place.attempt_id) == []
    assert seat.put(head).json["results"][0]["status"] == "late"
    with room.writing() as db:
        assert [event.seq for event in list_late(db, seat.place.attempt_id)] == [1, 2]
        decided = {"reason": "shown before", "actor": PROCTOR, "now": room.now}
        decide_late(db, seat.place.attempt_id, lease=1, seq=1, counts=True, **decided)
    assert seat.state["answers"] == {TEXT_ITEM: "answer 1"}


def test_below_a_false_head_nothing_can_be_decided_after_the_hand_in(room):
    seat = room.started_seat()
    first, second = chain(seat, 2)
    seat.put(first)
    seat.beat(1, 5, "f" * 64)
    seat.submit(0)
    assert seat.put(second).json["results"][0]["status"] == "over"
    with room.writing() as db:
        assert list_late(db, seat.place.attempt_id) == []


def test_what_a_seat_that_was_left_sends_after_the_sealing_counts_by_a_decision_only(room):
    """Its head was shown in time, so before the sealing it would have counted by itself."""
    seat = room.started_seat()
    first, second = chain(seat, 2)
    seat.put(first)
    seat.beat(1, 1, id_of(seat, second))
    room.take_over(seat.place)
    new, mine = room.seat(seat.place), seat.place.attempt_id
    new.enter()
    assert new.submit(-1, lease=2).status_code == 200
    room.clock.advance(seconds=5)
    assert seat.put(second).json["results"][0]["status"] == "stale_lease"

    def counted():
        with room.writing() as db:
            return counted_responses(db, mine), counted_of_many(db, [mine])[mine], seat.state["answers"]

    assert counted() == ({TEXT_ITEM: "answer 0"},) * 3
    with room.writing() as db:
        assert [event.seq for event in list_late(db, mine)] == [1]
        decide_late(db, mine, lease=1, seq=1, counts=True, reason="shown before", actor=PROCTOR, now=room.now)
    assert counted() == ({TEXT_ITEM: "answer 1"},) * 3
