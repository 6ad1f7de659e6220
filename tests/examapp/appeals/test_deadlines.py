"""Working days of appeals: without weekends and without the holidays of the policy."""

from datetime import date, timedelta

import pytest

from examapp.appeals.deadlines import count_days_left, find_window
from examapp.appeals.errors import NothingToAppeal, WindowClosed
from examapp.appeals.queries import list_appeals
from examapp.programmes.policy_keys import KEYS
from examapp.results.content import CandidateChange
from examapp.results.mended_names import MendedName, propose_mended_name
from examapp.results.models import RevisionCause
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.results.revising import Proposal, propose_revision
from tests.examapp.appeals.making import NEXT_DAY, file, make_ground
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.commission import decide

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CALENDAR = {**KEYS["calendar"].default, "holidays": ["12-08", "2026-12-03"]}


@on_sqlite
def test_the_window_is_five_working_days_without_weekend_and_holiday_and_the_refusal_says_until_when(
    database, app
):
    with database.transaction() as db:
        ground = make_ground(db, policy={"calendar": CALENDAR})
        window = find_window(db, ground.booking)
        assert window.last_day == date(2026, 12, 7)  # Friday to Friday, and Thursday the 3rd does not count
        with app.test_request_context("/?lang=en"), pytest.raises(WindowClosed) as refusal:
            file(db, ground, at=DECIDED_AT + timedelta(days=11))
        assert "07.12.2026" in str(refusal.value)
        appeal = file(db, ground, at=DECIDED_AT + timedelta(days=10))
        # Ten working days after Monday the 7th; Tuesday the 8th does not count.
        assert appeal.answer_by == date(2026, 12, 22)


def test_the_counter_leaves_out_holidays_and_goes_below_zero_when_the_answer_is_late():
    holidays = ["12-08"]
    monday = date(2026, 12, 7)
    assert count_days_left(monday, date(2026, 12, 10), holidays) == 2
    assert count_days_left(monday, monday, holidays) == 0
    assert count_days_left(date(2026, 12, 9), monday, holidays) == -1
    assert count_days_left(date(2026, 12, 12), date(2026, 12, 11), holidays) == -1  # a Saturday
    assert count_days_left(date(2026, 12, 14), monday, holidays) == -4


@on_sqlite
def test_a_rehearsal_and_an_unpublished_result_cannot_be_appealed(database):
    with database.transaction() as db:
        ground = make_ground(db)
        ground.booking.sitting.rehearsal = True
        with pytest.raises(NothingToAppeal):
            file(db, ground)


@on_sqlite
def test_a_neighbours_revision_opens_no_new_days_and_an_own_one_does(database):
    with database.transaction() as db:
        ground = make_ground(db)
        lines = read_content(ground.sheet).lines
        for line, last_day in ((lines[0], date(2026, 12, 4)), (lines[1], date(2026, 12, 4))):
            change = CandidateChange(line.candidate_code, "Bayonnoma", outcome=Outcome.VOID)
            proposal = Proposal(RevisionCause.VOIDED, "Bayonnoma", (change,))
            newest = propose_revision(db, ground.sheet, proposal, actor="staff:C", at=NEXT_DAY)
            decide(db, newest, ground.commission)
            ground.sheet = newest
            newest.decision.at = NEXT_DAY
            window = find_window(db, ground.booking)
            expected = last_day if line is lines[0] else date(2026, 12, 7)
            assert (window.told.revision, window.last_day) == (newest.revision, expected)


@on_sqlite
def test_a_mended_name_opens_no_new_days(database):
    with database.transaction() as db:
        ground = make_ground(db)
        mended = MendedName(ground.booking.candidate_code, "Karimova Nodira", "Каримова Нодира")
        years_later = NEXT_DAY + timedelta(days=700)
        sitting_id = ground.sheet.sitting_id
        newest = propose_mended_name(db, sitting_id, mended, reason="Nikoh", actor="staff:C", at=years_later)
        decide(db, newest, ground.commission)
        newest.decision.at = years_later
        assert find_window(db, ground.booking).last_day == date(2026, 12, 4)


@on_sqlite
def test_days_begin_anew_for_whoever_was_changed_by_a_revision_that_another_one_overtook(database):
    with database.transaction() as db:
        ground = make_ground(db)
        newest = ground.sheet
        for line in reversed(read_content(ground.sheet).lines[:2]):
            change = CandidateChange(line.candidate_code, "Bayonnoma", outcome=Outcome.VOID)
            proposal = Proposal(RevisionCause.VOIDED, "Bayonnoma", (change,))
            newest = propose_revision(db, newest, proposal, actor="staff:C", at=NEXT_DAY)
        decide(db, newest, ground.commission)
        newest.decision.at = NEXT_DAY
        assert find_window(db, ground.booking).last_day == date(2026, 12, 7)


@on_sqlite
def test_an_open_appeal_counts_down_and_then_counts_as_late(database):
    with database.transaction() as db:
        ground = make_ground(db)
        appeal = file(db, ground)
        auditor = ground.commission.chair
        (row,) = list_appeals(db, auditor, NEXT_DAY)
        assert (row.appeal, row.days_left, row.mine) == (appeal, 10, False)
        assert list_appeals(db, auditor, NEXT_DAY + timedelta(days=16))[0].days_left == -1
