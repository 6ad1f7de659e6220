"""What a candidate files, and what comes from the room by itself."""

import pytest

from examapp.appeals.errors import AppealOpen, AppealTooShort
from examapp.appeals.filing import Complaint, enter_file, file_appeal, list_files_to_enter
from examapp.appeals.models import About, AppealState, Remedy, Verdict
from examapp.core.audit import AuditEntry
from tests.examapp.appeals.making import (
    NEXT_DAY,
    NoDesk,
    answer,
    appoint,
    attempt_of,
    complain,
    file,
    make_ground,
)


def test_an_appeal_has_a_number_and_a_deadline_and_stands_in_the_log_of_its_attempt(database):
    with database.transaction() as db:
        ground = make_ground(db)
        appeal = file(db, ground)
        assert (appeal.number, appeal.state, appeal.region_code) == (
            "AP-2026-0001",
            AppealState.FILED,
            "UZ-TK",
        )
        assert (appeal.sheet_number, appeal.sheet_revision) == (ground.sheet.number, 1)
        entry = db.query(AuditEntry).filter_by(act="attempt.appeal_filed").one()
        attempt = attempt_of(db, ground)
        assert (entry.subject_code, entry.actor) == (attempt.code, f"candidate:{attempt.code}")


def test_one_appeal_is_open_at_a_time_and_after_its_answer_another_may_follow(database):
    with database.transaction() as db:
        ground = make_ground(db)
        first = file(db, ground)
        with pytest.raises(AppealOpen):
            file(db, ground)
        appoint(db, first, ground)
        answer(db, first, ground, Verdict.REJECTED, Remedy.NONE)
        assert file(db, ground).number == "AP-2026-0002"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_words_are_no_appeal(database):
    with database.transaction() as db:
        ground = make_ground(db)
        with pytest.raises(AppealTooShort):
            file_appeal(db, NoDesk(), ground.booking, Complaint(About.TOTAL, "Rozi emasman"), at=NEXT_DAY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_complaint_from_the_room_enters_once_and_hinders_no_appeal_of_the_candidate(database):
    with database.transaction() as db:
        ground = make_ground(db)
        complaint = complain(db, ground)
        assert list_files_to_enter(db) == [complaint]
        appeal = enter_file(db, complaint, at=NEXT_DAY)
        assert (appeal.about, appeal.text, appeal.file) == (About.ROOM, "Qoʻshni xonada shovqin", complaint)
        assert list_files_to_enter(db) == []
        assert file(db, ground).number == "AP-2026-0002"
