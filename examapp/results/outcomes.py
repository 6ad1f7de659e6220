"""What an attempt comes to: passed, failed, removed, void or absent, by one rule, from plain facts.

Whoever handed in, or whose time was over, is judged by points; whoever was ended or never began, by the
typed reason that the proctor gave.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortConsequence

_HUNDRED: Final = Decimal(100)
_JUDGED_BY_POINTS: Final = frozenset({AttemptState.SUBMITTED, AttemptState.TIMED_OUT})
_BY_REASON: Final = {
    AbortConsequence.VOID: "void",
    AbortConsequence.FAIL: "failed",
    AbortConsequence.ABSENT: "absent",
}


class Outcome(StrEnum):
    """What stands in the last column of a sheet."""

    PASSED = "passed"
    FAILED = "failed"
    REMOVED = "removed"
    VOID = "void"
    ABSENT = "absent"
    EXCUSED = "excused"


# Who did not come, without and with a valid reason; and to whom the wait of a failure applies.
NOT_THERE: Final = frozenset({Outcome.ABSENT, Outcome.EXCUSED})
FAILURES: Final = frozenset({Outcome.FAILED, Outcome.REMOVED})
# Only these stand with points: elsewhere nothing was marked, or nothing counts.
BY_POINTS: Final = frozenset({Outcome.PASSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class Points:
    """The points of an attempt, and the maximum of the items that count."""

    points: Decimal
    maximum: Decimal


def pass_mark(maximum: Decimal, pass_percent: int) -> Decimal:
    """Return the fewest points that pass: the percentage of the maximum, rounded up to a whole point."""
    return (maximum * pass_percent / _HUNDRED).to_integral_value(ROUND_CEILING)


def share_percent(points: Decimal, maximum: Decimal) -> int:
    """Return the share in whole percent, rounded down, so that 59.9 never reads as 60."""
    if not maximum:
        return 0
    return int((points * _HUNDRED / maximum).to_integral_value(ROUND_FLOOR))


def is_weak(points: Decimal, maximum: Decimal) -> bool:
    """Tell whether a topic's points are less than half of what was to be had."""
    return points * 2 < maximum


def judge(
    state: AttemptState | None,
    scored: Points | None,
    consequence: AbortConsequence | None,
    pass_percent: int | None,
    own_mark: Decimal | None = None,
    *,
    removed: bool = False,
    excused: bool = False,
) -> Outcome:
    """Return the outcome of one booking of a closed sitting.

    `state` is None where nobody ever entered; `consequence` is that of the proctor's typed reason. An attempt
    that was ended without a recorded consequence counts as failed. `own_mark` is the fewest points that pass
    on the candidate's form where the rule is no percentage. `removed` tells that the proctor ended the
    attempt for a breach, `excused` that the working body has agreed to the reason of an absence. Raises
    ValueError for an attempt that still runs, or that is judged by points and has none.
    """
    if state in _JUDGED_BY_POINTS:
        if scored is None:
            raise ValueError("an attempt that was handed in is judged by its score")
        return _judge_points(scored, pass_percent, own_mark)
    if state in {AttemptState.IN_PROGRESS, AttemptState.PAUSED, AttemptState.CLOSING}:
        raise ValueError(f"the attempt is still {state}")
    ended = consequence or (
        AbortConsequence.FAIL if state is AttemptState.TERMINATED else AbortConsequence.ABSENT
    )
    if ended is AbortConsequence.FAIL and removed:
        return Outcome.REMOVED
    if ended is AbortConsequence.ABSENT and excused:
        return Outcome.EXCUSED
    return Outcome(_BY_REASON[ended])


def _judge_points(scored: Points, pass_percent: int | None, own_mark: Decimal | None) -> Outcome:
    if not scored.maximum:  # no item counts any more: nobody can have passed, or failed, on nothing
        return Outcome.VOID
    mark = own_mark if pass_percent is None else pass_mark(scored.maximum, pass_percent)
    if mark is None:
        raise ValueError("an attempt is judged by a percentage or by its form's own mark")
    return Outcome.PASSED if scored.points >= mark else Outcome.FAILED
