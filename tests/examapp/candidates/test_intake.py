"""From a file to the list: columns proposed, rows checked and parked, confirmed, with a receipt per row."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from examapp.candidates.column_guessing import HeadRow, propose_columns, read_mapping
from examapp.candidates.errors import ImportPassed, SheetUnreadable
from examapp.candidates.intake_arrival import choose_columns, park_file, read_head
from examapp.candidates.intake_checking import check_intake
from examapp.candidates.intake_writing import cancel_intake, confirm_intake, write_intake
from examapp.candidates.list_errors import ListNotOpen, MappingDoubled, MappingIncomplete
from examapp.candidates.list_models import (
    CandidateList,
    CandidateListEntry,
    IntakeState,
    ListIntake,
    ListIntakeRow,
)
from examapp.candidates.list_moving import submit_list
from examapp.candidates.list_queries import list_rows
from examapp.candidates.models import Candidate
from tests.examapp.candidates.dirty_file import CASES, cells_of_case, lay_people, past_of
from tests.examapp.candidates.list_ground import AT, NO_PAST, entries_of, lay_ground, make_list, put
from tests.examapp.candidates.making import csv_file, pinfl, row, xlsx_file


@pytest.fixture
def ground(app, database):
    with database.transaction() as db:
        return lay_ground(db)


@pytest.fixture
def found(ground, database):
    with database.transaction() as db:
        return make_list(db, ground)


def park(database, ground, found, data, name="list.xlsx"):
    with database.transaction() as db:
        own = db.get_one(CandidateList, found.id)
        return park_file(db, own, data, name, read_head(data, name), by=ground.hr, at=AT)


def check(app, parked, read_past=NO_PAST):
    with app.app_context():
        check_intake(parked.id, read_past, AT)


def write(app, database, ground, parked, read_past=NO_PAST):
    with database.transaction() as db:
        confirm_intake(db, db.get_one(ListIntake, parked.id), by=ground.hr)
    with app.app_context():
        write_intake(parked.id, read_past, AT, by_name="HR")


def lines_of(database, parked):
    with database.reading() as db:
        rows = db.scalars(
            select(ListIntakeRow).where(ListIntakeRow.intake_id == parked.id).order_by(ListIntakeRow.position)
        )
        return [one.line for one in rows]


def state_of(database, parked):
    with database.reading() as db:
        return db.get_one(ListIntake, parked.id)


def test_each_of_54_dirty_rows_comes_to_its_known_outcome_and_the_totals_add_up(app, database, ground):
    with database.transaction() as db:
        own = lay_people(db, ground)
        past = past_of(db)
    parked = park(database, ground, own, xlsx_file(*map(cells_of_case, CASES), [], []))
    check(app, parked, lambda *_: past)
    lines = lines_of(database, parked)
    found = [
        (line["row"], line["outcome"], {finding["kind"] for finding in line["findings"]}) for line in lines
    ]
    wrong = [
        (number, case, outcome, kinds)
        for (number, outcome, kinds), case in zip(found, CASES, strict=True)
        if outcome != case.outcome or (case.finding and case.finding not in kinds)
    ]
    assert wrong == []
    totals, counted = state_of(database, parked).totals, Counter(case.outcome for case in CASES)
    outcomes = {name: totals[name] for name in ("created", "matched", "changed", "refused")}
    assert len(CASES) == totals["rows"] == sum(outcomes.values()) == 54
    assert outcomes == dict(counted)
    write(app, database, ground, parked, lambda *_: past)
    final = state_of(database, parked)
    assert (final.state, {name: final.totals[name] for name in outcomes}) == (IntakeState.WRITTEN, outcomes)
    with database.reading() as db:
        taken = len(entries_of(db, own))
    # One row repeats another of the same file: the person stands on the list once.
    assert taken == 54 - outcomes["refused"] - 1


def test_the_same_file_twice_doubles_nobody(app, database, ground, found):
    data = xlsx_file(row(1), row(2, family="Oripov"))
    for _time in range(2):
        parked = park(database, ground, found, data)
        check(app, parked)
        write(app, database, ground, parked)
    with database.reading() as db:
        numbers = [
            db.scalar(select(func.count()).select_from(table)) for table in (Candidate, CandidateListEntry)
        ]
    assert numbers == [2, 2]
    assert [line["outcome"] for line in lines_of(database, parked)] == ["matched", "matched"]
    assert state_of(database, parked).totals["matched"] == 2


def test_nobody_is_registered_before_the_confirmation_and_a_dropped_file_leaves_no_trace(
    app, database, ground, found
):
    parked = park(database, ground, found, xlsx_file(row()))
    check(app, parked)
    with database.transaction() as db:
        assert db.scalars(select(Candidate)).all() == []
        cancel_intake(db, db.get_one(ListIntake, parked.id))
        assert db.scalars(select(ListIntakeRow)).all() == []
    with pytest.raises(ImportPassed):
        write(app, database, ground, parked)


def test_a_template_is_checked_at_once_and_a_strange_sheet_is_asked_for(database, ground, found):
    assert park(database, ground, found, xlsx_file(row())).state is IntakeState.CHECKING
    strange = csv_file(["1", "Karimov Botir Aliyevich", pinfl(1)], headings=["T/r", "Xodim", "Raqami"])
    parked = park(database, ground, found, strange, "strange.csv")
    assert parked.state is IntakeState.MAPPING
    assert parked.columns["columns"] == {"1": "full_name", "2": "pinfl"}
    assert parked.columns["why"] == {"1": "content", "2": "content"}


def test_a_person_corrects_the_columns_and_the_rows_are_read_by_them(app, database, ground, found):
    data = csv_file(["Botir", "Karimov", pinfl(1)], headings=["X", "Y", "Z"])
    parked = park(database, ground, found, data, "xyz.csv")
    with database.transaction() as db:
        kept = db.get_one(ListIntake, parked.id)
        choose_columns(db, kept, {0: "given_name", 1: "family_name", 2: "pinfl", 3: ""})
    check(app, parked)
    assert [line["name_latn"] for line in lines_of(database, parked)] == ["Karimov Botir"]


def test_columns_that_name_nobody_or_stand_twice_are_refused():
    with pytest.raises(MappingIncomplete):
        read_mapping({0: "family_name", 1: "pinfl"})
    with pytest.raises(MappingDoubled):
        read_mapping({0: "full_name", 1: "pinfl", 2: "pinfl"})


def test_the_heading_is_found_below_a_title_and_on_a_later_sheet():
    notes = [HeadRow(1, ["Eslatma"])]
    people = [HeadRow(1, ["2027-yil", ""]), HeadRow(3, ["F.I.Sh.", "JShShIR"]), HeadRow(4, ["A B C", "1"])]
    proposal = propose_columns([notes, people])
    assert (proposal.sheet, proposal.heading, proposal.sure) == (1, 3, True)


def test_only_an_open_list_takes_files_and_one_that_was_submitted_meanwhile_gets_nothing(
    app, database, ground, found
):
    parked = park(database, ground, found, xlsx_file(row(2)))
    check(app, parked)
    with database.transaction() as db:
        own = db.get_one(CandidateList, found.id)
        put(db, own, ground.hr, 1)
        confirm_intake(db, db.get_one(ListIntake, parked.id), by=ground.hr)
        submit_list(db, own, NO_PAST, by=ground.head, at=AT)
    with app.app_context():
        write_intake(parked.id, NO_PAST, AT, by_name="HR")
    kept = state_of(database, parked)
    assert (kept.state, "submitted" in (kept.problem or "")) == (IntakeState.CHECKED, True)
    with pytest.raises(ListNotOpen):
        park(database, ground, found, xlsx_file(row(3)))


def test_a_file_that_breaks_after_its_head_says_so(app, database, ground, found, monkeypatch):
    parked = park(database, ground, found, xlsx_file(row(), row(2)))
    monkeypatch.setattr("examapp.candidates.intake_checking.MOST_ROWS", 1)
    check(app, parked)
    kept = state_of(database, parked)
    assert kept.state is IntakeState.FAILED
    assert "more than" in (kept.problem or "")
    with pytest.raises(SheetUnreadable):
        read_head(b"\xd0\xcf\x11\xe0", "old.xls")


def test_rows_are_read_page_by_page_and_by_outcome(app, database, ground, found):
    parked = park(
        database, ground, found, xlsx_file(*[row(number) for number in range(1, 6)], row(6, pinfl="1"))
    )
    check(app, parked)
    with database.reading() as db:
        kept = db.get_one(ListIntake, parked.id)
        assert [len(list_rows(db, kept, page=page, size=4).rows) for page in (1, 2, 9)] == [4, 2, 2]
        assert len(list_rows(db, kept, show="refused").rows) == 1
