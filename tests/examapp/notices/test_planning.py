from datetime import timedelta

import pytest

from examapp.core.db import Database
from examapp.notices.coming import read_signs
from examapp.notices.models import Channel, Notice, NoticeKind, NoticeState
from examapp.notices.occasions import reminder_at
from examapp.notices.planning import first_try_at, foretell_cancelling, plan_sitting
from examapp.sittings.models import Sitting, SittingState
from tests.factories.published import PUBLISHED_AT, STARTS, make_published_sitting, reach

BOTH = (Channel.EMAIL, Channel.SMS)


def outbox(db, code: str | None = None) -> list[tuple[str, str]]:
    query = db.query(Notice).order_by(Notice.id)
    rows = query.filter_by(booking_code=code) if code else query
    return [(row.kind.value, row.channel.value) for row in rows]


@pytest.fixture
def made(database: Database) -> int:
    with database.transaction() as db:
        sitting = make_published_sitting(db)
        reach(db, sitting.bookings[0], email="a@mail.uz", phone="998901234567")
        return sitting.id


def test_each_person_is_told_by_each_way_that_leads_to_them_and_else_by_hand(database, made) -> None:
    with database.transaction() as db:
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == 3
        assert outbox(db) == [("booked", "email"), ("booked", "sms"), ("booked", "hand")]
    with database.transaction() as db:
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == 0


def test_a_channel_that_is_off_is_no_way(database, made) -> None:
    with database.transaction() as db:
        plan_sitting(db, made, (), PUBLISHED_AT)
        assert outbox(db) == [("booked", "hand")] * 2


def test_the_whole_life_of_a_booking_is_told_and_nothing_twice(database, made) -> None:
    with database.transaction() as db:
        sitting = make_published_sitting(db, code="TK-2026-1125-01")
        code = sitting.bookings[0].candidate_code
        for at in (PUBLISHED_AT, reminder_at(STARTS, 10), reminder_at(STARTS, 10)):
            plan_sitting(db, sitting.id, BOTH, at)
        sitting.starts_at = STARTS + timedelta(hours=5)
        plan_sitting(db, sitting.id, BOTH, STARTS - timedelta(days=3))
        plan_sitting(db, sitting.id, BOTH, reminder_at(STARTS, 1))
        sitting.state = SittingState.CANCELLED
        for _ in range(2):
            plan_sitting(db, sitting.id, BOTH, STARTS - timedelta(hours=20))
        kinds = [kind for kind, _channel in outbox(db, code)]
    assert kinds == ["booked", "ahead", "moved", "ahead", "cancelled"]


def test_what_a_cancelling_would_send_is_foretold_and_is_what_is_sent(database, made) -> None:
    with database.transaction() as db:
        sitting = db.get_one(Sitting, made)
        first, second = (booking.id for booking in sitting.bookings)
        assert foretell_cancelling(db, sitting, BOTH, PUBLISHED_AT) == {first: (), second: ()}
        plan_sitting(db, made, BOTH, PUBLISHED_AT)
        foretold = foretell_cancelling(db, sitting, BOTH, PUBLISHED_AT)
        assert foretold == {first: BOTH, second: (Channel.HAND,)}
        sitting.state = SittingState.CANCELLED
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == sum(map(len, foretold.values()))


def test_whose_booking_was_taken_away_is_told_so(database, made) -> None:
    with database.transaction() as db:
        plan_sitting(db, made, BOTH, PUBLISHED_AT)
        sitting = make_published_sitting(db, code="TK-2026-1126-01")
        gone, code = sitting.bookings[0], sitting.bookings[0].candidate_code
        plan_sitting(db, sitting.id, (), PUBLISHED_AT)
        db.delete(gone)
        db.flush()
        for _ in range(2):
            plan_sitting(db, sitting.id, (), PUBLISHED_AT)
        assert outbox(db, code) == [("booked", "hand"), ("cancelled", "hand")]


def test_whom_no_electronic_way_reached_comes_onto_the_printed_list(database, made) -> None:
    with database.transaction() as db:
        plan_sitting(db, made, BOTH, PUBLISHED_AT)
        rows = db.query(Notice).filter(Notice.channel != Channel.HAND).order_by(Notice.id).all()
        rows[0].state = NoticeState.FAILED
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == 0
        rows[1].state = NoticeState.GIVEN_UP
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == 1
        assert outbox(db, rows[0].booking_code)[-1] == (NoticeKind.BOOKED.value, Channel.HAND.value)
        assert plan_sitting(db, made, BOTH, PUBLISHED_AT) == 0


def test_only_what_lies_ahead_is_looked_at(database, made) -> None:
    with database.reading() as db:
        assert list(read_signs(db, PUBLISHED_AT)) == [made]
        assert read_signs(db, STARTS) == {}


CHANGES = {
    "cancelled": lambda db, sitting: setattr(sitting, "state", SittingState.CANCELLED),
    "moved": lambda db, sitting: setattr(sitting, "starts_at", STARTS + timedelta(days=1)),
    "another room": lambda db, sitting: setattr(sitting.room, "name", "301"),
    "a booking less": lambda db, sitting: db.delete(sitting.bookings[0]),
    "a letter in vain": lambda db, sitting: setattr(db.query(Notice).first(), "state", NoticeState.FAILED),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_sign_of_a_sitting_changes_with_whatever_may_have_to_be_told(database, made, change) -> None:
    with database.transaction() as db:
        plan_sitting(db, made, BOTH, PUBLISHED_AT)
    with database.transaction() as db:
        before = read_signs(db, PUBLISHED_AT)
        CHANGES[change](db, db.get(Sitting, made))
        db.flush()
        assert read_signs(db, PUBLISHED_AT) != before


def test_the_sign_of_a_sitting_changes_when_a_reminder_is_due_and_not_before(database, made) -> None:
    due = reminder_at(STARTS, 10)
    with database.reading() as db:
        before = read_signs(db, PUBLISHED_AT)
        assert read_signs(db, due - timedelta(seconds=1)) == before
        assert read_signs(db, due) != before


def test_no_telephone_rings_at_night() -> None:
    evening = STARTS.replace(hour=16, minute=30)  # 21:30 in Tashkent
    assert first_try_at(Channel.SMS, evening) == STARTS.replace(hour=3, minute=0) + timedelta(days=1)
    assert first_try_at(Channel.EMAIL, evening) == evening
    assert first_try_at(Channel.SMS, STARTS) == STARTS
