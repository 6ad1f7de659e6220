"""Signals: kept beside the answers, bounded, for people without aids alone where aids cause them."""

from typing import Any

import pytest
from sqlalchemy import select

from examapp.candidates.accommodation_rules import PAGE_KINDS, AccommodationKind, Needs
from examapp.core.clock import ManualClock
from examapp.delivery.models import Attempt
from examapp.lockdown import signals as module
from examapp.lockdown.models import SeatSignal, SignalKind
from examapp.lockdown.signals import list_signals, list_totals, recorded_kinds
from tests.examapp.delivery.making import Seat, SmallRoom, make_room


def _signal(number: int, kind: str = "window_left", began_ms: int | None = None, **more: Any):
    return {"mark": f"{number:016x}", "kind": kind, "began_ms": began_ms, "duration_ms": 3000} | more


def _send(seat: Seat, *signals: dict[str, Any]) -> Any:
    return seat.post("signals", {"signals": list(signals)})


def _kept(room: SmallRoom) -> list[SeatSignal]:
    with room.database.reading() as db:
        return list(list_signals(db, room.places[0].attempt_id))


def test_a_signal_is_kept_once_however_often_it_is_sent(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=1)
    assert _send(seat, _signal(1), _signal(1), _signal(2, "printed")).json == {"kept": 3, "left": 198}
    assert _send(seat, _signal(1, duration_ms=9)).json == {"kept": 1, "left": 198}
    assert sorted((one.kind, one.duration_ms) for one in _kept(room)) == [
        (SignalKind.PRINTED, 3000),
        (SignalKind.WINDOW_LEFT, 3000),
    ]


def test_the_time_that_a_page_claims_lies_between_the_start_and_now(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=5)
    inside = round((room.now.wall.timestamp() - 60) * 1000)
    _send(seat, _signal(1, began_ms=0), _signal(2, began_ms=4_000_000_000_000), _signal(3, began_ms=inside))
    with room.database.reading() as db:
        started_at = db.get_one(Attempt, room.places[0].attempt_id).started_at
    assert _kept(room)[0].began_at == started_at
    assert {one.began_at for one in _kept(room)} >= {room.now.wall}
    assert round(_kept(room)[1].began_at.timestamp() * 1000) == inside


def test_a_length_that_a_page_claims_is_no_longer_than_what_has_passed(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=5)
    a_minute_ago = round((room.now.wall.timestamp() - 60) * 1000)
    _send(seat, _signal(1, began_ms=a_minute_ago, duration_ms=86_400_000), _signal(2, duration_ms=86_400_000))
    assert [one.duration_ms for one in _kept(room)] == [60_000, 300_000]


def test_another_machine_that_entered_before_the_start_writes_no_note(room: SmallRoom) -> None:
    other = room.seat(room.places[0])
    other.enter(device="another machine")
    room.started_seat()
    assert _send(other, _signal(1)).status_code == 200
    assert _kept(room) == []


def test_what_the_seat_that_was_left_had_noticed_before_is_kept_under_its_own_lease(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=5)
    room.take_over(seat.place)
    new = room.seat(seat.place)
    new.enter(device="the new computer")
    assert _send(seat, _signal(1)).status_code == 200
    _send(new, _signal(2))
    assert [(one.mark[-1], one.lease) for one in _kept(room)] == [("1", 1), ("2", 2)]


def test_of_one_attempt_so_many_are_kept_and_no_more(room: SmallRoom, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_OF_AN_ATTEMPT", 3)
    seat = room.started_seat()
    assert _send(seat, *(_signal(number) for number in range(5))).json == {"kept": 5, "left": 0}
    assert len(_kept(room)) == 3


def test_before_the_start_nothing_is_kept_and_after_the_end_the_rest_still_comes(room: SmallRoom) -> None:
    seat = room.seat(room.places[0])
    seat.enter()
    assert _send(seat, _signal(1)).status_code == 200
    assert _kept(room) == []
    seat = room.started_seat()
    seat.submit(-1)
    assert _send(seat, _signal(2)).status_code == 200
    assert len(_kept(room)) == 1


def test_signals_change_no_answer_and_no_version_of_the_attempt(room: SmallRoom) -> None:
    seat = room.started_seat()
    seat.save(0, "brauzer")
    before = seat.state
    _send(seat, _signal(1))
    after = seat.state
    assert after["answers"] == before["answers"]
    assert after["head"] == before["head"]


def test_where_the_policy_records_nothing_nothing_is_kept(exam_app, clock: ManualClock) -> None:
    room = make_room(exam_app, clock, **{"exam.signals": False})
    seat = room.started_seat()
    assert seat.post("lockdown").json["signals"] == []
    assert _send(seat, _signal(1)).json == {"kept": 1, "left": 0}
    assert _kept(room) == []


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_who_works_with_aids_is_not_noticed_for_what_aids_do(kind: AccommodationKind) -> None:
    assert recorded_kinds(Needs(kinds=frozenset({kind}))) == {SignalKind.PRINTED}


def test_other_help_changes_nothing(room: SmallRoom, monkeypatch) -> None:
    assert recorded_kinds(Needs(25, frozenset({AccommodationKind.EXTRA_TIME}))) == frozenset(SignalKind)


def test_the_server_leaves_out_what_aids_do_even_if_a_page_sends_it(room: SmallRoom, monkeypatch) -> None:
    reader = Needs(kinds=frozenset({AccommodationKind.SCREEN_READER}))
    monkeypatch.setattr(module, "read_needs", lambda db, attempt: reader)
    seat = room.started_seat()
    assert seat.post("lockdown").json["signals"] == ["printed"]
    _send(seat, *(_signal(number, kind) for number, kind in enumerate(SignalKind)))
    assert [one.kind for one in _kept(room)] == [SignalKind.PRINTED]


def test_totals_name_each_kind_with_its_number_and_length(room: SmallRoom) -> None:
    seat = room.started_seat()
    room.clock.advance(minutes=1)
    _send(seat, _signal(1), _signal(2, duration_ms=None), _signal(3, "pasted", duration_ms=None))
    with room.database.reading() as db:
        found = list_totals(db, room.sitting_id)[room.places[0].attempt_id]
    told = [(one.kind, one.count, one.length.total_seconds()) for one in found]
    assert told == [(SignalKind.WINDOW_LEFT, 2, 3.0), (SignalKind.PASTED, 1, 0.0)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"signals": {}},
        {"signals": [1]},
        {"signals": [_signal(0)] * 33},
        {"signals": [_signal(0, "cheated")]},
        {"signals": [_signal(0) | {"mark": "X"}]},
        {"signals": [_signal(0) | {"kind": []}]},
        {"signals": [_signal(0, began_ms=-1)]},
        {"signals": [_signal(0, began_ms=2**62)]},
        {"signals": [_signal(0) | {"duration_ms": True}]},
        {"signals": [_signal(0) | {"duration_ms": 10**9}]},
    ],
)
def test_a_message_of_another_shape_is_refused_as_a_whole(room: SmallRoom, body: dict[str, Any]) -> None:
    seat = room.started_seat()
    assert seat.post("signals", body).status_code == 400
    assert _kept(room) == []


def test_no_other_seat_can_speak_for_an_attempt(room: SmallRoom) -> None:
    first, second = room.started_seat(), room.started_seat(room.places[1])
    _send(second, _signal(1))
    with room.database.reading() as db:
        assert (
            db.scalars(
                select(SeatSignal.attempt_id).where(SeatSignal.attempt_id == first.place.attempt_id)
            ).all()
            == []
        )
