import pytest

from examapp.delivery.alerts import MOST_OPEN, answer_alert, list_open_alerts
from tests.examapp.delivery.making import PROCTOR


@pytest.fixture
def seat(room):
    return room.started_seat()


def opened(room, seat):
    with room.writing() as db:
        return [(alert.code, alert.kind) for alert in list_open_alerts(db, [seat.place.attempt_id])]


def test_an_alert_calls_the_proctor(room, seat):
    reply = seat.post("alert", {"kind": "picture_missing", "item": "LAW-001", "text": "Rasm ochilmayapti"})
    assert reply.status_code == 200
    assert opened(room, seat) == [(reply.json["alert"], "picture_missing")]


def test_the_same_call_again_is_the_same_alert(room, seat):
    codes = {seat.post("alert", {"kind": "help"}).json["alert"] for _ in range(3)}
    assert len(codes) == 1
    assert seat.post("alert", {"kind": "help", "text": "now"}).json["alert"] not in codes


def test_an_answered_alert_is_told_to_the_candidate_and_can_be_raised_again(room, seat):
    code = seat.post("alert", {"kind": "help"}).json["alert"]
    seat.beat()
    with room.writing() as db:
        answer_alert(db, code, actor=PROCTOR, now=room.now)
        answer_alert(db, code, actor=PROCTOR, now=room.now)
    assert [(notice["kind"], notice["alert"]) for notice in seat.beat().json["notices"]] == [
        ("alert_answered", code)
    ]
    assert opened(room, seat) == []
    assert seat.post("alert", {"kind": "help"}).json["alert"] != code


def test_a_seat_cannot_bury_the_proctor_in_alerts(seat):
    replies = [seat.post("alert", {"kind": "help", "text": str(n)}).status_code for n in range(MOST_OPEN + 1)]
    assert replies == [200] * MOST_OPEN + [429]


def test_who_waits_for_admission_can_call_too(room):
    seat = room.seat(room.places[0])
    seat.enter()
    assert seat.post("alert", {"kind": "wrong_name"}).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"kind": ""}, {"kind": "a b"}, {"kind": 5}, {"kind": "help", "text": "\x00"}]
)
def test_a_misshapen_alert_is_refused(seat, body):
    assert seat.post("alert", body).status_code == 400
