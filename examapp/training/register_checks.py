"""When an entry of the register was last checked, and whether that is too long ago."""

import calendar
from datetime import date
from typing import Final

CHECK_MONTHS: Final = 6


def months_before(day: date, months: int) -> date:
    """Return the same day number so many months earlier, or that month's last day."""
    place = day.year * 12 + day.month - 1 - months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_overdue(checked_on: date, today: date) -> bool:
    """Tell whether the last check is older than six months."""
    return checked_on < months_before(today, CHECK_MONTHS)
