"""A mark is a function of the sealed log and the key: made once, and recomputed by a stranger."""

from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.core.clock import ManualClock, using
from examapp.delivery.errors import FormBroken
from examapp.delivery.models import Attempt, ResponseEvent, SealedHead
from examapp.delivery.papers import Paper
from examapp.demo.answers import right_answer, wrong_answer
from examapp.grading import sweeping
from examapp.grading.marking_many import Marker
from examapp.grading.models import ItemScoreRow, Score
from examapp.grading.sweeping import list_unmarked, mark_in_round, mark_missing
from examapp.grading.verification import verify_attempt
from tests.examapp.delivery.making import MORNING, Seat, SmallRoom, make_room
from tests.factories.marked import mark


@pytest.fixture
def room(app):
    clock = ManualClock(MORNING)
    with using(clock):
        yield make_room(app, clock)


def _answer(seat: Seat, choose, *, leave_out: int = 0) -> int:
    """Answer every item but the last few, and return the points that are due."""
    form, items = seat.place.form, seat.room.desk.papers.open
    with seat.room.database.reading() as db:
        opened = items(db, db.get_one(Attempt, seat.place.attempt_id).form_id).opened
    ids = form.item_ids()[: len(form.item_ids()) - leave_out]
    for seq, item_id in enumerate(ids):
        answer = choose(opened.items[item_id], form.find_item(item_id))
        entry = {"lease": 1, "seq": seq, "item": item_id, "response": answer, "made_ms": 0}
        assert seat.put(entry).status_code == 200
    assert seat.submit(len(ids) - 1).status_code == 200
    return len(ids)


def _mark(room: SmallRoom, seat: Seat) -> Score:
    with room.writing() as db:
        return mark(db, room.desk.papers, seat.place.attempt_id, MORNING)


def _verdict(room: SmallRoom, seat: Seat):
    with room.database.reading() as db:
        return verify_attempt(db, room.desk.papers, db.get_one(Attempt, seat.place.attempt_id))


def test_all_right_is_the_maximum_and_all_wrong_is_nothing(room: SmallRoom) -> None:
    best, worst = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    due = _answer(best, right_answer)
    _answer(worst, wrong_answer)
    marked, failed = _mark(room, best), _mark(room, worst)
    assert Decimal(marked.points) == Decimal(marked.maximum) == due
    assert Decimal(failed.points) == 0
    assert set(marked.topics) == {"law", "edoc", "devices", "office", "internet", "networks", "security"}


def test_what_was_not_answered_is_marked_as_nothing_and_stays_in_the_maximum(room: SmallRoom) -> None:
    seat = room.started_seat()
    due = _answer(seat, right_answer, leave_out=3)
    score = _mark(room, seat)
    assert (Decimal(score.points), Decimal(score.maximum)) == (due, due + 3)
    with room.database.reading() as db:
        rows = db.scalars(select(ItemScoreRow).where(ItemScoreRow.score_id == score.id)).all()
    assert [row.answered for row in rows].count(False) == 3


def test_marking_again_adds_no_row(room: SmallRoom, app) -> None:
    seat = room.started_seat()
    _answer(seat, right_answer)
    first = _mark(room, seat)
    with app.app_context():
        mark_missing()
        mark_missing()
    with room.database.reading() as db:
        assert db.scalars(select(Score.id)).all() == [first.id]


def test_the_sweeper_finds_what_was_sealed_and_has_no_score(room: SmallRoom, app) -> None:
    seat = room.started_seat()
    _answer(seat, right_answer)
    with room.database.reading() as db:
        assert list_unmarked(db) == [seat.place.attempt_id]
    with app.app_context():
        mark_missing()
    with room.database.reading() as db:
        assert list_unmarked(db) == []


def test_a_round_marks_what_was_sealed_lately_and_now_and_then_what_an_earlier_one_left(
    room: SmallRoom, app, monkeypatch
) -> None:
    seat = room.started_seat()
    _answer(seat, right_answer)
    monkeypatch.setattr(sweeping._Rounds, "made", 1)
    room.clock.advance(minutes=16)
    with app.app_context():
        mark_in_round()
        with room.database.reading() as db:
            assert list_unmarked(db) == [seat.place.attempt_id]
        monkeypatch.setattr(sweeping._Rounds, "made", sweeping.ROUNDS_BETWEEN_WHOLE_LOOKS)
        mark_in_round()
    with room.database.reading() as db:
        assert list_unmarked(db) == []


def test_a_paper_that_does_not_open_leaves_its_attempt_and_holds_up_no_other(room: SmallRoom) -> None:
    broken, whole = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    _answer(broken, right_answer)
    due = _answer(whole, right_answer)
    ids = [broken.place.attempt_id, whole.place.attempt_id]

    class Desk:
        opened = 0

        def open(self, db: Session, form_id: int) -> Paper:
            self.opened += 1
            if self.opened == 1:
                raise FormBroken
            return room.desk.papers.open(db, form_id)

    with room.writing() as db:
        Marker(Desk()).mark(db, ids, MORNING)
    with room.database.reading() as db:
        (score,) = db.scalars(select(Score)).all()
        assert (score.attempt_id, Decimal(score.points)) == (ids[1], due)
        assert list_unmarked(db) == ids[:1]


def test_an_attempt_that_is_not_sealed_is_not_marked(room: SmallRoom, app) -> None:
    room.started_seat()
    with app.app_context():
        mark_missing()
    with room.database.reading() as db:
        assert db.scalars(select(Score.id)).all() == []


def test_an_untouched_attempt_recomputes(room: SmallRoom) -> None:
    seat = room.started_seat()
    _answer(seat, right_answer)
    _mark(room, seat)
    verdict = _verdict(room, seat)
    assert verdict.faults == ()
    assert (verdict.whole, verdict.events, verdict.heads) == (True, 7, 1)


@pytest.mark.parametrize("place", ["answer", "deleted", "head", "item points", "total"])
def test_each_kind_of_tampering_is_named(room: SmallRoom, place: str) -> None:
    seat = room.started_seat()
    _answer(seat, right_answer)
    score = _mark(room, seat)
    mine = ResponseEvent.attempt_id == seat.place.attempt_id
    with room.writing() as db:
        if place == "answer":
            db.execute(update(ResponseEvent).where(mine, ResponseEvent.seq == 2).values(response='["x"]'))
        elif place == "deleted":
            db.delete(db.get_one(ResponseEvent, (seat.place.attempt_id, 1, 6)))
        elif place == "head":
            head = db.get_one(SealedHead, (seat.place.attempt_id, 0))
            head.facts = head.facts.replace('"revision":0', '"revision":1')
        elif place == "item points":
            row = db.get_one(ItemScoreRow, (score.id, 0))
            row.points = "0"
        else:
            db.get_one(Score, score.id).points = "3"
    named = {
        "answer": "event 1/2",
        "deleted": "lease 1 is not what head 0 sealed",
        "head": "sealed head 0",
        "item points": "the points of the items",
        "total": "the total",
    }
    assert any(fault.startswith(named[place]) for fault in _verdict(room, seat).faults)
