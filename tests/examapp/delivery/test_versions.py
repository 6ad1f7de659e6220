"""The version of an attempt tells a page which of two overlapping replies is the newer one."""

from examapp.delivery import control
from tests.examapp.delivery.making import PROCTOR


def test_each_change_that_a_page_must_learn_raises_the_version_and_each_reply_names_it(room, clock):
    seat = room.seat(room.places[0])
    seat.enter()
    seen = [seat.state["version"]]

    def has_risen() -> bool:
        seen.append(seat.beat().json["version"])
        assert seat.state["version"] == seen[-1]
        return seen[-1] > seen[-2]

    room.open()
    room.admit(seat.place)
    assert has_risen()
    assert seat.post("start").json["version"] > seen[-1]
    assert has_risen()
    shown = seat.post("shown").json
    assert shown["ends_at"]
    assert shown["version"] > seen[-1], "else a heartbeat that was read before would stand over it"
    assert has_risen()
    room.extend(seat.place, 5)
    assert has_risen()
    room.pause(seat.place)
    assert has_risen()
    room.resume(seat.place)
    assert has_risen()
    with room.writing() as db:
        control.send_notice(db, room.sitting_id, text="Use the mouse", actor=PROCTOR, now=room.now)
    assert has_risen()
    clock.advance(seconds=5)
    assert seat.save(0, "a").json["version"] == seen[-1]
    assert not has_risen(), "within a version the time used tells"
    handed_in = seat.submit(0).json
    assert handed_in["version"] > seen[-1]
    assert seat.state["version"] == seat.submit(0).json["version"] == handed_in["version"]
