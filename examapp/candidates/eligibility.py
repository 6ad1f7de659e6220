"""Whether somebody may be attested in a year, and why not. Pure: past results are handed in as arguments.

A certificate that stands to the end of the year makes another attestation needless
(certificate.validity_years); after a failure two months pass, to the same day number, else to the month's
last (fail.retake_wait, N); the table of positions is provisional (R), so a position outside of it is told and
refuses nobody.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from examapp.candidates.findings import Finding


@dataclass(frozen=True)
class PastResults:
    """What stands of a person's earlier tests in a programme.

    `valid_until` is the last day of the certificate that stands; `failed_on` the day of the last failure, or
    of an absence that counts as one, which no certificate has followed.
    """

    valid_until: date | None = None
    failed_on: date | None = None


NOTHING_PAST = PastResults()
# (db, programme_id, candidate ids, at) → what stands of each; the portal provides it, for it lies above.
ReadPast = Callable[[Session, int, Sequence[int], datetime], Mapping[int, PastResults]]


@dataclass(frozen=True)
class Rules:
    """What governs the eligibility of a year's list."""

    year: int
    today: date
    wait_months: int

    @property
    def last_day(self) -> date:
        """The year's last day."""
        return date(self.year, 12, 31)


def add_months(day: date, months: int) -> date:
    """Return the same day number so many months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def judge_eligibility(past: PastResults, rules: Rules, *, position_listed: bool = True) -> list[Finding]:
    """Return what speaks against or should be known; one that refuses means: not eligible in this year."""
    findings = []
    if past.valid_until is not None and past.valid_until >= rules.today:
        findings.append(_certificate(past.valid_until, rules))
    elif past.failed_on is not None:
        findings += _wait(add_months(past.failed_on, rules.wait_months), rules)
    if not position_listed:
        findings.append(Finding("position_not_listed", "position"))
    return findings


def _certificate(valid_until: date, rules: Rules) -> Finding:
    facts = {"day": f"{valid_until:%d.%m.%Y}"}
    if valid_until >= rules.last_day:
        return Finding("certificate_valid", "", facts)
    return Finding("certificate_ends", "", facts)


def _wait(free_from: date, rules: Rules) -> list[Finding]:
    if free_from <= max(rules.today, date(rules.year, 1, 1)):
        return []
    facts = {"day": f"{free_from:%d.%m.%Y}"}
    kind = "wait_beyond_year" if free_from > rules.last_day else "wait_after_failure"
    return [Finding(kind, "", facts)]
