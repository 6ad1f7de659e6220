"""Which deadlines of a year were kept and which were missed: one case for each thing that had a last day.

The rules and their days come from the policy: list.deadline_days and order.deadline_days before the first day
of tests (P 14), the first of notice.days_before (P 15), certificate.issue_within_days after the decision, and
appeal.window in working days. Days are days in Tashkent; the last day itself is in time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rule(StrEnum):
    """What had to be done in time."""

    LIST = "list"
    ORDER = "order"
    NOTICE = "notice"
    CERTIFICATE = "certificate"
    APPEAL_WINDOW = "appeal_window"
    APPEAL_ANSWER = "appeal_answer"


class Kept(StrEnum):
    """How a case stands."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True)
class Case:
    """One thing that had a last day: `done` is when it, or its last part, was done, None while it is owed.

    `code` names the list, sitting or sheet; `people` counts whom it concerns, `late_people` those who were
    told, or got it, too late or not yet; both are 0 where the case is one paper.
    """

    rule: Rule
    code: str
    names: Mapping[str, str]
    due: date
    done: date | None
    today: date
    people: int = 0
    late_people: int = 0

    @property
    def days_late(self) -> int:
        """How many days after the last day it was done, or is owed by now."""
        return max(0, ((self.done or self.today) - self.due).days)

    @property
    def state(self) -> Kept:
        """Whether it was kept."""
        if self.days_late:
            return Kept.MISSED
        return Kept.KEPT if self.done else Kept.OPEN


@dataclass(frozen=True)
class RuleCount:
    """How many cases of a rule were kept, were missed, and are still open."""

    rule: Rule
    kept: int
    missed: int
    open: int

    @property
    def percent(self) -> int | None:
        """The share kept of those that are settled, in whole percent, rounded down."""
        settled = self.kept + self.missed
        return 100 * self.kept // settled if settled else None


def count_rules(cases: Iterable[Case]) -> list[RuleCount]:
    """Return the numbers of each rule, also of one without cases."""
    listed = list(cases)
    return [
        RuleCount(rule, *(_number(listed, rule, state) for state in (Kept.KEPT, Kept.MISSED, Kept.OPEN)))
        for rule in Rule
    ]


def _number(cases: Sequence[Case], rule: Rule, state: Kept) -> int:
    return sum(case.rule is rule and case.state is state for case in cases)


def list_worst(cases: Iterable[Case], most: int | None = None) -> list[Case]:
    """Return what was missed, the latest first."""
    missed = [case for case in cases if case.state is Kept.MISSED]
    missed.sort(key=lambda case: (-case.days_late, -case.late_people, case.rule, case.code))
    return missed[:most]
