"""The year's schedule: drafted, approved by another hand, and changed afterwards only with a reason."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from examapp.core.audit import AuditEntry
from examapp.core.errors import NotFound
from examapp.sittings.reasons import ReasonMissing
from examapp.sittings.schedule_errors import (
    DrafterCannotApprove,
    PeriodsOverlap,
    PeriodWrong,
    ScheduleDocumentMissing,
    ScheduleEmpty,
    ScheduleNotOpen,
    YearStands,
)
from examapp.sittings.schedule_models import ScheduleChange, ScheduleState
from examapp.sittings.schedule_queries import find_published, view_schedule
from examapp.sittings.schedule_rows import add_row, change_row, remove_row
from examapp.sittings.scheduling import (
    approve_schedule,
    begin_schedule,
    publish_schedule,
    return_schedule,
    submit_schedule,
)
from tests.examapp.sittings.conftest import WHO, Ground
from tests.examapp.sittings.schedule_ground import (
    FRIDAY,
    MONDAY,
    WORKING_BODY,
    approved,
    body_of,
    draft,
    period,
)


def test_a_schedule_goes_from_the_draft_to_everybody_by_two_hands(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = begin_schedule(db, 2026, **WHO)
        with pytest.raises(YearStands):
            begin_schedule(db, 2026, **WHO)
        with pytest.raises(ScheduleEmpty):
            submit_schedule(db, schedule, **WHO)
        add_row(db, schedule, body_of(db, ground), period(db, ground), **WHO)
        submit_schedule(db, schedule, **WHO)
        return_schedule(db, schedule, "Sanani oʻzgartiring", **WORKING_BODY)
        assert (schedule.state, schedule.remark) == (ScheduleState.DRAFT, "Sanani oʻzgartiring")
        submit_schedule(db, schedule, **WHO)
        with pytest.raises(DrafterCannotApprove):
            approve_schedule(db, schedule, "Buyruq", **WHO)
        with pytest.raises(ScheduleDocumentMissing):
            approve_schedule(db, schedule, " ", **WORKING_BODY)
        with pytest.raises(ScheduleNotOpen):
            publish_schedule(db, schedule, **WHO)
        approve_schedule(db, schedule, "Buyruq  № 12", **WORKING_BODY)
        assert find_published(db, None, 2026) is None
        for _twice in range(2):
            publish_schedule(db, schedule, **WHO)
        assert (schedule.document, find_published(db, None, 2030)) == ("Buyruq № 12", schedule)
        with pytest.raises(NotFound):
            find_published(db, 2025, 2026)
        acts = db.scalars(
            select(AuditEntry.act).where(AuditEntry.subject_kind == "schedule").order_by(AuditEntry.id)
        ).all()
        assert acts == [
            *("schedule.begun", "schedule.row_added", "schedule.submitted", "schedule.returned"),
            *("schedule.submitted", "schedule.approved", "schedule.published"),
        ]


def test_a_row_is_checked_and_stands_still_while_the_working_body_has_it(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = draft(db, ground)
        body, programme = body_of(db, ground), ground.programme(db)
        wrong = {
            "last_day": period(db, ground, FRIDAY, MONDAY),
            "first_day": period(db, ground, date(2025, 11, 3), date(2026, 1, 2)),
            "expected": period(db, ground, date(2026, 6, 1), date(2026, 6, 5), 0),
        }
        for member, asked in wrong.items():
            with pytest.raises(PeriodWrong) as refusal:
                add_row(db, schedule, body, asked, **WHO)
            assert refusal.value.member == member
        holiday = period(db, ground, date(2026, 12, 5), date(2026, 12, 6))
        with pytest.raises(PeriodWrong, match="no working day"):
            add_row(db, schedule, body, holiday, **WHO)
        with pytest.raises(PeriodsOverlap):
            add_row(db, schedule, body, period(db, ground, FRIDAY, FRIDAY), **WHO)
        [row] = schedule.rows
        change_row(db, schedule, row, period(db, ground, MONDAY, MONDAY), **WHO)
        assert (row.last_day, row.programme) == (MONDAY, programme)
        submit_schedule(db, schedule, **WHO)
        with pytest.raises(ScheduleNotOpen, match="working body"):
            change_row(db, schedule, row, period(db, ground), **WHO)
        assert db.scalars(select(ScheduleChange)).all() == []


def test_from_the_approval_on_each_change_is_kept_with_its_reason(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = approved(db, ground)
        [row] = view_schedule(db, schedule).rows
        with pytest.raises(ReasonMissing):
            change_row(db, schedule, row, period(db, ground, MONDAY, MONDAY), **WHO)
        why = {"reason": "Suv toshqini", **WHO}
        change_row(db, schedule, row, period(db, ground), **why)  # nothing has changed
        change_row(db, schedule, row, period(db, ground, MONDAY, MONDAY), **why)
        remove_row(db, schedule, row, **why)
        view = view_schedule(db, schedule)
        assert view.rows == []
        assert [(one.act, one.reason) for one in view.changes] == [
            ("removed", "Suv toshqini"),
            ("changed", "Suv toshqini"),
        ]
        [_removed, changed] = view.changes
        assert (changed.before["last_day"], changed.after["last_day"]) == ("2026-11-27", "2026-11-23")
        logged = db.scalars(select(AuditEntry.facts).where(AuditEntry.act == "schedule.row_removed")).one()
        assert json.loads(logged)["reason"] == "Suv toshqini"


def test_the_view_narrows_by_region_and_by_a_name_in_any_script(ground: Ground) -> None:
    with ground.database.transaction() as db:
        schedule = approved(db, ground)
        found = {
            asked: len(view_schedule(db, schedule, **asked_for).rows)
            for asked, asked_for in {
                "all": {},
                "own": {"region_code": "UZ-TK"},
                "other": {"region_code": "UZ-SA"},
                "cyrillic": {"asked": "Марказ"},
                "nobody": {"asked": "yoʻq"},
            }.items()
        }
        assert found == {"all": 1, "own": 1, "other": 0, "cyrillic": 1, "nobody": 0}
