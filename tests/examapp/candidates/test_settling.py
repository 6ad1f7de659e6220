"""Settling rows that were judged by themselves, without any database."""

from examapp.candidates.cells import Cell, ReadRow
from examapp.candidates.row_judging import judge_row
from examapp.candidates.settling import Outcome, settle
from tests.examapp.candidates.making import TODAY, pinfl

CELLS = {"family_name": "Karimov", "given_name": "Botir", "pinfl": pinfl(1), "organisation": "FA-001"}


def judged(number, **more):
    cells = {name: Cell(text) for name, text in (CELLS | more).items()}
    return judge_row(ReadRow(number, cells), TODAY)


def outcomes(*rows, **more):
    return [(row.outcome, [finding.kind for finding in row.findings]) for row in settle(rows, **more)]


def test_a_row_without_organisation_is_refused_unless_one_is_meant_for_all():
    row = judged(2, organisation="")
    assert outcomes(row) == [(Outcome.REFUSED, ["organisation_missing"])]
    assert outcomes(row, organisation="FA-001") == [(Outcome.CREATED, [])]


def test_the_same_person_twice_is_matched_to_the_first_row():
    settled = settle([judged(2), judged(5, position="Mutaxassis")])
    assert [row.outcome for row in settled] == [Outcome.CREATED, Outcome.MATCHED]
    assert settled[1].findings[0].facts == {"row": 2}


def test_a_row_that_contradicts_an_earlier_one_is_refused():
    assert outcomes(judged(2, position="Mutaxassis"), judged(3, position="Boshliq"))[1] == (
        Outcome.REFUSED,
        ["contradicts_row"],
    )


def test_a_refused_row_claims_nobody():
    assert outcomes(judged(2, given_name=""), judged(3)) == [
        (Outcome.REFUSED, ["missing"]),
        (Outcome.CREATED, []),
    ]


def test_two_people_of_one_document_and_birth_date_contradict_each_other():
    same = {"document": "AA1234567", "birth_date": "07.03.1985"}
    assert outcomes(judged(2, **same), judged(3, pinfl=pinfl(2), **same))[1] == (
        Outcome.REFUSED,
        ["contradicts_row"],
    )


def test_one_name_and_birth_date_in_two_rows_is_told_where_no_number_says_that_they_are_one():
    by_document = {"pinfl": "", "document": "AA1234567", "birth_date": "07.03.1985"}
    same = judged(3, family_name="Каримов", given_name="Ботир", **by_document)
    assert outcomes(judged(2), same) == [(Outcome.CREATED, []), (Outcome.CREATED, ["alike_row"])]
    other = judged(3, patronymic="Saidovich", **by_document)
    assert outcomes(judged(2, patronymic="Abduvohidovich"), other)[1] == (Outcome.CREATED, [])
    namesake = judged(3, pinfl=pinfl(2), document="AA7654321")
    assert outcomes(judged(2), namesake)[1] == (Outcome.CREATED, [])
