"""The check before each call of the exam API, on both databases; no answer is lost by it."""

import pytest
from sqlalchemy import select

from examapp.delivery.models import Alert, Attempt, ResponseEvent
from examapp.lockdown.checking import Fault
from examapp.lockdown.exam_keys import allow_key
from examapp.lockdown.exceptions import ask_exception, decide_exception
from examapp.lockdown.models import AttemptPage, LockdownFailure
from examapp.sittings.models import Sitting
from tests.examapp.delivery.making import API, PROCTOR, SmallRoom
from tests.examapp.lockdown.browsers import BASE, config_key, lock, locked_seat, working_seat

SECOND = "staff:SECOND"
CALLS = [
    ("GET", ""),
    ("POST", "/heartbeat"),
    ("POST", "/start"),
    ("POST", "/shown"),
    ("POST", "/consent"),
    ("POST", "/language"),
    ("GET", "/paper?lang=ru"),
    ("GET", "/media/" + "0" * 64),
    ("PUT", "/responses"),
    ("POST", "/submit"),
    ("POST", "/lockdown"),
    ("POST", "/signals"),
]


def _code(response) -> str:
    return response.json["error"]["code"]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_of_a_token_outside_the_locked_browser_is_refused(locked, method, path) -> None:
    seat = working_seat(locked)
    seat.config = ""
    response = seat.call(method, path, {})
    assert (response.status_code, _code(response)) == (403, "lockdown")


def test_the_whole_way_goes_in_the_right_browser_by_headers_and_by_the_page(locked: SmallRoom) -> None:
    for place, by_page in zip(locked.places, (False, True), strict=True):
        seat = working_seat(locked, place, by_page=by_page)
        assert seat.save(0, "brauzer").status_code == 200
        assert seat.beat().status_code == 200
        assert seat.get("/paper?lang=ru").status_code == 200
        assert seat.submit(0).json["receipt"]["answered"] == 1


def test_a_refused_save_is_not_stored_and_counts_when_it_is_sent_again_from_the_right_browser(locked) -> None:
    seat = working_seat(locked)
    assert seat.save(0, "held").status_code == 200
    right, seat.config = seat.config, "0" * 64
    refused = seat.save(1, "waits")
    assert (refused.status_code, _code(refused)) == (403, "lockdown")
    assert "acknowledged" not in refused.json
    with locked.database.reading() as db:
        kept = db.scalars(select(ResponseEvent.seq).where(ResponseEvent.attempt_id == seat.place.attempt_id))
        assert list(kept) == [0]
    seat.config = right
    saved = seat.save(1, "waits")
    assert saved.json["results"][0]["status"] == "live"
    assert saved.json["acknowledged"]["seq"] == 1


def test_a_call_for_help_gets_through_from_anywhere(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    seat.config = ""
    assert seat.post("alert", {"kind": "call"}).status_code == 200


def test_a_failed_check_is_counted_and_calls_the_proctor_once(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    seat.config = "0" * 64
    for _ in range(3):
        seat.beat()
    with locked.database.reading() as db:
        failure = db.get_one(LockdownFailure, seat.place.attempt_id)
        alerts = db.scalars(select(Alert.kind).where(Alert.attempt_id == seat.place.attempt_id)).all()
    assert (failure.fault, failure.count) == (Fault.CONFIG_KEY, 1)
    assert alerts == ["lockdown"]


def test_the_value_is_issued_only_after_the_admission_and_demanded_from_then_on(locked: SmallRoom) -> None:
    seat = locked_seat(locked)
    assert seat.ask().json == {
        "mode": "safe_exam_browser",
        "page": None,
        "signals": ["window_left", "full_screen_left", "pasted", "printed"],
    }
    locked.open()
    locked.admit(seat.place)
    assert _code(seat.post("start")) == "lockdown_page"
    value = seat.ask().json["page"]
    assert len(value) == 32
    assert seat.ask().json["page"] == value
    assert seat.post("start").status_code == 200
    seat.page = "0" * 32
    assert (seat.beat().status_code, _code(seat.beat())) == (409, "lockdown_page")


def test_each_attempt_has_a_value_of_its_own_and_a_takeover_a_new_one(locked: SmallRoom) -> None:
    first, second = (working_seat(locked, place) for place in locked.places)
    assert first.page != second.page
    before = first.page
    locked.take_over(first.place)
    first.device = None
    assert first.enter().status_code == 200
    first.page = ""
    assert first.ask().status_code == 200
    assert first.page != before
    with locked.database.reading() as db:
        assert db.get_one(AttemptPage, first.place.attempt_id).lease == 2


def test_lesson_44_a_pair_for_an_address_that_the_client_names_does_not_pass(locked: SmallRoom) -> None:
    """The Safe Exam Browser check of EXAM (CSC) trusts a URL that the client sends."""
    seat = working_seat(locked)
    elsewhere = f"{BASE}{API}/attempt/heartbeat?page={'0' * 32}"
    response = seat.call("POST", "/heartbeat", {"url": elsewhere}, claimed=elsewhere)
    assert (response.status_code, _code(response)) == (403, "lockdown")


def test_scheme_and_host_come_from_the_settings_and_not_from_the_request(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    seen = f"https://proxy.internal{API}/attempt?page={seat.page}"
    assert seat.call("GET", "", claimed=seen).status_code == 403
    assert seat.get().status_code == 200


def test_lesson_45_a_save_after_the_end_from_outside_with_a_captured_pair_is_refused(
    locked: SmallRoom,
) -> None:
    seat = working_seat(locked)
    captured = f"{BASE}{API}/attempt/heartbeat?page={seat.page}"
    locked.clock.advance(hours=2)
    late = {"entries": [seat.text(0, "late")]}
    assert seat.call("PUT", "/responses", late, claimed=captured).status_code == 403
    assert seat.put(seat.text(0, "late")).json["results"][0]["status"] == "late_unproven"


def test_a_new_configuration_ends_the_old_one(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    lock(locked, after=1)
    locked.clock.advance(seconds=11)
    assert seat.beat().status_code == 403
    seat.config = config_key(locked)
    assert seat.beat().status_code == 200


def test_a_centre_with_a_list_of_browsers_takes_these_alone(locked: SmallRoom) -> None:
    seat = working_seat(locked, exam="b" * 64)
    with locked.writing() as db:
        centre = db.get_one(Sitting, locked.sitting_id).room.centre
        allow_key(db, centre, "A" * 64, "SEB 3.8", actor=PROCTOR, at=locked.now.wall)
    locked.clock.advance(seconds=11)
    assert seat.beat().status_code == 403
    seat.exam = "a" * 64
    assert seat.beat().status_code == 200


def test_two_people_let_an_attempt_go_on_without_the_locked_browser(locked: SmallRoom) -> None:
    seat = working_seat(locked)
    seat.config = seat.page = ""
    assert seat.save(0, "waits").status_code == 409
    with locked.writing() as db:
        sitting = db.get_one(Sitting, locked.sitting_id)
        attempt = db.get_one(Attempt, seat.place.attempt_id)
        asked = ask_exception(db, attempt, "The browser does not start", actor=PROCTOR, at=locked.now.wall)
        decide_exception(
            db, sitting, asked.code, "Seen by me, too", grants=True, actor=SECOND, at=locked.now.wall
        )
    assert seat.ask().json["mode"] == "off"
    assert seat.save(0, "waits").json["results"][0]["status"] == "live"


def test_a_room_without_a_lock_asks_for_nothing(room: SmallRoom) -> None:
    seat = room.started_seat()
    assert seat.post("lockdown").json["mode"] == "off"
    assert seat.post("lockdown").json["page"] is None
    assert seat.save(0, "brauzer").status_code == 200


def test_the_exam_page_stands_under_an_attempts_own_address_and_under_no_other(exam_app) -> None:
    client = exam_app.test_client()
    own = client.get(f"/exam/p/{'0f' * 16}/")
    assert own.status_code == 200
    assert b"exam/main.js" in own.data
    assert client.get("/exam/p/0f/").status_code == 404
    assert client.get(f"/exam/p/{'0F' * 16}/").status_code == 404


def test_a_token_that_nobody_gave_is_refused_before_the_check(locked: SmallRoom) -> None:
    seat = locked_seat(locked)
    seat.token = f"a1.{seat.place.attempt_id}.{seat.place.code}.{'0' * 32}.1.{'A' * 43}"
    assert seat.get().status_code == 401
