from decimal import Decimal

import pytest

from examapp.delivery.states import AttemptState
from examapp.proctoring.models import AbortConsequence
from examapp.results.outcomes import Outcome, Points, is_weak, judge, pass_mark, share_percent


def points(number: str, maximum: str = "50") -> Points:
    return Points(Decimal(number), Decimal(maximum))


@pytest.mark.parametrize(
    ("maximum", "percent", "mark"),
    [("50", 60, 30), ("47", 60, 29), ("45", 60, 27), ("10", 75, 8), ("50", 100, 50), ("50", 1, 1)],
)
def test_the_pass_mark_is_the_share_of_what_counts_rounded_up(maximum: str, percent: int, mark: int) -> None:
    assert pass_mark(Decimal(maximum), percent) == mark


@pytest.mark.parametrize(
    ("number", "maximum", "outcome"),
    [
        ("30", "50", Outcome.PASSED),
        ("29.99", "50", Outcome.FAILED),
        ("29", "47", Outcome.PASSED),
        # 28.5 of 47 is more than 60 %, and yet below the whole point that the rule asks for.
        ("28.5", "47", Outcome.FAILED),
        ("0", "50", Outcome.FAILED),
    ],
)
def test_an_attempt_passes_from_the_mark_on(number: str, maximum: str, outcome: Outcome) -> None:
    assert judge(AttemptState.SUBMITTED, points(number, maximum), None, 60) is outcome


def test_whose_time_is_over_is_judged_by_points_too() -> None:
    assert judge(AttemptState.TIMED_OUT, points("30"), None, 60) is Outcome.PASSED


def test_lesson_36_nobody_passes_when_no_item_counts_any_more() -> None:
    assert judge(AttemptState.SUBMITTED, points("0", "0"), None, 60) is Outcome.VOID


@pytest.mark.parametrize(
    ("consequence", "outcome"),
    [
        (AbortConsequence.VOID, Outcome.VOID),
        (AbortConsequence.FAIL, Outcome.FAILED),
        (AbortConsequence.ABSENT, Outcome.ABSENT),
        (None, Outcome.FAILED),
    ],
)
def test_whoever_was_ended_is_judged_by_the_reason_and_not_by_points(
    consequence: AbortConsequence | None, outcome: Outcome
) -> None:
    assert judge(AttemptState.TERMINATED, points("50"), consequence, 60) is outcome


@pytest.mark.parametrize("state", [None, AttemptState.AWAITING, AttemptState.AUTHORISED])
def test_whoever_never_started_is_absent(state: AttemptState | None) -> None:
    assert judge(state, None, None, 60) is Outcome.ABSENT


@pytest.mark.parametrize("state", [AttemptState.IN_PROGRESS, AttemptState.PAUSED, AttemptState.CLOSING])
def test_an_attempt_that_runs_has_no_outcome(state: AttemptState) -> None:
    with pytest.raises(ValueError, match="still"):
        judge(state, None, None, 60)


def test_an_attempt_that_was_handed_in_needs_its_score() -> None:
    with pytest.raises(ValueError, match="score"):
        judge(AttemptState.SUBMITTED, None, None, 60)


def test_the_shown_percentage_never_rounds_up_to_the_mark() -> None:
    assert share_percent(Decimal("29.99"), Decimal(50)) == 59
    assert share_percent(Decimal(30), Decimal(50)) == 60
    assert share_percent(Decimal(0), Decimal(0)) == 0


def test_less_than_half_of_a_topic_is_weak() -> None:
    assert is_weak(Decimal(4), Decimal(10))
    assert not is_weak(Decimal(5), Decimal(10))
