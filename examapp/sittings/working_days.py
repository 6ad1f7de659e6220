"""The calendar of the attestation: Monday to Friday without the holidays of the policy."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from examapp.sittings.placing.records import WEEKDAYS


def holidays_between(table: Iterable[str], first: date, last: date) -> frozenset[date]:
    """Return the holidays of a stretch of days, both included; the table has `MM-DD` or `YYYY-MM-DD`."""
    days = set(table)
    return frozenset(
        day for day in _days(first, last) if day.isoformat() in days or day.isoformat()[5:] in days
    )


def has_working_day(first: date, last: date, holidays: Collection[date]) -> bool:
    """Tell whether anybody can be examined from one day to another."""
    return any(day.weekday() in WEEKDAYS and day not in holidays for day in _days(first, last))


def working_day_after(day: date, number: int, table: Iterable[str]) -> date:
    """Return the working day that comes so many working days after a day; the table as above."""
    last = day + timedelta(days=3 * number + 30)
    holidays = holidays_between(table, day, last)
    working = [one for one in _days(day, last) if one.weekday() in WEEKDAYS and one not in holidays]
    following = [one for one in working if one > day]
    return following[number - 1]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
