"""The calendar of a certificate: its years, and the months before its end."""

from calendar import isleap, monthrange
from datetime import date


def add_years(day: date, years: int) -> date:
    """Return the same day of a later year; the 29th of February falls on the 28th where there is none."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (or earlier, for less than 0), or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
