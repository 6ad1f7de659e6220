"""A queue that could not be sent comes in a file: readable by the server alone, and taken in once."""

import json

import pytest

from examapp.core.audit import AuditEntry
from examapp.core.codes import read_code
from examapp.delivery.errors import TokenRefused
from examapp.delivery.rescue import take_in
from examapp.delivery.rescue_seal import MAGIC, RescueNotReadable, open_file, rescue_code
from tests.examapp.delivery.making import PROCTOR, TEXT_ITEM
from tests.examapp.delivery.rescuing import seal


def take(room, content):
    return take_in(room.database, room.desk, room.sitting_code, content, actor=PROCTOR, now=room.now)


def test_a_file_brings_what_could_not_be_sent_and_twice_is_once(room):
    seat = room.started_seat()
    seat.save(0, "sent")
    entries = [seat.text(n, f"kept {n}") for n in range(40)]
    entries[0] = seat.text(0, "sent")
    content = seal(room, seat, entries)
    first, second = take(room, content), take(room, content)
    assert (first.added, first.known, first.disagreeing) == (39, 1, 0)
    assert (second.added, second.known, second.disagreeing) == (0, 40, 0)
    assert seat.state["answers"] == {TEXT_ITEM: "kept 39"}


def test_a_file_that_lay_for_two_days_is_judged_as_late_and_people_decide(room):
    seat = room.started_seat()
    content = seal(room, seat, [seat.text(0, "carried")])
    room.clock.advance(days=2)
    assert take(room, content).added == 1
    with room.writing() as db:
        from examapp.delivery.late_answers import list_late

        assert [event.status for event in list_late(db, seat.place.attempt_id)] == ["late_unproven"]


def test_an_answer_that_disagrees_is_kept_beside_and_told(room):
    seat = room.started_seat()
    seat.save(0, "held")
    told = take(room, seal(room, seat, [seat.text(0, "other")]))
    assert (told.added, told.disagreeing) == (0, 1)
    assert seat.state["answers"] == {TEXT_ITEM: "held"}


def test_the_act_is_in_the_audit_log(room):
    seat = room.started_seat()
    take(room, seal(room, seat, [seat.text(0, "carried")]))
    with room.writing() as db:
        found = db.query(AuditEntry).filter_by(act="attempt.rescued", subject_code=seat.place.code).one()
    assert (found.actor, json.loads(found.facts)["added"]) == (PROCTOR, 1)


@pytest.mark.parametrize("spoil", ["cut", "flipped", "empty", "strange"])
def test_a_damaged_file_is_refused_with_what_to_do(room, spoil):
    seat = room.started_seat()
    whole = seal(room, seat, [seat.text(0, "x")])
    spoilt = {
        "cut": whole[:-9],
        "flipped": whole[:-1] + bytes([whole[-1] ^ 1]),
        "empty": b"",
        "strange": MAGIC + b"\x04" + bytes(200),
    }[spoil]
    with pytest.raises(RescueNotReadable):
        take(room, spoilt)


def test_another_sittings_code_opens_nothing_and_another_token_is_not_believed(room):
    seat = room.started_seat()
    with pytest.raises(RescueNotReadable):
        open_file(room.desk.keys, room.sitting_code, seal(room, seat, [], sitting="TK-OTHER"))
    forged = seat.token[:-3] + "AAA"
    with pytest.raises(TokenRefused):
        take(room, seal(room, seat, [seat.text(0, "x")], token=forged))
    assert seat.state["answers"] == {}


def test_nothing_of_an_answer_can_be_read_in_the_file(room):
    seat = room.started_seat()
    content = seal(room, seat, [seat.text(0, "a very private answer")])
    assert b"private" not in content
    assert seat.token.encode() not in content


def test_the_page_is_told_what_it_needs_before_the_link_is_lost(room):
    seat = room.started_seat()
    told = seat.state["room"]["rescue"]
    assert set(told) == {"public", "salt", "rounds", "check"}
    assert read_code(rescue_code(room.desk.keys, room.sitting_code)) not in json.dumps(told)
