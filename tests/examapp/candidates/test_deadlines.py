"""When lists and orders are due, counted back from the first day, and who is late with what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from examapp.candidates.deadlines import DaySource, FirstDay, Urgency, count_back, list_due
from examapp.candidates.due_sheet import due_lines
from examapp.candidates.list_moving import submit_list
from examapp.candidates.list_opening import call_for_lists
from examapp.candidates.list_sight import ListSight
from examapp.candidates.orders import upload_order
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from tests.examapp.candidates.list_ground import AT, NO_PAST, YEAR, lay_ground, make_list

FIRST_DAY = date(YEAR, 3, 1)
ALL = ListSight(None, None)


@pytest.mark.parametrize(
    ("today", "left", "urgency"),
    [
        (date(2027, 2, 9), 8, Urgency.FAR),
        (date(2027, 2, 10), 7, Urgency.SOON),
        (date(2027, 2, 15), 2, Urgency.SOON),
        (date(2027, 2, 17), 0, Urgency.SOON),
        (date(2027, 2, 18), -1, Urgency.OVERDUE),
    ],
)
def test_a_deadline_is_near_a_week_before_and_late_a_day_after(today, left, urgency):
    found = count_back(date(2027, 3, 3), 14, today)
    assert (found.days_left, found.urgency) == (left, urgency)


@pytest.fixture
def ground(database):
    with database.transaction() as db:
        made = lay_ground(db)
        programme = db.get_one(Programme, made.programme.id)
        call_for_lists(db, programme, YEAR, FIRST_DAY, by=made.who(Role.OPERATOR), at=AT)
        return made


def known(*days):
    """Return a reader that knows these first days."""
    return lambda _db, year: [one for one in days if one.day.year >= year]


def due_of(db, ground, day, body="own", *, days=()):
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    found = list_due(db, ALL, known(*days), at)
    return next(one for one in found if one.organisation.id == getattr(ground, body).id)


def test_a_body_without_a_list_is_late_from_the_14th_day_before_on(database, ground):
    with database.reading() as db:
        last = FIRST_DAY - timedelta(days=14)
        assert not due_of(db, ground, last).overdue
        assert due_of(db, ground, last + timedelta(days=1)).overdue


def test_a_submitted_list_is_owed_no_more_and_the_order_until_it_is_uploaded(database, ground):
    day = FIRST_DAY - timedelta(days=6)
    with database.transaction() as db:
        found = make_list(db, ground, people=1)
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        due = due_of(db, ground, day)
        assert (due.owes_list, due.owes_order, due.overdue) == (False, True, True)
        upload_order(
            db, found, b"%PDF-1", file_name="o.pdf", number="1", dated_on=AT.date(), by=ground.hr, at=AT
        )
        db.flush()
        assert not due_of(db, ground, day).overdue


def test_the_first_day_of_the_bodys_own_period_counts_before_the_call(database, ground):
    own = FirstDay(ground.own.id, ground.programme.id, FIRST_DAY + timedelta(days=30), DaySource.SCHEDULE)
    with database.reading() as db:
        due = due_of(db, ground, FIRST_DAY, days=[own])
        assert (due.list_due.days_left, due.order_due.days_left, due.found) == (30 - 14, 30 - 7, None)
        assert due.source is DaySource.SCHEDULE
        other = due_of(db, ground, FIRST_DAY, "other", days=[own])
        assert (other.overdue, other.source) == (True, DaySource.CALL)


def test_a_period_of_the_schedule_is_due_without_any_call(database):
    with database.transaction() as db:
        made = lay_ground(db)
        own = FirstDay(made.own.id, made.programme.id, FIRST_DAY, DaySource.SITTING)
        found = list_due(db, ALL, known(own), AT)
    assert [(one.organisation.code, one.year, one.source) for one in found] == [
        ("FA-001", YEAR, DaySource.SITTING)
    ]


def test_what_came_late_is_reported_with_its_day_and_by_how_much(database, ground):
    late = datetime(2027, 2, 20, 6, tzinfo=UTC)
    with database.transaction() as db:
        found = make_list(db, ground, people=1)
        submit_list(db, found, NO_PAST, by=ground.head, at=late)
        due = due_of(db, ground, date(2027, 2, 28))
        assert (due.list_at, due.list_days_late, due.order_at) == (date(2027, 2, 20), 5, None)
        assert due_lines([due])[0][3:] == [
            "01.03.2027 (by the operator's call)",
            "15.02.2027",
            "List submitted",
            "20.02.2027",
            "22.02.2027",
            "–",
            "Candidate list: 5 days late; Order on attendance: 6 days late",
        ]


def test_the_late_ones_stand_first(database, ground):
    with database.transaction() as db:
        submit_list(db, make_list(db, ground, people=1), NO_PAST, by=ground.head, at=AT)
        day = FIRST_DAY - timedelta(days=10)
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        assert [one.organisation.code for one in list_due(db, ALL, known(), at)] == ["TK-001", "FA-001"]
