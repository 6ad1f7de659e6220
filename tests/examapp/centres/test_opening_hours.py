from datetime import UTC, date, datetime

import pytest

from examapp.centres.hours_keeping import (
    add_contact,
    read_opening_times,
    remove_contact,
    remove_special_day,
    set_special_day,
    set_week,
)
from examapp.centres.opening_hours import Hours, OpeningTimes, read_time
from examapp.core.errors import NotFound
from tests.cast import BEGINNING
from tests.examapp.centres.making import make_centre

WHO = {"actor": "staff:T", "at": BEGINNING}
NINE_TO_SIX = Hours(9 * 60, 18 * 60)
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
TIMES = OpeningTimes({0: NINE_TO_SIX}, {SUNDAY: Hours(600, 720), date(2026, 11, 30): None})


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour - 5, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "is_open"),
    [
        (_at(23, 9), _at(23, 18), True),
        (_at(23, 8, 59), _at(23, 10), False),
        (_at(23, 17), _at(23, 18, 1), False),
        (_at(24, 10), _at(24, 11), False),
        (_at(29, 10), _at(29, 11), True),
        (_at(30, 10), _at(30, 11), False),
        (_at(23, 17), _at(24, 10), False),
    ],
)
def test_a_sitting_fits_if_the_centre_is_open_all_the_time_in_tashkent(begin, end, is_open):
    assert TIMES.covers(begin, end) is is_open


def test_a_holiday_closes_a_weekday_but_not_a_day_that_was_typed_itself():
    assert TIMES.on(MONDAY, {MONDAY, SUNDAY}) is None
    assert TIMES.on(SUNDAY, {MONDAY, SUNDAY}) == Hours(600, 720)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9:00", 540),
        ("09.30", 570),
        ("0900", 540),
        ("24:00", 1440),
        ("24:01", None),
        ("9:60", None),
        ("x", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, minutes):
    assert read_time(typed) == minutes


def test_a_centre_keeps_its_week_and_its_special_days_and_works_as_usual_before(database):
    with database.transaction() as db:
        centre = make_centre(db)
        assert read_opening_times(centre).on(MONDAY) == NINE_TO_SIX
        set_week(db, centre, {1: NINE_TO_SIX, 5: Hours(480, 720)}, **WHO)
        set_week(db, centre, {5: Hours(480, 780)}, **WHO)
        set_special_day(db, centre, SUNDAY, Hours(600, 660), reason="Saylov", **WHO)
        set_special_day(db, centre, SUNDAY, None, reason="Saylov", **WHO)
        set_special_day(db, centre, MONDAY, Hours(600, 660), reason="Taʼmir", **WHO)
        remove_special_day(db, centre, MONDAY, **WHO)
    with database.reading() as db:
        times = read_opening_times(db.merge(centre))
    assert (times.week, times.special_days) == ({5: Hours(480, 780)}, {SUNDAY: None})


def test_a_contact_of_another_centre_is_not_removed(database):
    with database.transaction() as db:
        centre, other = make_centre(db), make_centre(db, "2-sinov markazi")
        contact = add_contact(db, centre, name="Karimov B.", role="kalitlar", phone="+998 71 200", **WHO)
        with pytest.raises(NotFound):
            remove_contact(db, other, contact.id, **WHO)
        remove_contact(db, centre, contact.id, **WHO)
        db.refresh(centre)
        assert centre.contacts == []
