"""What silences cost and what was given for them: pure, in minutes of one clock."""

import pytest

from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind
from examapp.proctoring.silences import Giving, minutes_due, reckon_losses
from tests.examapp.proctoring.stage import at

MINUTE = 60_000
BEGUN = (LedgerEntry(LedgerKind.STARTED, at(0)), LedgerEntry(LedgerKind.SHOWN, at(0)))
SILENCES = ((4.0, 6.0), (9.0, 11.0), (14.0, None))


def reckon(*givings: tuple[float, int], stops: tuple[LedgerEntry, ...] = ()) -> list[tuple[float, float]]:
    """Return minutes lost and given of each silence, looked at after twenty minutes."""
    moments = [(at(since).wall, None if until is None else at(until).wall) for since, until in SILENCES]
    given = [Giving(at(minute).wall, minutes * MINUTE) for minute, minutes in givings]
    losses = reckon_losses(AttemptClock(60 * MINUTE, 0, BEGUN + stops), moments, given, at(20))
    return [(loss.lost_ms / MINUTE, loss.given_ms / MINUTE) for loss in losses]


@pytest.mark.parametrize(
    ("givings", "given"),
    [
        ([], [0, 0, 0]),
        ([(11.5, 2)], [0, 2, 0]),
        ([(11.5, 3)], [1, 2, 0]),
        ([(7, 2), (11.5, 9)], [2, 2, 0]),
        ([(3, 5)], [0, 0, 0]),
        ([(11.5, 3), (12, -2)], [0, 1, 0]),
        ([(15, 3)], [0, 0, 3]),
        ([(15, 30), (16, -27)], [0, 0, 3]),
    ],
)
def test_minutes_are_for_the_last_silence_that_had_begun_and_what_is_left_for_those_before(
    givings: list[tuple[float, int]], given: list[float]
) -> None:
    assert reckon(*givings) == list(zip([2, 2, 6], given, strict=True))


def test_a_silence_in_which_the_clock_stood_has_cost_nothing() -> None:
    stops = (LedgerEntry(LedgerKind.MOVED, at(9)), LedgerEntry(LedgerKind.SEATED, at(16)))
    assert reckon(stops=stops) == [(2, 0), (4, 0)]


def test_due_is_what_was_not_given_for_a_silence_that_lasts_or_ended_lately() -> None:
    moments = [(at(since).wall, until and at(until).wall) for since, until in SILENCES]
    clock = AttemptClock(60 * MINUTE, 0, BEGUN)
    losses = reckon_losses(clock, moments, [Giving(at(15).wall, 5 * MINUTE)], at(20, seconds=1))
    assert [minutes_due(losses, at(minute).wall) for minute in (20, 11, 12, 0)] == [2, 4, 2, 6]
