from decimal import Decimal

import pytest

from question_bank.decimals import read_plain_decimal, read_typed_number, write_decimal


@pytest.mark.parametrize("text", ["0", "1", "-1", "0.5", "0.50", "12.125"])
def test_a_plain_decimal_is_written_back_digit_for_digit(text):
    value = read_plain_decimal(text)
    assert value is not None
    assert write_decimal(value) == text


@pytest.mark.parametrize("text", ["", "1e3", "1,5", ".5", "5.", "007", "NaN", "Infinity", " 1", "١", "+1"])
def test_what_is_no_plain_decimal_is_not_read(text):
    assert read_plain_decimal(text) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1024", "1024"),
        (" 1024 ", "1024"),
        ("1 024", "1024"),
        ("12\u00a0800", "12800"),
        ("12\u202f800,5", "12800.5"),
        ("0,62", "0.62"),
        ("0.62", "0.62"),
        (",5", "0.5"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("– 3", "-3"),
        ("+7", "7"),
        ("1,024.5", "1024.5"),
        ("1.024,5", "1024.5"),
        ("1,024", "1.024"),
    ],
)
def test_lesson_37_decimal_comma_point_and_thousands_are_all_read_right(typed, value):
    assert read_typed_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["", " ", "-", ",", "abc", "1 2", "10 24", "1,2,3", "1..2", "1e3", "0x10", "--1", "²", "9" * 41]
)
def test_what_is_no_number_is_none(typed):
    assert read_typed_number(typed) is None
