from datetime import date

import pytest

from examapp.candidates.cells import Cell, CellKind
from examapp.candidates.identity import (
    birth_date_of,
    compare_birth_dates,
    pinfl_check_digit,
    pinfl_fits,
    read_birth_date,
    read_document,
    read_pinfl,
    show_pinfl,
)
from tests.examapp.candidates.making import TODAY, pinfl

GOOD = pinfl(1)


def kinds(reading):
    return [finding.kind for finding in reading.findings]


def test_the_check_digit_is_the_sum_weighted_7_3_1_modulo_10():
    # 3*7 + 0*3 + 7*1 + 0*7 + 3*3 + 8*1 + 5*7 + 5*3 + 1*1 + 2*7 + 0*3 + 0*1 + 1*7 = 117
    assert GOOD == "30703855120017"
    assert pinfl_check_digit(GOOD) == 117 % 10


@pytest.mark.parametrize("place", range(14))
def test_one_wrong_digit_is_noticed(place):
    wrong = str((int(GOOD[place]) + 1) % 10)
    assert not pinfl_fits(GOOD[:place] + wrong + GOOD[place + 1 :])


def test_a_right_pinfl_is_read_without_findings():
    assert read_pinfl(Cell(GOOD)).value == GOOD
    assert kinds(read_pinfl(Cell(GOOD))) == []


def test_a_wrong_check_digit_is_a_warning_and_the_number_is_kept():
    wrong = GOOD[:-1] + "0"
    assert read_pinfl(Cell(wrong)).value == wrong
    assert kinds(read_pinfl(Cell(wrong))) == ["pinfl_check"]


@pytest.mark.parametrize(
    "typed", ["3 070385 512 0017", " 30703855120017", "'30703855120017", "30703855-120017\u00a0"]
)
def test_spaces_and_signs_between_the_digits_are_repaired(typed):
    assert read_pinfl(Cell(typed)).value == GOOD
    assert kinds(read_pinfl(Cell(typed))) == ["pinfl_spaces"]


@pytest.mark.parametrize(
    "typed", ["3.2E+13", "3,07039E+13", "3,07039Е+13", "3.2e13", "4E+13", " 3.07038551200E+13 ", "3.2 E +13"]
)
def test_lesson_31_scientific_notation_is_refused(typed):
    assert kinds(read_pinfl(Cell(typed))) == ["pinfl_scientific"]


@pytest.mark.parametrize("number", ["32000000000000", "30703850000000", "3.2e+13"])
def test_lesson_31_a_number_whose_end_was_cut_is_refused(number):
    assert kinds(read_pinfl(Cell(number, CellKind.NUMBER))) == ["pinfl_scientific"]


def test_lesson_31_a_whole_number_of_14_digits_is_taken_as_text_and_told():
    reading = read_pinfl(Cell(GOOD, CellKind.NUMBER))
    assert (reading.value, kinds(reading)) == (GOOD, ["pinfl_number"])


@pytest.mark.parametrize(("typed", "digits"), [("3070385512001", 13), ("307038551200177", 15), ("12", 2)])
def test_another_length_is_refused_and_the_digits_are_counted(typed, digits):
    reading = read_pinfl(Cell(typed))
    assert kinds(reading) == ["pinfl_length"]
    assert reading.findings[0].facts == {"digits": digits}


@pytest.mark.parametrize(("typed", "sign"), [("3O703855120017", "O"), ("٣٠٧٠٣٨٥٥١٢٠٠١٧", "٣"), ("yoʻq", "y")])
def test_what_is_no_digit_is_named(typed, sign):
    assert read_pinfl(Cell(typed)).findings[0].facts == {"sign": sign}


def test_a_pinfl_carries_its_birth_date():
    assert birth_date_of(GOOD) == date(1985, 3, 7)
    assert birth_date_of(pinfl(1, date(2003, 12, 31))) == date(2003, 12, 31)
    assert birth_date_of("39913855120017") is None
    assert birth_date_of("90703855120017") is None


def test_another_birth_date_than_the_pinfls_is_a_warning():
    assert [item.kind for item in compare_birth_dates(GOOD, date(1985, 3, 8))] == ["pinfl_birth"]
    assert compare_birth_dates(GOOD, date(1985, 3, 7)) == []
    assert compare_birth_dates(None, date(1985, 3, 7)) == []


def test_a_pinfl_is_shown_in_groups():
    assert show_pinfl(GOOD) == "3 070385 512 0017"
    assert show_pinfl("123") == "123"


@pytest.mark.parametrize("typed", ["aa1234567", "AA 1234567", "АА1234567", "AA № 1234567", " АА-1234567"])
def test_a_document_is_written_in_one_way(typed):
    reading = read_document(Cell(typed))
    assert (reading.value, kinds(reading)) == ("AA1234567", ["document_written"])


def test_a_document_written_so_already_is_no_repair():
    assert kinds(read_document(Cell("AD7654321"))) == []


@pytest.mark.parametrize(
    "typed", ["A1234567", "AA123456", "AA12345678", "1234567AA", "ЖЖ1234567", "AA12345б7"]
)
def test_another_document_is_refused(typed):
    assert kinds(read_document(Cell(typed))) == ["document_shape"]


@pytest.mark.parametrize(
    "typed", ["07.03.1985", "7.3.1985", "07/03/1985", "7-3-1985", "1985-03-07", "07.03.1985 г."]
)
def test_a_birth_date_is_read_as_people_write_it(typed):
    assert read_birth_date(Cell(typed), TODAY).value == date(1985, 3, 7)


def test_a_spreadsheets_own_date_is_read():
    assert read_birth_date(Cell("1985-03-07", CellKind.DATE), TODAY).value == date(1985, 3, 7)


@pytest.mark.parametrize("typed", ["31.02.1985", "07.13.1985", "1985", "31113", "mart", "07.03.85"])
def test_what_is_no_date_is_refused(typed):
    assert kinds(read_birth_date(Cell(typed), TODAY)) == ["date_unreadable"]


@pytest.mark.parametrize("typed", ["31.12.1919", "03.11.2010", "01.01.2030"])
def test_a_date_on_which_no_civil_servant_was_born_is_refused(typed):
    assert kinds(read_birth_date(Cell(typed), TODAY)) == ["date_impossible"]


def test_somebody_who_turns_sixteen_today_may_be_one():
    assert read_birth_date(Cell("02.11.2010"), TODAY).value == date(2010, 11, 2)
