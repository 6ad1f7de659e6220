"""When lists and orders are due, counted back from the first day, and who is late with what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from examapp.candidates.deadlines import Urgency, count_back, list_due
from examapp.candidates.list_models import CandidateList
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


def due_of(db, ground, day, body="own"):
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return next(one for one in list_due(db, ALL, at) if one.organisation.id == getattr(ground, body).id)


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


def test_the_first_day_of_the_bodys_own_period_counts_where_it_is_known(database, ground):
    with database.transaction() as db:
        found = db.get_one(CandidateList, make_list(db, ground).id)
        found.first_day = FIRST_DAY + timedelta(days=30)
        db.flush()
        assert due_of(db, ground, FIRST_DAY).list_due.days_left == 30 - 14
        assert due_of(db, ground, FIRST_DAY, "other").overdue


def test_the_late_ones_stand_first(database, ground):
    with database.transaction() as db:
        submit_list(db, make_list(db, ground, people=1), NO_PAST, by=ground.head, at=AT)
        day = FIRST_DAY - timedelta(days=10)
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        assert [one.organisation.code for one in list_due(db, ALL, at)] == ["TK-001", "FA-001"]
