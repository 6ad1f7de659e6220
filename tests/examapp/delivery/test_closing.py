import threading

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import settle
from examapp.delivery.late_answers import decide_late, list_late
from examapp.delivery.models import ResponseEvent, SealedHead
from examapp.delivery.queries import counted_responses
from examapp.delivery.sealing import receipt_code
from question_bank.sealing import digest
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM


@pytest.fixture
def seat(room):
    return room.started_seat()


def code_of(reply):
    return reply.status_code, reply.json["error"]["code"]


def let_time_pass(room, seat, **length):
    """Move the clock and let the sweeper look at this attempt."""
    room.clock.advance(**length)
    with room.writing() as db:
        settle(db, lock_attempt(db, seat.place.attempt_id), room.now)


def heads(room, seat):
    with room.writing() as db:
        mine = SealedHead.attempt_id == seat.place.attempt_id
        return db.scalars(select(SealedHead).where(mine).order_by(SealedHead.revision)).all()


def status_of(seat, seq, value="late", **more):
    return seat.save(seq, value, **more).json["results"][0]["status"]


def test_a_hand_in_gives_state_and_receipt(seat):
    seat.save(0, "a")
    reply = seat.submit(0)
    assert reply.status_code == 200
    assert reply.json["state"] == "submitted"
    assert set(reply.json["receipt"]) == {"code", "answered", "items", "digest"}
    assert (reply.json["receipt"]["answered"], reply.json["receipt"]["items"]) == (1, 7)
    assert seat.state["receipt"] == reply.json["receipt"]


def test_a_hand_in_asked_again_gives_the_same_receipt(room, seat):
    seat.save(0, "a")
    assert seat.submit(0).json == seat.submit(0).json == seat.submit(5).json
    assert len(heads(room, seat)) == 1


def test_a_hand_in_that_names_no_last_event_hands_nothing_in(room, seat):
    seat.save(0, "a")
    assert code_of(seat.post("submit", {"last": {"lease": 1}})) == (400, "malformed")
    assert seat.state["state"] == "in_progress"
    assert heads(room, seat) == []


@pytest.mark.parametrize("seq", [-1, None])
def test_who_answered_nothing_says_so_and_hands_in(seat, seq):
    assert seat.submit(seq).json["state"] == "submitted"


def test_hand_ins_at_once_make_one_head(room, seat):
    seat.save(0, "a")
    barrier, replies = threading.Barrier(5, timeout=20), []

    def submit():
        barrier.wait()
        replies.append(seat.submit(0).json)

    threads = [threading.Thread(target=submit) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(reply == replies[0] for reply in replies)
    assert len(heads(room, seat)) == 1


def test_a_hand_in_that_misses_answers_names_them_and_changes_nothing(seat):
    seat.save(0, "a")
    seat.save(2, "c")
    reply = seat.submit(4)
    assert code_of(reply) == (409, "missing")
    assert reply.json["missing"] == [1, 3, 4]
    assert seat.state["state"] == "in_progress"
    seat.put(seat.text(1, "b"), seat.text(3, "d"), seat.text(4, "e"))
    assert seat.submit(4).json["state"] == "submitted"


def test_a_hand_in_may_name_an_earlier_last_event(seat):
    seat.save(0, "a")
    assert seat.submit(3).status_code == 409
    assert seat.submit(0).status_code == 200


def test_an_empty_attempt_can_be_handed_in(seat):
    assert seat.submit(-1).json["receipt"]["answered"] == 0


def test_a_paused_attempt_cannot_be_handed_in(room, seat):
    room.pause(seat.place)
    assert code_of(seat.submit(-1)) == (409, "paused")


@pytest.mark.parametrize(("lease", "expected"), [(0, (409, "needs_proctor")), (2, (422, "unknown_lease"))])
def test_a_hand_in_under_another_lease_is_refused(seat, lease, expected):
    assert code_of(seat.submit(-1, lease=lease)) == expected


def test_the_head_covers_every_event_and_the_receipt_abbreviates_it(room, seat):
    first = seat.save(0, "a").json["results"][0]["id"]
    receipt = seat.submit(0).json["receipt"]
    (head,) = heads(room, seat)
    assert head.digest == receipt["digest"] == digest(__import__("json").loads(head.facts))
    assert first in head.facts
    assert receipt["code"] == receipt_code(head.digest)


def test_a_receipt_code_is_eighty_bits_in_groups_of_four():
    assert receipt_code("0" * 64) == "0000-0000-0000-0000"
    assert receipt_code("f" * 64) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert receipt_code("0" * 19 + "1" + "f" * 44) == "0000-0000-0000-0001"


def test_sealing_writes_the_head_into_the_audit_log(room, seat):
    seat.submit(-1)
    with room.writing() as db:
        mine = select(AuditEntry.act).where(AuditEntry.subject_code == seat.place.code)
        acts = db.scalars(mine.order_by(AuditEntry.id)).all()
        assert acts[-2:] == ["attempt.ended", "attempt.sealed"]


def test_answers_never_enter_the_audit_log(room, seat):
    seat.save(0, "verysecretanswer")
    seat.submit(0)
    with room.writing() as db:
        facts = db.scalars(select(AuditEntry.facts).where(AuditEntry.subject_code == seat.place.code)).all()
        assert not any("verysecretanswer" in text for text in facts)


def test_when_time_ends_the_attempt_closes_and_is_sealed_after_the_grace(room, seat):
    seat.save(0, "a")
    let_time_pass(room, seat, minutes=60)
    assert seat.state["state"] == "closing"
    let_time_pass(room, seat, seconds=120)
    assert seat.state["state"] == "closing"
    let_time_pass(room, seat, seconds=1)
    assert seat.state["state"] == "timed_out"
    assert seat.state["receipt"]["answered"] == 1


def test_a_page_that_has_sent_everything_is_sealed_within_the_grace(room, seat):
    seat.save(0, "a")
    let_time_pass(room, seat, minutes=60)
    assert seat.submit(0).json["state"] == "timed_out"


def test_a_hand_in_after_the_limit_is_an_ending_by_time(room, seat, clock):
    clock.advance(minutes=61)
    assert seat.submit(-1).json["state"] == "timed_out"


def test_the_last_answers_arrive_within_the_grace_and_count(room, seat):
    let_time_pass(room, seat, minutes=61)
    assert status_of(seat, 0, "in time") == "grace"
    assert seat.submit(0).json["receipt"]["answered"] == 1


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, "live"), (0, "grace"), (120, "grace"), (121, "late_unproven")]
)
def test_lateness_is_judged_on_both_sides_of_its_boundaries(room, seat, clock, seconds, status):
    clock.advance(minutes=60, seconds=seconds)
    assert status_of(seat, 0) == status


def test_an_answer_that_a_heartbeat_saw_before_the_limit_is_late_and_not_lost(room, seat, clock):
    event = seat.save(0, "a").json["results"][0]["id"]
    unsent = seat.text(1, "b", prev=event)
    other = room.seat(room.places[1])
    clock.advance(minutes=59)
    seat.beat(1, 1, event_of(seat, unsent))
    assert other.token == ""
    clock.advance(minutes=5)
    assert seat.put(unsent).json["results"][0]["status"] == "late"


def event_of(seat, entry):
    from examapp.delivery.events import EventBody, event_id

    return event_id(
        EventBody(
            seat.place.code,
            entry["lease"],
            entry["seq"],
            entry["item"],
            entry["response"],
            seat.place.form_digest,
            entry.get("tick"),
            entry.get("since_tick_ms"),
            entry.get("prev"),
        )
    )


def test_a_tick_given_before_the_limit_proves_it_even_without_the_servers_own_record(room, seat, clock):
    unsent = seat.text(0, "b")
    clock.advance(minutes=59)
    tick = seat.beat(1, 0, event_of(seat, unsent)).json["tick"]
    with room.writing() as db:
        db.execute(__import__("sqlalchemy").text("DELETE FROM announced_head"))
    clock.advance(minutes=5)
    reply = seat.put(unsent, seat.text(1, "c", tick=tick))
    assert [result["status"] for result in reply.json["results"]] == ["late", "late_unproven"]


def test_an_answer_with_a_tick_of_after_the_limit_is_over(room, seat, clock):
    clock.advance(minutes=60, seconds=10)
    tick = seat.beat().json["tick"]
    assert status_of(seat, 0, tick=tick) == "over"


def test_an_answer_after_the_hand_in_is_kept_and_never_counts(room, seat):
    seat.save(0, "a")
    seat.submit(0)
    assert status_of(seat, 1, "after") == "over"
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "a"}


@pytest.mark.parametrize("by_tick", [False, True])
def test_after_the_hand_in_a_head_that_nobody_holds_saves_no_answer(room, seat, by_tick):
    seat.save(0, "a")
    tick = seat.beat(1, 999, "f" * 64).json["tick"]
    seat.submit(0)
    assert status_of(seat, 1, "after", tick=tick if by_tick else None) == "over"


def test_after_the_hand_in_what_lies_below_a_head_that_came_is_late(room, seat):
    first = seat.save(0, "a").json["results"][0]["id"]
    unsent = seat.text(1, "b", prev=first)
    shown = seat.text(2, "c", prev=event_of(seat, unsent))
    seat.beat(1, 2, event_of(seat, shown))
    seat.submit(0)
    assert [one["status"] for one in seat.put(shown).json["results"]] == ["late"]
    assert [one["status"] for one in seat.put(unsent).json["results"]] == ["late"]


def test_a_terminated_attempt_closes_with_its_reason(room, seat):
    seat.save(0, "a")
    room.terminate(seat.place)
    assert seat.state["state"] == "closing"
    assert status_of(seat, 1, "on its way") == "grace"
    let_time_pass(room, seat, seconds=121)
    assert seat.state["state"] == "terminated"
    assert status_of(seat, 2, "much later") == "late_unproven"


def test_a_terminated_attempt_whose_page_has_sent_everything_is_sealed_at_once(room, seat):
    room.terminate(seat.place)
    assert seat.submit(-1).json["state"] == "terminated"


def test_a_paused_attempt_can_be_terminated(room, seat, clock):
    room.pause(seat.place)
    clock.advance(minutes=9)
    room.terminate(seat.place)
    assert (seat.state["state"], seat.state["used_ms"]) == ("closing", 0)


def test_gaps_are_flagged_at_sealing_and_what_lies_above_them_counts(room, seat):
    seat.save(0, "a")
    seat.save(3, "d")
    assert seat.state["answers"] == {TEXT_ITEM: "a"}
    let_time_pass(room, seat, minutes=60)
    let_time_pass(room, seat, seconds=121)
    (head,) = heads(room, seat)
    assert head.flags["gaps"] == {"1": [1, 2]}
    with room.writing() as db:
        assert counted_responses(db, seat.place.attempt_id) == {TEXT_ITEM: "d"}


def test_conflicts_grace_and_broken_links_are_flagged(room, seat):
    seat.save(0, "a")
    seat.save(0, "z")
    seat.save(1, "b", prev="ab" * 32)
    let_time_pass(room, seat, minutes=61)
    seat.save(2, "c")
    seat.submit(2)
    (head,) = heads(room, seat)
    assert head.flags == {"conflicts": 1, "broken_links": [[1, 1]], "grace": 1}


def test_a_sealed_head_stays_and_a_decision_adds_another(room, seat, clock):
    seat.save(0, "a")
    let_time_pass(room, seat, minutes=60)
    let_time_pass(room, seat, seconds=121)
    receipt = seat.state["receipt"]
    assert status_of(seat, 1, "late one") == "late_unproven"
    with room.writing() as db:
        mine = seat.place.attempt_id
        assert [(event.lease, event.seq) for event in list_late(db, mine)] == [(1, 1)]
        assert counted_responses(db, mine) == {TEXT_ITEM: "a"}
        decide_late(db, mine, lease=1, seq=1, counts=True, reason="cable", actor=PROCTOR, now=clock.read())
        assert counted_responses(db, mine) == {TEXT_ITEM: "late one"}
    first, second = heads(room, seat)
    assert first.digest == receipt["digest"] != second.digest
    assert seat.state["receipt"] == receipt


def test_every_ending_leaves_the_same_kind_of_row(room, clock):
    ends = {}
    button, proctor = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    button.submit(-1)
    room.terminate(proctor.place)
    let_time_pass(room, proctor, seconds=121)
    for name, seat in {"button": button, "proctor": proctor}.items():
        (head,) = heads(room, seat)
        ends[name] = set(__import__("json").loads(head.facts))
    assert ends["button"] == ends["proctor"]


def test_no_event_is_changed_by_sealing(room, seat):
    seat.save(0, "a")
    seat.save(2, "c")
    with room.writing() as db:
        before = [
            vars(event)["event_id"]
            for event in db.scalars(select(ResponseEvent).filter_by(attempt_id=seat.place.attempt_id))
        ]
    seat.submit(0)
    with room.writing() as db:
        after = [
            event.event_id
            for event in db.scalars(select(ResponseEvent).filter_by(attempt_id=seat.place.attempt_id))
        ]
    assert before == after
