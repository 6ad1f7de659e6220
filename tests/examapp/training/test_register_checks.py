"""Six months, on both sides of the boundary."""

from datetime import date

import pytest

from examapp.training.register_checks import is_overdue, months_before


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 11, 28), date(2026, 5, 28)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2026, 3, 5), date(2025, 9, 5)),
    ],
)
def test_the_same_day_number_or_the_months_last(today: date, before: date) -> None:
    assert months_before(today, 6) == before


def test_a_check_is_too_old_the_day_after_six_months() -> None:
    assert not is_overdue(date(2026, 5, 28), date(2026, 11, 28))
    assert is_overdue(date(2026, 5, 27), date(2026, 11, 28))
