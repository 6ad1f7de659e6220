"""Judging a file by itself, and importing it into a database."""

import pytest
from sqlalchemy import func, select

from examapp.candidates.errors import ImportPassed
from examapp.candidates.hr_import import (
    cancel_import,
    check_file,
    import_file,
    judge_file,
    judge_kept,
    read_file,
    write_import,
)
from examapp.candidates.models import Candidate, CandidateImport, ImportState
from examapp.candidates.receipts import public_receipt
from examapp.core.audit import AuditEntry, latest_entries
from tests.cast import BEGINNING
from tests.examapp.candidates.making import (
    TODAY,
    csv_file,
    kinds,
    make_candidate,
    pinfl,
    row,
    totals,
    xlsx_file,
)
from tests.examapp.organisations.making import make_organisation

DIRTY = [
    row(1),
    row(2, family="Ko'chqorova", given="O`g`iloy"),
    row(3, family="Rаhmonov", given="Jаsur"),
    row(4, pinfl="3.2E+13"),
    row(5, pinfl=pinfl(5)[:-1]),
    row(6, family="Kar\u202eimov"),
    [""] * 9,
    row(7, family="Қодирова", given="Зулфия", patronymic="Анваровна"),
    row(1),
    row(8, given=""),
]


def judge(*rows, **more):
    return judge_file(csv_file(*rows), "list.csv", today=TODAY, **more)


def run(database, *rows, data=None, **more):
    judged = read_file(data or csv_file(*rows), "list.csv", today=TODAY)
    with database.transaction() as db:
        return import_file(db, judged, actor="staff:T", at=BEGINNING, **more).receipt


def candidates(database):
    with database.reading() as db:
        return db.scalars(select(Candidate).order_by(Candidate.id)).all()


@pytest.fixture
def body(database):
    with database.transaction() as db:
        return make_organisation(db)


def test_lesson_29_every_row_has_an_outcome_and_the_totals_add_up():
    receipt = judge(*DIRTY)
    assert totals(receipt) == (4, 1, 0, 4)
    assert receipt["repaired"] == 2
    assert receipt["blank"] == 1
    assert [line["row"] for line in receipt["receipt"]] == [2, 3, 4, 5, 6, 7, 9, 10, 11]
    assert all(line["findings"] for line in receipt["receipt"] if line["outcome"] == "refused")


def test_lesson_29_who_is_said_to_be_created_is_there(database, body):
    receipt = run(database, *DIRTY)
    written = {candidate.name_latn for candidate in candidates(database)}
    assert written == {line["name_latn"] for line in receipt["receipt"] if line["outcome"] == "created"}
    assert len(written) == receipt["created"] == 4


def test_lesson_30_good_rows_are_taken_when_others_are_refused(database, body):
    receipt = run(database, row(1), row(2, pinfl="3.2E+13"), row(3))
    assert totals(receipt) == (2, 0, 0, 1)
    assert len(candidates(database)) == 2


def test_lesson_30_a_duplicate_in_the_file_does_not_fail_the_file(database, body):
    receipt = run(database, row(1), row(1), row(1, family="Boshqa"), row(2))
    assert [line["outcome"] for line in receipt["receipt"]] == ["created", "matched", "refused", "created"]
    assert kinds(receipt, 1) == ["repeats_row"]
    assert kinds(receipt, 2) == ["contradicts_row"]


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_lesson_31_a_pinfl_that_excel_spoilt_is_refused_and_the_others_are_text(database, body, make):
    receipt = run(database, data=make(row(1), row(2, pinfl="3,07039E+13"), row(3, pinfl="3.2E+13")))
    assert totals(receipt) == (1, 0, 0, 2)
    assert kinds(receipt, 1) == kinds(receipt, 2) == ["pinfl_scientific"]
    assert [candidate.pinfl for candidate in candidates(database)] == [pinfl(1)]


def test_the_same_file_twice_matches_everybody_and_doubles_nobody(database, body):
    rows = [row(1), row(2, family="Ko'chqorova"), row(3, pinfl="", document="AB7654321")]
    assert totals(run(database, *rows)) == (3, 0, 0, 0)
    again = run(database, *rows)
    assert totals(again) == (0, 3, 0, 0)
    assert len(candidates(database)) == 3


def test_a_row_that_says_something_new_changes_the_record(database, body):
    run(database, row(1))
    receipt = run(database, row(1, position="Boʻlim boshligʻi", document="AB7654321"))
    assert totals(receipt) == (0, 0, 1, 0)
    assert [item["column"] for item in receipt["receipt"][0]["changes"]] == ["document", "position"]
    assert candidates(database)[0].positions == {"uz-Latn": "Boʻlim boshligʻi"}


def test_an_empty_cell_takes_nothing_away(database, body):
    run(database, row(1))
    receipt = run(database, row(1, position="", document="", born="", language="", organisation=""))
    assert totals(receipt) == (0, 1, 0, 0)
    kept = candidates(database)[0]
    assert (kept.document, kept.positions) == ("AA1000001", {"uz-Latn": "Bosh mutaxassis"})


def test_the_same_name_in_the_other_script_changes_nothing(database, body):
    run(database, row(1))
    receipt = run(database, row(1, family="Каримов", given="Ботир", patronymic="Абдувоҳидович"))
    assert totals(receipt) == (0, 1, 0, 0)
    assert candidates(database)[0].name_latn == "Karimov Botir Abduvohidovich"


def test_a_display_name_mended_by_hand_outlives_an_import(database, body):
    run(database, row(1))
    with database.transaction() as db:
        db.scalars(select(Candidate)).one().name_cyrl = "Каримов Ботир Абдувохидович"
    run(database, row(1, position="Boʻlim boshligʻi"))
    assert candidates(database)[0].name_cyrl == "Каримов Ботир Абдувохидович"


def test_a_name_that_an_import_changes_stands_in_the_log_with_the_former_one(database, body):
    run(database, row(1))
    run(database, row(1, family="Karimova"))
    with database.reading() as db:
        (entry,) = [one for one in latest_entries(db) if one.act == "candidate.changed"]
    assert "Karimova Botir Abduvohidovich" in entry.facts
    assert '"former_name":"Karimov Botir Abduvohidovich / ' in entry.facts


def test_a_person_of_document_and_birth_date_gets_the_pinfl_later(database, body):
    run(database, row(1, pinfl=""))
    receipt = run(database, row(1))
    assert totals(receipt) == (0, 0, 1, 0)
    assert [candidate.pinfl for candidate in candidates(database)] == [pinfl(1)]


def test_a_document_of_somebody_else_is_refused(database, body):
    run(database, row(1), row(2))
    receipt = run(database, row(1, document="AA1000002"), row(3, document="AA1000001"))
    assert totals(receipt) == (0, 0, 0, 2)
    assert kinds(receipt, 0) == kinds(receipt, 1) == ["document_of_another"]


def test_two_rows_that_mean_one_registered_person_by_other_keys_are_told(database, body):
    run(database, row(1))
    receipt = run(database, row(1), row(1, pinfl="", position="Boshqa lavozim"))
    assert [line["outcome"] for line in receipt["receipt"]] == ["matched", "refused"]
    assert kinds(receipt, 1) == ["contradicts_row"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("XX-999", "organisation_unknown"),
        ("", "organisation_missing"),
        ("Umumiy nom", "organisation_ambiguous"),
    ],
)
def test_an_organisation_that_is_not_one_is_refused_with_what_to_do(database, body, text, kind):
    with database.transaction() as db:
        for _ in range(2):
            make_organisation(db, "Umumiy nom")
    receipt = run(database, row(1, organisation=text))
    assert (totals(receipt), kinds(receipt)) == ((0, 0, 0, 1), [kind])


def test_an_organisation_is_known_by_name_in_any_script(database, body):
    receipt = run(database, row(1, organisation="Олтиариқ тумани ҳокимлиги"))
    assert totals(receipt) == (1, 0, 0, 0)


def test_rows_without_organisation_get_the_one_that_was_chosen(database, body):
    assert totals(run(database, row(1, organisation=""), organisation="FA-001")) == (1, 0, 0, 0)


def test_a_regional_import_knows_only_the_own_region(database, body):
    with database.transaction() as db:
        make_organisation(db, "Toshkent idorasi", region_code="UZ-TK")
    run(database, row(1))
    receipt = run(database, row(1, organisation="TK-001"), row(2), region_code="UZ-TK")
    assert kinds(receipt, 0) == ["person_elsewhere"]
    assert kinds(receipt, 1) == ["organisation_unknown"]
    assert candidates(database)[0].organisation_id == body.id


def test_similar_names_with_different_pinfls_are_two_people_and_told(database, body):
    with database.transaction() as db:
        make_candidate(db, body, 9, family_name="Ismailov", given_name="Sherzod")
    receipt = run(database, row(1, family="Ismoilov", given="Sherzod"))
    assert (totals(receipt), kinds(receipt)) == ((1, 0, 0, 0), ["similar"])


def test_similar_names_of_one_birth_date_without_two_pinfls_are_left_to_a_person(database, body):
    with database.transaction() as db:
        make_candidate(db, body, 9, family_name="Qarshibaev", given_name="Ali")
    receipt = run(database, row(1, family="Qarshiboev", given="Ali", pinfl="", document="AB7654321"))
    assert (totals(receipt), kinds(receipt)) == ((0, 0, 0, 1), ["possible_duplicate"])


def test_a_check_writes_nobody_and_is_written_once(database, body):
    judged = read_file(csv_file(*DIRTY), "list.csv", today=TODAY)
    with database.transaction() as db:
        checked = check_file(db, judged, actor="staff:T", at=BEGINNING)
    assert candidates(database) == []
    rows = judge_kept(checked, BEGINNING)
    with database.transaction() as db:
        write_import(db, db.get_one(CandidateImport, checked.id), rows, actor="staff:T", at=BEGINNING)
    with pytest.raises(ImportPassed), database.transaction() as db:
        write_import(db, db.get_one(CandidateImport, checked.id), rows, actor="staff:T", at=BEGINNING)
    assert len(candidates(database)) == 4


def test_a_check_that_was_overtaken_is_written_as_things_stand_then(database, body):
    judged = read_file(csv_file(row(1)), "list.csv", today=TODAY)
    with database.transaction() as db:
        checked = check_file(db, judged, actor="staff:T", at=BEGINNING)
        assert totals(checked.receipt) == (1, 0, 0, 0)
        import_file(db, judged, actor="staff:T", at=BEGINNING)
        write_import(db, checked, judged.rows, actor="staff:T", at=BEGINNING)
        assert totals(checked.receipt) == (0, 1, 0, 0)
    assert len(candidates(database)) == 1


def test_a_cancelled_check_keeps_no_cells_and_cannot_be_written(database, body):
    judged = read_file(csv_file(row(1)), "list.csv", today=TODAY)
    with database.transaction() as db:
        checked = check_file(db, judged, actor="staff:T", at=BEGINNING)
        cancel_import(db, checked)
        assert (checked.state, checked.rows_read) == (ImportState.CANCELLED, None)
        with pytest.raises(ImportPassed):
            judge_kept(checked, BEGINNING)
        with pytest.raises(ImportPassed):
            cancel_import(db, checked)


def test_an_import_stands_in_the_audit_log_with_its_totals_and_without_names(database, body):
    run(database, row(1), row(2, pinfl="12"))
    with database.reading() as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.act == "candidates.imported")).one()
    assert '"created":1' in entry.facts
    assert "Karimov" not in entry.facts


def test_a_file_is_judged_without_any_database():
    receipt = judge_file(xlsx_file(row(1), row(2, organisation="anything")), "list.xlsx", today=TODAY)
    assert totals(receipt) == (2, 0, 0, 0)
    assert [line["findings"] for line in receipt["receipt"]] == [[], []]


def test_the_receipt_for_programs_holds_no_names(database, body):
    shown = public_receipt(judge(*DIRTY))
    assert set(shown["receipt"][0]) == {"row", "outcome", "findings"}
    assert "Karimov" not in str(shown)
    assert shown["receipt"][3]["findings"][0]["kind"] == "pinfl_scientific"


def test_a_hundred_rows_are_looked_up_in_a_handful_of_queries(database, body):
    run(database, *[row(number) for number in range(100)])
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Candidate)) == 100
