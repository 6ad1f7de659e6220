import json
import re
import threading

import pytest
from sqlalchemy import select

from examapp.delivery.events import EventBody, event_id
from examapp.delivery.models import Alert, Lease, ResponseConflict, ResponseEvent
from examapp.delivery.timing import LedgerKind
from tests.examapp.delivery.making import API, CHOICE_ITEM, TEXT_ITEM


@pytest.fixture
def seat(room):
    return room.started_seat()


def stored(room, seat):
    with room.writing() as db:
        mine = ResponseEvent.attempt_id == seat.place.attempt_id
        return db.scalars(
            select(ResponseEvent).where(mine).order_by(ResponseEvent.lease, ResponseEvent.seq)
        ).all()


def statuses(reply):
    return [result["status"] for result in reply.json["results"]]


def test_the_reply_to_a_save_has_the_agreed_members(seat):
    reply = seat.save(0, "brauzer")
    assert reply.status_code == 200
    times = {"used_ms", "limit_ms", "next_poll_ms"}
    assert set(reply.json) == {"acknowledged", "results", "state", "version", *times}
    assert reply.json["acknowledged"] == {"lease": 1, "seq": 0}
    assert set(reply.json["results"][0]) == {"seq", "id", "status"}


def test_the_id_is_computed_by_the_server_from_the_agreed_members(seat):
    reply = seat.save(0, "brauzer", made_ms=77)
    place = seat.place
    body = EventBody(place.code, 1, 0, TEXT_ITEM, "brauzer", place.form_digest, None, None, None)
    assert reply.json["results"][0]["id"] == event_id(body)


def test_what_is_acknowledged_is_stored_as_it_was_sent(room, seat):
    tick = seat.beat().json["tick"]
    first = seat.save(0, "a", tick=tick, since_tick_ms=250).json["results"][0]["id"]
    seat.save(1, "b", prev=first, made_ms=99)
    one, two = stored(room, seat)
    assert (one.item, json.loads(one.response), one.tick, one.since_tick_ms) == (TEXT_ITEM, "a", tick, 250)
    assert (two.prev, two.made_ms, two.event_id != one.event_id) == (first, 99, True)


@pytest.mark.parametrize("count", [1, 2, 32])
def test_a_batch_of_any_size_is_stored_as_a_whole(room, seat, count):
    reply = seat.put(*(seat.text(seq, f"v{seq}") for seq in range(count)))
    assert reply.json["acknowledged"]["seq"] == count - 1
    more = seat.put(*(seat.text(seq, f"v{seq}") for seq in range(count, 2 * count)))
    assert statuses(more) == ["live"] * count
    assert [json.loads(event.response) for event in stored(room, seat)] == [
        f"v{seq}" for seq in range(2 * count)
    ]


def test_every_kind_of_answer_comes_back_as_it_was_given(seat):
    place = seat.place
    ids = lambda item, *bank: [place.choice(item, one) for one in bank]  # noqa: E731
    given = {
        "LAW-001": ids("LAW-001", "c"),
        "EDOC-002": ids("EDOC-002", "d", "a", "c", "b"),
        "DEVICES-003": [ids("DEVICES-003", "s1", "t2"), ids("DEVICES-003", "s2", "t1")],
        "OFFICE-004": dict([ids("OFFICE-004", "g1", "g1b")]),
        "INTERNET-005": "браузер — «тест»",
        "NETWORKS-006": "1024",
        "SECURITY-007": ids("SECURITY-007", "h2"),
    }
    entries = [
        {"lease": 1, "seq": n, "item": item, "response": value}
        for n, (item, value) in enumerate(given.items())
    ]
    reply = seat.put(*entries)
    assert (reply.status_code, statuses(reply)) == (200, ["live"] * 7)
    assert seat.state["answers"] == given


def test_results_come_in_the_order_of_the_entries(seat):
    reply = seat.put(seat.text(2, "c"), seat.text(0, "a"), seat.text(1, "b"))
    assert [result["seq"] for result in reply.json["results"]] == [2, 0, 1]
    assert statuses(reply) == ["live"] * 3


def test_the_acknowledged_seq_is_the_highest_with_none_missing_below(seat):
    assert seat.save(1, "b").json["acknowledged"]["seq"] == -1
    assert seat.save(3, "d").json["acknowledged"]["seq"] == -1
    assert seat.save(0, "a").json["acknowledged"]["seq"] == 1
    assert seat.save(2, "c").json["acknowledged"]["seq"] == 3


def test_an_event_above_a_gap_is_stored_and_counts_when_the_gap_is_filled(seat):
    seat.save(0, "a")
    reply = seat.save(2, "c")
    assert (reply.status_code, statuses(reply)) == (200, ["gap"])
    assert seat.state["answers"] == {TEXT_ITEM: "a"}
    seat.put({"lease": 1, "seq": 1, "item": "NETWORKS-006", "response": "5"})
    assert seat.state["answers"] == {TEXT_ITEM: "c", "NETWORKS-006": "5"}


def test_the_same_event_again_is_acknowledged_again_and_stored_once(room, seat):
    one = seat.save(0, "a").json
    seat.save(1, "b")
    again = seat.save(0, "a").json
    assert again["results"] == one["results"]
    assert again["acknowledged"] == {"lease": 1, "seq": 1}
    assert len(stored(room, seat)) == 2


def test_a_repeated_delivery_writes_before_it_is_acknowledged(room, seat):
    seat.save(0, "a")
    seat.put(seat.text(0, "a"), seat.text(1, "b"))
    with room.writing() as db:
        assert db.get_one(Lease, (seat.place.attempt_id, 1)).repeats == 1


def test_a_second_event_under_a_taken_seq_is_kept_apart_and_calls_the_proctor(room, seat):
    first = seat.save(0, "a").json["results"][0]["id"]
    reply = seat.put(seat.text(0, "z"), seat.text(1, "b"))
    assert (reply.status_code, statuses(reply)) == (409, ["conflict", "live"])
    assert seat.save(0, "z").status_code == 409
    assert stored(room, seat)[0].event_id == first
    assert seat.state["answers"] == {TEXT_ITEM: "b"}
    with room.writing() as db:
        mine = seat.place.attempt_id
        assert [c.response for c in db.scalars(select(ResponseConflict).filter_by(attempt_id=mine))] == [
            '"z"'
        ]
        assert [a.kind for a in db.scalars(select(Alert).filter_by(attempt_id=mine))] == ["conflict"]


def test_second_events_by_the_thousand_fill_neither_the_disk_nor_the_console(room, seat):
    seat.save(0, "a")
    for batch in range(7):
        reply = seat.put(*(seat.text(0, f"{batch} {number}") for number in range(32)))
        assert (reply.status_code, set(statuses(reply))) == (409, {"conflict"})
    with room.writing() as db:
        mine = seat.place.attempt_id
        assert db.query(ResponseConflict).filter_by(attempt_id=mine).count() == 200
        assert db.query(Alert).filter_by(attempt_id=mine).count() == 20


@pytest.mark.parametrize(
    ("item", "response"),
    [
        ("LAW-999", ["x"]),
        ("", []),
        (CHOICE_ITEM, ["nosuch"]),
        (CHOICE_ITEM, "text"),
        (CHOICE_ITEM, 5),
        (TEXT_ITEM, "x" * 41),
        (TEXT_ITEM, "a\x00b"),
        (TEXT_ITEM, [["a"]]),
        (TEXT_ITEM, {"a": {"b": None}}),
    ],
)
def test_an_unknown_item_or_choice_is_kept_as_refused_and_never_counts(room, seat, item, response):
    reply = seat.put(
        seat.text(0, "a"), {"lease": 1, "seq": 1, "item": item, "response": response}, seat.text(2, "c")
    )
    assert (reply.status_code, statuses(reply)) == (422, ["live", "refused", "live"])
    assert reply.json["acknowledged"]["seq"] == 2
    assert seat.state["answers"] == {TEXT_ITEM: "c"}
    assert json.loads(stored(room, seat)[1].response) == response


def test_a_conflict_is_told_before_a_refusal(seat):
    seat.save(0, "a")
    reply = seat.put(seat.text(0, "z"), seat.text(1, "b", item="LAW-999"))
    assert (reply.status_code, statuses(reply)) == (409, ["conflict", "refused"])


def test_a_choice_of_another_candidates_form_is_refused(room, seat):
    other = room.places[1].choice(CHOICE_ITEM, "b")
    assert seat.put({"lease": 1, "seq": 0, "item": CHOICE_ITEM, "response": [other]}).status_code == 422


def test_an_answer_taken_back_is_an_answer(seat):
    seat.save(0, "a")
    seat.put({"lease": 1, "seq": 1, "item": TEXT_ITEM, "response": None})
    assert seat.state["answers"] == {TEXT_ITEM: None}
    assert seat.submit(1).json["receipt"]["answered"] == 0


@pytest.mark.parametrize("lease", [0, 2, 9])
def test_a_lease_that_was_never_given_is_refused(room, seat, lease):
    reply = seat.save(0, "a", lease=lease)
    assert (reply.status_code, reply.json["error"]["code"]) == (422, "unknown_lease")
    assert stored(room, seat) == []


@pytest.mark.parametrize("response", [1.5, [1e300], {"a": 2**53}, [[[[[[[[["x"]]]]]]]]]])
def test_an_answer_without_canonical_form_is_malformed(room, seat, response):
    reply = seat.put(seat.text(0, response))
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "malformed")
    assert stored(room, seat) == []


@pytest.mark.parametrize("made_ms", [1234.567, -0.5, 1e300, 2**62, None])
def test_a_seats_odd_clock_keeps_no_answer_out(seat, made_ms):
    assert seat.save(0, "kept", made_ms=made_ms).json["results"][0]["status"] == "live"
    assert seat.state["answers"] == {TEXT_ITEM: "kept"}


TOO_LARGE = {
    "33 entries": ["a"] * 33,
    "one long answer": ["a", "x" * 17_000],
    "256 kilobytes": ["x" * 9_000] * 32,
}


@pytest.mark.parametrize("values", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_a_batch_that_is_too_large_is_refused_as_a_whole_and_told_what_a_batch_may_hold(room, seat, values):
    reply = seat.put(*(seat.text(seq, value) for seq, value in enumerate(values)))
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "too_large")
    assert {"32", "16", "256"} <= set(re.findall(r"\d+", reply.json["error"]["message"]))
    assert stored(room, seat) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b'{"entries":[5]}',
        b'{"entries":[{"lease":1}]}',
        b'{"entries":"\\ud800"}',
    ],
)
def test_what_is_no_batch_is_refused_and_stores_nothing(room, seat, body):
    reply = room.app.test_client().put(f"{API}/attempt/responses", data=body, headers=seat.headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "malformed")
    assert stored(room, seat) == []


def test_used_time_and_limit_come_with_every_acknowledgement(room, seat, clock):
    clock.advance(minutes=10)
    room.extend(seat.place, 5)
    reply = seat.save(0, "a").json
    assert (reply["used_ms"], reply["limit_ms"]) == (600_000, 65 * 60_000)


def test_saves_of_many_threads_are_all_kept(room, seat):
    barrier, replies = threading.Barrier(8, timeout=20), []

    def save(seq):
        barrier.wait()
        replies.append(seat.save(seq, f"v{seq}").status_code)

    threads = [threading.Thread(target=save, args=(seq,)) for seq in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 8
    assert [event.seq for event in stored(room, seat)] == list(range(8))
    assert seat.state["head"] == {"1": 7}


def test_one_event_sent_by_many_threads_is_stored_once(room, seat):
    barrier, replies = threading.Barrier(6, timeout=20), []

    def save():
        barrier.wait()
        replies.append(seat.save(0, "same"))

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(reply.status_code, reply.json["results"][0]["status"]) for reply in replies} == {(200, "live")}
    assert len(stored(room, seat)) == 1


def test_two_processes_that_serve_one_attempt_agree(room, seat):
    """A second application on the same database stands for a second process: they share no memory."""
    other = make_second_process(room)
    twin = type(seat)(other, seat.place, seat.token, seat.device)
    for seq in range(0, 10, 2):
        assert statuses(seat.save(seq, f"v{seq}")) == ["live"]
        assert statuses(twin.save(seq + 1, f"v{seq + 1}")) == ["live"]
    other.pause(seat.place)
    assert seat.beat().json["state"] == "paused"
    assert seat.save(10, "x").json["state"] == "paused"
    assert [event.seq for event in stored(room, seat)] == list(range(11))
    other.database.engine.dispose()


def make_second_process(room):
    from dataclasses import replace

    import examapp

    app = examapp.create_app(room.app.config["SETTINGS"])
    app.testing = True
    return replace(room, app=app, database=app.extensions["database"])


def test_an_event_never_touches_another_candidate(room, seat):
    other = room.started_seat(room.places[1])
    seat.save(0, "mine")
    other.save(0, "theirs")
    assert (seat.state["answers"], other.state["answers"]) == ({TEXT_ITEM: "mine"}, {TEXT_ITEM: "theirs"})


def test_the_state_shows_where_each_answer_is_held(seat, clock):
    seat.save(0, "a")
    clock.advance(seconds=3)
    seat.save(1, "b")
    held = seat.state["answers_held"][TEXT_ITEM]
    assert held == {"at": "2026-11-24T04:30:03.000Z", "lease": 1, "seq": 1}


def test_reading_the_state_changes_nothing(room, seat):
    seat.save(0, "a")
    before = room.database.engine.connect()
    with before:
        tables = ("attempt", "lease", "time_ledger_row", "seat_sighting", "response_event")
        dump = lambda: [before.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: E731
        first = dump()
        assert seat.state == seat.state
        before.rollback()
        assert dump() == first


@pytest.mark.parametrize("event", ["", None])
def test_a_heartbeat_of_a_page_that_has_made_nothing_gets_its_tick(seat, event):
    reply = seat.beat(0, 0, event)
    assert (reply.status_code, type(reply.json["tick"])) == (200, str)


def test_a_heartbeat_answers_like_the_state_without_answers(seat):
    state, beat = seat.state, seat.beat().json
    assert set(beat) - set(state) == {"tick"}
    assert set(state) - set(beat) == {"answers", "answers_held", "language", "consent", "room"}
    assert {name: beat[name] for name in set(beat) & set(state)} == {
        name: state[name] for name in set(beat) & set(state)
    }


def test_the_ledger_on_the_wire_says_cause_and_minutes(room, seat, clock):
    clock.advance(minutes=2)
    room.extend(seat.place, 6, cause="power cut 10:02–10:08")
    room.pause(seat.place)
    clock.advance(minutes=3)
    room.resume(seat.place)
    extension, pause = seat.state["time_ledger"]
    assert (extension["kind"], extension["minutes"], extension["cause"]) == (
        LedgerKind.EXTENSION,
        6,
        "power cut 10:02–10:08",
    )
    assert (pause["kind"], pause["minutes"], pause["added_ms"]) == (LedgerKind.PAUSED, 3, 0)


def calls_of(room, seat):
    with room.writing() as db:
        mine = Alert.attempt_id == seat.place.attempt_id
        return [alert.kind for alert in db.scalars(select(Alert).where(mine))]


def test_answers_that_pass_by_a_page_in_a_pause_count_and_call_the_proctor_once(room, seat, clock):
    seat.save(0, "before")
    room.pause(seat.place)
    clock.advance(seconds=40)
    tick = seat.beat().json["tick"]
    assert statuses(seat.save(1, "a", tick=tick)) == ["live"]
    assert statuses(seat.save(2, "b", tick=tick)) == ["live"]
    assert calls_of(room, seat) == ["answer_in_pause"]
    room.resume(seat.place)
    assert statuses(seat.save(3, "after", tick=seat.beat().json["tick"])) == ["live"]
    assert calls_of(room, seat) == ["answer_in_pause"]


def test_what_a_page_sends_of_the_moment_of_a_pause_calls_nobody(room, seat, clock):
    tick = seat.beat().json["tick"]
    room.pause(seat.place)
    clock.advance(seconds=12)
    late = seat.beat().json["tick"]
    seat.save(0, "typed before", tick=late)
    clock.advance(minutes=5)
    seat.save(1, "without a link until now", tick=tick)
    assert calls_of(room, seat) == []


def test_answers_of_a_pause_that_come_after_it_call_the_proctor_too(room, seat, clock):
    room.pause(seat.place)
    clock.advance(minutes=2)
    tick = seat.beat().json["tick"]
    clock.advance(seconds=1)
    room.resume(seat.place)
    clock.advance(minutes=1)
    seat.save(0, "kept back", tick=tick)
    assert calls_of(room, seat) == ["answer_in_pause"]
