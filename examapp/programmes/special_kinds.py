"""Two kinds of policy values with a shape of their own: the rule of passing, and the calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from examapp.core.i18n import N_
from examapp.programmes.errors import PolicyValueWrong
from examapp.programmes.value_kinds import Answers, read_whole

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")
# Any leap year: a holiday of each year may be 29 February.
_LEAP_YEAR = 2024


@dataclass(frozen=True)
class PassRule:
    """Exactly one rule: a percentage of the points that count, or the exam form's own cut score."""

    def check(self, value: Any) -> dict[str, Any]:
        """Return {"rule": "percent", "percent": 60} or {"rule": "cut_score"}."""
        if not isinstance(value, Mapping) or value.get("rule") not in {"percent", "cut_score"}:
            raise PolicyValueWrong(N_("Choose one of the options."), member="rule")
        if value["rule"] == "cut_score":
            return {"rule": "cut_score"}
        percent = value.get("percent")
        if isinstance(percent, bool) or not isinstance(percent, int) or not 1 <= percent <= 100:
            raise PolicyValueWrong(
                N_("Type a number from %(low)s to %(high)s."), member="percent", low=1, high=100
            )
        return {"rule": "percent", "percent": percent}

    def read(self, answers: Answers) -> dict[str, Any]:
        """Read the fields `rule` and, for the percentage, `percent`."""
        if answers.get("rule") != "percent":
            return self.check({"rule": answers.get("rule")})
        return self.check({"rule": "percent", "percent": read_whole(answers.get("percent"), "percent")})


@dataclass(frozen=True)
class Calendar:
    """The holidays: `MM-DD` of each year or `YYYY-MM-DD` of one.

    Saturday and Sunday are never working days, and the zone is Asia/Tashkent.
    """

    def check(self, value: Any) -> dict[str, Any]:
        """Return {"zone", "working_days", "holidays"} with the holidays sorted."""
        holidays = value.get("holidays") if isinstance(value, Mapping) else None
        if not isinstance(holidays, list):
            raise PolicyValueWrong(N_("Type one day a line, for example 21.03 or 20.03.2026."))
        for day in holidays:
            _check_day(str(day))
        return {"zone": "Asia/Tashkent", "working_days": [1, 2, 3, 4, 5], "holidays": sorted(set(holidays))}

    def read(self, answers: Answers) -> dict[str, Any]:
        """Read the field `value`: days as DD.MM or DD.MM.YYYY, apart by spaces, commas or lines."""
        words = str(answers.get("value") or "").replace(",", " ").replace(";", " ").split()
        return self.check({"holidays": [_read_day(word) for word in words]})


def _read_day(word: str) -> str:
    found = _DAY.fullmatch(word.rstrip("."))
    if found is None:
        raise PolicyValueWrong(N_("“%(day)s” is no day. Type it like 21.03 or 20.03.2026."), day=word)
    day, month, year = found.groups()
    kept = f"{int(month):02d}-{int(day):02d}"
    return f"{year}-{kept}" if year else kept


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day if len(day) > len("MM-DD") else f"{_LEAP_YEAR}-{day}")
    except ValueError as error:
        shown = ".".join(reversed(day.split("-")))
        raise PolicyValueWrong(
            N_("“%(day)s” is no day. Type it like 21.03 or 20.03.2026."), day=shown
        ) from error


def show_day(day: str) -> str:
    """Return a holiday as people write it: 21.03 or 20.03.2026."""
    return ".".join(reversed(day.split("-")))
