"""When a centre is open. Pure: its week, its special days and the country's holidays in, hours out.

All times are Tashkent time, as minutes from midnight.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from examapp.core.clock import TASHKENT

DAY_MINUTES: Final = 24 * 60
_TYPED: Final = re.compile(r"(\d{1,2})[:. ]?(\d{2})")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when, in minutes from midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("a centre opens before it closes, within one day")


@dataclass(frozen=True)
class OpeningTimes:
    """The hours of each weekday (0 is Monday), and days that differ; None: closed all day."""

    week: Mapping[int, Hours]
    special_days: Mapping[date, Hours | None]

    def on(self, day: date, holidays: Collection[date] = ()) -> Hours | None:
        """Return a day's hours, None if closed; what is typed for the very day stands over a holiday."""
        if day in self.special_days:
            return self.special_days[day]
        return None if day in holidays else self.week.get(day.weekday())

    def covers(self, starts_at: datetime, ends_at: datetime, holidays: Collection[date] = ()) -> bool:
        """Tell whether the centre is open from one moment to another of the same day."""
        start, end = starts_at.astimezone(TASHKENT), ends_at.astimezone(TASHKENT)
        hours = self.on(start.date(), holidays)
        if hours is None or start.date() != end.date():
            return False
        return hours.opens <= _minute_of(start) and _minute_of(end) <= hours.closes


# For a centre whose hours nobody has typed yet; the policy's calendar works from Monday to Friday.
USUAL_WEEK: Final = {weekday: Hours(9 * 60, 18 * 60) for weekday in range(5)}


def _minute_of(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def read_time(typed: str) -> int | None:
    """Return the minutes of a time of day as people type it (9:00, 09.00, 0900), else None."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if int(found[2]) < 60 and minutes <= DAY_MINUTES else None


def show_time_of_day(minutes: int) -> str:
    """Return minutes from midnight as a time: 09:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
