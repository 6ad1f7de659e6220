import threading
from datetime import timedelta
from math import log2

import pytest
from sqlalchemy import delete, event, select

from examapp.application import create_app
from examapp.core.audit import AuditEntry
from examapp.core.codes import ALPHABET, new_code, new_digits
from examapp.delivery import attempts
from examapp.delivery.entry import (
    MOST_FAILURES_OF_A_CODE,
    MOST_FAILURES_OF_A_CODE_A_DAY,
)
from examapp.delivery.models import Attempt, EntryFailure
from examapp.delivery.queries import list_attempts
from examapp.sittings.booking import CODE_LENGTH, PIN_LENGTH
from examapp.sittings.models import Sitting, SittingState
from tests.examapp.delivery.making import API, add_places

WRONG = {"sitting_code": "TK-2026-1124-99", "candidate_code": "ZZZZZZZZ", "pin": "000000"}


@pytest.fixture
def seat(room):
    with room.writing() as db:
        db.execute(delete(EntryFailure))  # all tests sit behind one address
    room.open()
    return room.seat(room.places[0])


def test_entry_gives_a_token_and_says_how_the_attempt_stands(seat):
    reply = seat.enter()
    assert reply.status_code == 200
    assert set(reply.json) == {"attempt", "token", "state", "lease", "device", "languages", "language"}
    assert (reply.json["attempt"], reply.json["state"], reply.json["lease"]) == (
        seat.place.code,
        "awaiting",
        0,
    )
    assert reply.json["languages"] == ["uz-Latn", "uz-Cyrl", "ru", "en"]


def test_entry_after_admission_says_authorised(room, seat):
    room.admit(seat.place)
    assert seat.enter().json["state"] == "authorised"


def test_who_has_entered_is_seen_before_the_first_heartbeat(room, clock, seat):
    seat.enter()
    entered = clock.instant.wall
    clock.advance(seconds=40)
    seat.enter()
    with room.writing() as db:
        (row,) = [one for one in list_attempts(db, room.sitting_id, room.now) if one.code == seat.place.code]
    assert row.last_seen_at == entered
    assert seat.beat().status_code == 200


@pytest.mark.parametrize(
    "wrong", [["sitting_code"], ["candidate_code"], ["pin"], ["sitting_code", "pin"], list(WRONG)]
)
def test_a_wrong_code_gets_the_same_reply_whichever_is_wrong(seat, wrong):
    reply = seat.enter(**{name: WRONG[name] for name in wrong})
    assert reply.status_code == 401
    assert reply.json["error"]["code"] == "wrong_code"
    assert reply.data == seat.enter(candidate_code="another").data


def test_a_wrong_code_costs_the_same_work_whichever_is_wrong(room, seat):
    seat.enter(pin="wrong")
    works = [count_work(room, lambda wrong=wrong: seat.enter(**dict([wrong]))) for wrong in WRONG.items()]
    assert works[0] == works[1] == works[2]


def count_work(room, act):
    """Return the statements that an act sends to the database, without their conditions."""
    statements = []

    def keep(_connection, _cursor, statement, *_more):
        statements.append(statement.split("WHERE")[0])

    event.listen(room.database.engine, "before_cursor_execute", keep)
    act()
    event.remove(room.database.engine, "before_cursor_execute", keep)
    return statements


def test_codes_are_read_as_people_type_them(room, seat):
    spoken = f" {room.sitting_code.lower().replace('-', ' ')} "
    twins = str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")
    typed = seat.place.candidate_code[:4] + " - " + seat.place.candidate_code[4:].lower()
    assert (
        seat.enter(sitting_code=spoken, candidate_code=typed.translate(twins), pin=" 123 456 ").status_code
        == 200
    )


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.CANCELLED])
def test_a_sitting_that_is_not_published_takes_nobody(room, seat, state):
    room.open(state)
    assert seat.enter().json["error"]["code"] == "wrong_code"


def test_the_same_device_resumes_with_the_same_lease(room):
    seat = room.started_seat()
    again = seat.enter()
    assert (again.status_code, again.json["lease"], again.json["state"]) == (200, 1, "in_progress")


@pytest.mark.parametrize("device", [None, "another-device"])
def test_another_device_or_none_needs_the_proctor_while_the_attempt_runs(room, device):
    seat = room.started_seat()
    other = room.seat(seat.place)
    other.device = device
    reply = other.enter()
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "needs_proctor")


def test_before_the_start_any_machine_may_enter(room, seat):
    assert seat.enter().status_code == 200
    assert room.seat(seat.place).enter().status_code == 200


def test_who_enters_and_changes_the_consent_without_end_does_not_fill_the_log(room, seat, monkeypatch):
    monkeypatch.setattr(attempts, "MOST_NOTES_AN_HOUR", 3)
    for number in range(5):
        assert seat.enter().status_code == 200
        seat.post("consent", {"accepted": bool(number % 2)})
    with room.writing() as db:
        acts = select(AuditEntry.act).where(AuditEntry.subject_code == seat.place.code)
        noted = db.scalars(acts).all()
        kept = db.get_one(Attempt, seat.place.attempt_id).consent
    assert [noted.count(f"attempt.{act}") for act in ("entered", "consent")] == [3, 3]
    assert kept is False, "as the log says"


def test_after_the_end_any_machine_may_read_the_receipt(room):
    seat = room.started_seat()
    code = seat.submit(-1).json["receipt"]["code"]
    other = room.seat(seat.place)
    assert other.enter().json["state"] == "submitted"
    assert other.state["receipt"]["code"] == code


def test_guessing_is_slowed_down_for_this_code_and_address_only(room, seat):
    for _ in range(MOST_FAILURES_OF_A_CODE):
        assert seat.enter(pin="000000").status_code == 401
    assert seat.enter(pin="000000").status_code == 429
    assert seat.enter().status_code == 429
    assert room.seat(room.places[1]).enter().status_code == 200
    body = {"sitting_code": room.sitting_code, "candidate_code": seat.place.candidate_code, "pin": "123456"}
    elsewhere = room.app.test_client().post(
        f"{API}/entry", json=body, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert elsewhere.status_code == 200


def test_all_addresses_of_one_network_of_ipv6_are_one_guesser(room, seat):
    body = {"sitting_code": room.sitting_code, "candidate_code": seat.place.candidate_code, "pin": "000000"}
    client = room.app.test_client()
    tries = [
        client.post(f"{API}/entry", json=body, environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"})
        for number in range(MOST_FAILURES_OF_A_CODE + 1)
    ]
    assert [one.status_code for one in tries] == [401] * MOST_FAILURES_OF_A_CODE + [429]


def test_a_slowed_down_code_is_told_when_it_is_free_again_and_then_it_is(clock, seat):
    seat.enter(pin="000000")
    clock.advance(seconds=20)
    for _ in range(MOST_FAILURES_OF_A_CODE - 1):
        seat.enter(pin="000000")
    clock.advance(seconds=10)
    refused = seat.enter()
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert refused.json["error"]["retry_after"] == 30
    assert "1 daqiqa, soat 09:31 gacha" in refused.json["error"]["message"]
    clock.advance(seconds=29)
    assert seat.enter().status_code == 429
    clock.advance(seconds=1)
    assert seat.enter().status_code == 200


def test_what_is_guessed_has_at_least_fifty_bits_counting_what_is_really_given():
    """Twenty bits of it are the PIN; the sitting code, which hangs on the door, counts for nothing."""
    given = [(new_code(CODE_LENGTH), new_digits(PIN_LENGTH)) for _ in range(400)]
    signs = [{sign for pair in given for sign in pair[place]} for place in (0, 1)]
    assert signs == [set(ALPHABET), set("0123456789")]
    bits = [len(given[0][place]) * log2(len(signs[place])) for place in (0, 1)]
    assert bits[0] == 40
    assert sum(bits) >= 50
    assert len({code for code, _pin in given}) == len(given)


def test_thirty_who_mistype_after_a_power_cut_all_enter_and_a_guesser_among_them_does_not(room, clock, seat):
    """Three wrong PINs each behind one address, where a machine guesses as fast as it can, too."""
    places = {place.candidate_code: place for place in room.places}
    with room.writing() as db:
        places |= {
            p.candidate_code: p
            for p in add_places(db, room.desk.keys, db.get_one(Sitting, room.sitting_id), 28)
        }
    tries = [seat.enter(pin=f"{number:06}").status_code for number in range(MOST_FAILURES_OF_A_CODE + 20)]
    assert tries.count(401) == MOST_FAILURES_OF_A_CODE
    assert set(tries[MOST_FAILURES_OF_A_CODE:]) == {429}
    entered = 0
    for place in list(places.values())[1:]:
        other = room.seat(place)
        assert {other.enter(pin=wrong).status_code for wrong in ("111111", "222222", "12345")} == {401}
        entered += other.enter().status_code == 200
    assert entered == 29
    clock.advance(seconds=60)
    assert seat.enter().status_code == 200


def test_wrong_codes_are_counted_over_processes_and_restarts(room, exam_settings, seat):
    others = [create_app(exam_settings) for _ in range(2)]
    for number in range(MOST_FAILURES_OF_A_CODE):
        room.app, kept = others[number % 2], room.app
        assert seat.enter(pin="000000").status_code == 401
        room.app = kept
    assert seat.enter().status_code == 429
    for other in others:
        other.extensions["database"].engine.dispose()


def test_a_person_who_mistypes_fifty_times_in_a_minute_still_enters_with_the_right_pin(seat):
    assert {seat.enter(pin="000000").status_code for _ in range(50)} == {401}
    assert seat.enter().status_code == 200


def test_a_room_of_fifty_may_mistype_ten_times_each_and_a_machine_that_tries_every_code_is_stopped(
    room, seat, clock
):
    """Each guess names another code, so that only the address tells that one machine makes them all."""
    seat.enter(pin="000000")
    with room.writing() as db:
        first = db.scalars(select(EntryFailure).order_by(EntryFailure.id.desc())).first()
        here = {"address_key": first.address_key, "at": first.at}
        db.add_all(EntryFailure(code_key=f"code {number}", **here) for number in range(499))
    other = room.seat(room.places[1])
    assert other.enter().status_code == 200
    with room.writing() as db:
        db.add_all(EntryFailure(code_key=f"code {number}", **here) for number in range(500, 599))
    assert [other.enter(pin="000000").status_code for _ in range(2)] == [401, 429]
    assert other.enter().status_code == 429
    body = {
        "sitting_code": room.sitting_code,
        "candidate_code": other.place.candidate_code,
        "pin": "123456",
        "device": other.device,
    }
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    reply = room.app.test_client().post(f"{API}/entry", json=body, environ_base=elsewhere)
    assert reply.status_code == 200
    clock.advance(seconds=60)
    assert other.enter().status_code == 200


def test_a_day_of_guessing_one_code_leaves_a_chance_of_one_in_a_thousand(room, seat, clock):
    assert MOST_FAILURES_OF_A_CODE_A_DAY == 10**6 // 1000
    seat.enter(pin="000000")
    with room.writing() as db:
        first = db.scalars(select(EntryFailure).order_by(EntryFailure.id.desc())).first()
        for _ in range(MOST_FAILURES_OF_A_CODE_A_DAY - 2):
            db.add(EntryFailure(code_key=first.code_key, address_key="the tests' other rooms", at=first.at))
    clock.advance(hours=2)
    assert [seat.enter(pin="000000").status_code for _ in range(2)] == [401, 429]
    assert room.seat(room.places[1]).enter().status_code == 200
    clock.advance(hours=24)
    assert seat.enter().status_code == 200


def test_failures_are_kept_as_macs_and_not_for_long(room, seat, clock):
    seat.enter(pin="000000")
    clock.advance(days=3)
    seat.enter(pin="000000")
    with room.writing() as db:
        kept = db.scalars(select(EntryFailure)).all()
        assert {failure.at for failure in kept} == {clock.read().wall}
        assert seat.place.candidate_code not in kept[0].code_key


def test_two_entries_in_one_moment_make_one_attempt(room, seat):
    with room.writing() as db:
        db.execute(delete(Attempt).where(Attempt.booking_id == seat.place.booking_id))
    barrier, replies = threading.Barrier(4, timeout=20), []

    def enter():
        barrier.wait()
        replies.append(room.seat(seat.place).enter())

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json["attempt"] for reply in replies}) == 1
    with room.writing() as db:
        made = db.scalars(select(Attempt).where(Attempt.booking_id == seat.place.booking_id)).all()
        assert [attempt.code for attempt in made] == [replies[0].json["attempt"]]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"pin": 5}', b'{"sitting_code":"a","candidate_code":"b","pin":"c\\u0000"}']
)
def test_a_misshapen_entry_is_refused(room, body):
    reply = room.app.test_client().post(f"{API}/entry", data=body)
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "malformed")


def test_a_token_stays_good_for_a_sitting_and_no_longer(clock, seat):
    seat.enter()
    clock.advance(hours=23)
    assert seat.get().status_code == 200
    clock.instant = clock.instant.later(milliseconds=timedelta(hours=2) // timedelta(milliseconds=1))
    assert (seat.get().status_code, seat.get().json["error"]["code"]) == (401, "token_expired")
