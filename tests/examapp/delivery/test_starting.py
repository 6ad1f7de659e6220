import threading

import pytest
from sqlalchemy import select, text

from examapp.authoring.models import ListItem
from examapp.core.audit import AuditEntry
from examapp.delivery.expiry import has_expired
from examapp.delivery.models import Attempt, Lease, TimeLedgerRow
from examapp.delivery.timing import LedgerKind
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.examapp.delivery.making import PICTURE, PICTURE_DIGEST


@pytest.fixture
def seat(room):
    seat = room.seat(room.places[0])
    seat.enter()
    return seat


def code_of(reply):
    return reply.status_code, reply.json["error"]["code"]


@pytest.mark.parametrize("verb", ["start", "shown"])
def test_nothing_starts_before_admission(room, seat, verb):
    room.open()
    assert code_of(seat.post(verb)) == (409, "not_admitted")


@pytest.mark.parametrize("state", [SittingState.PUBLISHED, SittingState.CLOSED])
def test_nothing_starts_while_the_room_is_not_open(room, seat, state):
    room.admit(seat.place)
    room.open(state)
    assert code_of(seat.post("start")) == (409, "not_open")


@pytest.mark.parametrize("admitted", [False, True])
def test_before_the_start_there_is_no_paper_no_picture_and_no_answer(room, seat, admitted):
    if admitted:
        room.admit(seat.place)
    for reply in (
        seat.get("/paper"),
        seat.get(f"/media/{PICTURE_DIGEST}"),
        seat.save(0, "x"),
        seat.submit(-1),
    ):
        assert code_of(reply) == (409, "not_started")


def test_shown_before_the_start_is_refused(room, seat):
    room.open()
    room.admit(seat.place)
    assert code_of(seat.post("shown")) == (409, "not_started")


def test_the_start_gives_the_first_lease_and_the_state(room, seat):
    room.open()
    room.admit(seat.place)
    reply = seat.post("start")
    assert reply.status_code == 200
    assert (reply.json["state"], reply.json["lease"], reply.json["used_ms"]) == ("in_progress", 1, 0)
    assert reply.json["limit_ms"] == 60 * 60_000
    assert set(seat.state) <= set(reply.json)


def test_answers_are_taken_from_the_start_on(room, seat):
    room.open()
    room.admit(seat.place)
    seat.post("start")
    assert seat.save(0, "x").status_code == 200


def test_the_clock_starts_when_the_first_item_is_shown(room, seat, clock):
    room.open()
    room.admit(seat.place)
    seat.post("start")
    clock.advance(seconds=20)
    assert seat.post("shown").json["used_ms"] == 0
    clock.advance(seconds=5)
    assert seat.post("shown").json["used_ms"] == 5_000


def test_the_clock_starts_after_thirty_seconds_without_shown(room, seat, clock):
    room.open()
    room.admit(seat.place)
    seat.post("start")
    clock.advance(seconds=50)
    assert seat.state["used_ms"] == 20_000
    assert seat.post("shown").json["used_ms"] == 20_000


def test_start_asked_again_changes_nothing(room, seat, clock):
    seat = room.started_seat()
    clock.advance(minutes=5)
    again = seat.post("start")
    assert (again.status_code, again.json["lease"], again.json["used_ms"]) == (200, 1, 300_000)


def test_start_after_the_end_says_how_it_ended(room):
    seat = room.started_seat()
    seat.submit(-1)
    assert seat.post("start").json["state"] == "submitted"


def test_another_machine_cannot_start_or_show_what_runs(room):
    seat = room.seat(room.places[0])
    other = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    other.enter()
    assert seat.post("start").status_code == 200
    assert code_of(other.post("start")) == (409, "needs_proctor")
    assert code_of(other.post("shown")) == (409, "needs_proctor")
    assert code_of(other.save(0, "x")) == (409, "needs_proctor")


def test_a_day_after_the_first_start_nobody_starts_any_more(room, clock):
    room.started_seat(room.places[1])
    late = room.seat(room.places[0])
    room.admit(late.place)
    clock.advance(hours=24)
    assert late.enter().status_code == 200
    with room.writing() as db:
        assert not has_expired(db, db.get_one(Sitting, room.sitting_id), room.now.wall)
    clock.advance(milliseconds=1)
    assert code_of(late.post("start")) == (409, "sitting_expired")


def test_the_policy_says_when_a_sitting_is_too_old(room, clock):
    with room.writing() as db:
        sitting = db.get_one(Sitting, room.sitting_id)
        sitting.policy = (sitting.policy or {}) | {"sitting.expiry_hours": {"value": 1, "status": "approved"}}
    seat = room.started_seat(room.places[1])
    late = room.seat(room.places[0])
    room.admit(late.place)
    late.enter()
    clock.advance(minutes=61)
    assert seat.post("start").status_code == 200, "whoever has started asks again"
    assert code_of(late.post("start")) == (409, "sitting_expired")


def test_a_refused_consent_is_recorded_and_nothing_starts(room, seat):
    room.open()
    room.admit(seat.place)
    assert seat.post("consent", {"accepted": False}).status_code == 200
    assert code_of(seat.post("start")) == (409, "consent_refused")
    assert seat.post("consent", {"accepted": True}).json["consent"] is True
    assert seat.post("start").status_code == 200
    with room.writing() as db:
        written = select(AuditEntry.facts).where(AuditEntry.act == "attempt.consent")
        acts = db.scalars(written.where(AuditEntry.subject_code == seat.place.code).order_by(AuditEntry.id))
        assert list(acts) == ['{"accepted":false}', '{"accepted":true}']


def test_the_language_can_change_at_any_moment(room, seat):
    assert seat.post("language", {"language": "ru"}).json["language"] == "ru"
    seat = room.started_seat()
    assert seat.post("language", {"language": "uz-Cyrl"}).status_code == 200
    assert seat.get("/paper").json["form"]["lang"] == "uz-Cyrl"
    assert code_of(seat.post("language", {"language": "fr"})) == (400, "malformed")


def test_another_machine_that_entered_before_the_start_changes_no_language(room, seat):
    seat.enter(device="another machine")
    room.started_seat(seat.place)
    assert code_of(seat.post("language", {"language": "ru"})) == (409, "needs_proctor")


def test_two_starts_in_one_millisecond_are_one_start(room, seat):
    room.open()
    room.admit(seat.place)
    barrier, replies = threading.Barrier(6, timeout=20), []

    def start():
        barrier.wait()
        replies.append(seat.post("start").status_code)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 6
    with room.writing() as db:
        mine = seat.place.attempt_id
        assert len(db.scalars(select(Lease).where(Lease.attempt_id == mine)).all()) == 1
        ledger = db.scalars(select(TimeLedgerRow).where(TimeLedgerRow.attempt_id == mine))
        assert [row.kind for row in ledger] == [LedgerKind.STARTED]


def test_the_paper_holds_every_language_and_no_key(room):
    seat = room.started_seat()
    paper = seat.get("/paper?lang=ru")
    assert paper.status_code == 200
    assert paper.json["form"]["lang"] == "ru"
    assert set(paper.json["texts"]) == {"uz-Latn", "uz-Cyrl", "ru", "en"}
    assert b"SECRET" not in paper.data
    assert paper.json["form"]["digest"] == seat.place.form_digest


def test_a_paper_in_an_unknown_language_is_refused(room):
    assert code_of(room.started_seat().get("/paper?lang=fr")) == (400, "malformed")


def test_a_picture_comes_with_the_token_and_only_if_it_is_in_the_form(room):
    seat = room.started_seat()
    picture = seat.get(f"/media/{PICTURE_DIGEST}")
    assert (picture.data, picture.content_type) == (PICTURE, "image/svg+xml")
    assert code_of(seat.get("/media/" + "0" * 64)) == (404, "not_found")
    seat.token = ""
    assert code_of(seat.get(f"/media/{PICTURE_DIGEST}")) == (401, "token_refused")


def test_the_form_is_frozen_at_the_start(room):
    seat = room.started_seat()
    with room.writing() as db:
        db.execute(text("UPDATE booking SET form_id = NULL WHERE id = :id"), {"id": seat.place.booking_id})
        attempt = db.get_one(Attempt, seat.place.attempt_id)
        assert (attempt.form_digest, attempt.item_count) == (seat.place.form_digest, 7)
    assert seat.get("/paper").status_code == 200


def test_without_a_form_nothing_starts(room, seat):
    room.open()
    room.admit(seat.place)
    with room.writing() as db:
        db.execute(text("UPDATE booking SET form_id = NULL WHERE id = :id"), {"id": seat.place.booking_id})
    assert code_of(seat.post("start")) == (409, "paper_missing")


def test_a_list_with_one_changed_byte_is_refused_naming_the_item(room, seat):
    room.open()
    room.admit(seat.place)
    with room.writing() as db:
        item = db.get_one(ListItem, (db.get_one(Sitting, room.sitting_id).list_id, "DEVICES-003"))
        item.body = item.body[:40] + bytes([item.body[40] ^ 1]) + item.body[41:]
    reply = seat.post("start")
    assert code_of(reply) == (503, "list_broken")
    assert "DEVICES-003" in reply.json["error"]["message"]
    assert seat.state["state"] == "authorised"


@pytest.mark.parametrize(("old", "new"), [("LAW-001", "LAW-002"), ("sections", "parts"), ('"c"', '"a"')])
def test_a_form_that_is_not_what_was_sealed_is_refused(room, seat, old, new):
    room.open()
    room.admit(seat.place)
    with room.writing() as db:
        form = db.get_one(Booking, seat.place.booking_id).form
        form.body = form.body.replace(old, new)
    reply = seat.post("start")
    assert code_of(reply) == (409, "form_broken")
