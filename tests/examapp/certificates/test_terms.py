from datetime import date

from examapp.certificates.terms import add_months, add_years


def test_validity_ends_on_the_same_day_and_in_february_on_the_last() -> None:
    assert add_years(date(2026, 11, 27), 5) == date(2031, 11, 27)
    assert add_years(date(2028, 2, 29), 5) == date(2033, 2, 28)


def test_months_are_counted_over_the_year_and_end_with_the_month() -> None:
    assert add_months(date(2031, 11, 27), -6) == date(2031, 5, 27)
    assert add_months(date(2031, 8, 31), -6) == date(2031, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
