"""A quarter of a year as people in Tashkent count it: January to March is the first."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_

from examapp.core.clock import TASHKENT
from examapp.sittings.models import Sitting, SittingState

_WRITTEN: Final = re.compile(r"(20[0-9]{2})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """As addresses and files write it: 2026-Q4."""
        return f"{self.year}-Q{self.number}"

    @property
    def starts_at(self) -> datetime:
        """Its first moment in Tashkent."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=TASHKENT)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in it."""
        return self.later(1).starts_at

    def later(self, quarters: int) -> "Quarter":
        """Return the one so many quarters later, or earlier for a negative number."""
        year, index = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)

    def holds(self) -> ColumnElement[bool]:
        """Return the condition over Sitting: it began in this quarter."""
        return and_(Sitting.starts_at >= self.starts_at, Sitting.starts_at < self.ends_at)

    def is_official(self) -> ColumnElement[bool]:
        """Return the condition over Sitting: held in this quarter, no rehearsal and not cancelled."""
        return and_(self.holds(), Sitting.rehearsal.is_(False), Sitting.state != SittingState.CANCELLED)


def quarter_of(moment: datetime) -> Quarter:
    """Return the quarter of a moment."""
    local = moment.astimezone(TASHKENT)
    return Quarter(local.year, (local.month + 2) // 3)


def read_quarter(text: str) -> Quarter | None:
    """Return the quarter that an address names, or None."""
    found = _WRITTEN.fullmatch(text)
    return Quarter(int(found[1]), int(found[2])) if found else None


def last_complete(at: datetime) -> Quarter:
    """Return the newest quarter that is over."""
    return quarter_of(at).later(-1)


def list_quarters(first: datetime | None, at: datetime) -> list[Quarter]:
    """Return the quarters from that of `first` to that of `at`, the newest first."""
    newest = quarter_of(at)
    oldest = min(quarter_of(first), newest) if first is not None else newest
    listed = [newest]
    while listed[-1] > oldest:
        listed.append(listed[-1].later(-1))
    return listed
