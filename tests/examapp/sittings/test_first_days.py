"""From schedule and sittings to the deadlines that the pages of lists show: the whole way."""

from datetime import date, timedelta

import pytest
from flask import Flask

from examapp.candidates.deadlines import DaySource
from examapp.core import clock
from examapp.core.permissions import Role
from examapp.sittings.booking import book
from examapp.sittings.cancelling import cancel_sitting
from examapp.sittings.first_days import read_first_days
from examapp.sittings.schedule_rows import add_row, change_row
from tests.cast import open_pages
from tests.examapp.sittings.conftest import AT, STARTS, WHO, Ground
from tests.examapp.sittings.schedule_ground import FRIDAY, MONDAY, approved, body_of, draft, period
from tests.examapp.sittings.test_sittings import plan

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def days(db, year: int = 2026) -> list[tuple[date, DaySource]]:
    return [(one.day, one.source) for one in read_first_days(db, year)]


def test_the_approved_schedule_names_the_first_day_and_a_draft_does_not(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = draft(db, ground)
        assert days(db) == []
        db.delete(schedule.rows[0])
        db.delete(schedule)
        db.flush()
        schedule = approved(db, ground)
        add_row(
            db,
            schedule,
            body_of(db, ground),
            period(db, ground, date(2026, 11, 9), date(2026, 11, 13)),
            reason="Erta",
            **WHO,
        )
        assert days(db) == [(date(2026, 11, 9), DaySource.SCHEDULE)]
        row = next(one for one in schedule.rows if one.first_day == MONDAY)
        change_row(
            db,
            schedule,
            row,
            period(db, ground, date(2026, 11, 2), FRIDAY - timedelta(days=21)),
            reason="Erta",
            **WHO,
        )
        assert days(db) == [(date(2026, 11, 2), DaySource.SCHEDULE)]
        assert days(db, 2027) == []


def test_a_sitting_before_the_period_counts_unless_it_is_cancelled_or_a_rehearsal(ground: Ground) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
        sitting = plan(db, ground)
        sitting.starts_at = STARTS - timedelta(days=4)
        book(db, ground.keys, sitting, ground.candidates(db)[:2], **WHO)
        assert days(db) == [(MONDAY, DaySource.SCHEDULE)]
        sitting.rehearsal = False
        db.flush()
        assert days(db) == [(date(2026, 11, 20), DaySource.SITTING)]
        cancel_sitting(db, sitting, "Sabab", **WHO)
        assert days(db) == [(MONDAY, DaySource.SCHEDULE)]


@on_sqlite
@pytest.mark.parametrize("role", [Role.WORKING_BODY, Role.OPERATOR])
def test_who_oversees_lists_sees_the_deadlines_of_the_schedule_and_who_is_late(
    app: Flask, ground: Ground, role: Role
) -> None:
    with ground.database.transaction() as db:
        approved(db, ground)
    client = open_pages(app, role)
    with clock.using(clock.ManualClock(AT)):
        home, page = client.get("/lists").text, client.get("/lists/due").text
        workbook = client.get("/lists/due.xlsx")
    assert "1 organisation is late." in home
    assert "by the approved schedule" in page
    assert "11 days late" in page  # 14 days before the 23rd was the 9th; it is the 20th
    assert "4 days late" in page
    assert workbook.status_code == 200
