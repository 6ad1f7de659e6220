"""The short form of `./run faults reserve`: a reserve that lags takes over, and what is not on it is gone."""

import random

import pytest

from tests.faults.ground import postgres_ground
from tests.faults.reserve import run_pair, try_once
from tests.faults.serving import serving

WHILE_IT_LAGS = "main copy killed while the reserve lags"


@pytest.fixture(scope="module")
def pair():
    with run_pair() as found:
        yield found


def test_a_reserve_that_takes_over_holds_all_that_was_acknowledged_and_the_trials_see_another_mode(pair):
    chance = random.Random(5)
    with postgres_ground(pair.uri, 4, migrated=True) as ground, serving(ground, seats=3) as served:
        trial = try_once(WHILE_IT_LAGS, pair, served, chance)
        assert (trial.lost, trial.faults) == (0, [])
        assert trial.acknowledged > 0
        assert trial.recovery_s < 60
        pair.wait_for_reserve(wait=False)
        # A busy machine may have acknowledged nothing in the fifth of a second by which the reserve lags.
        assert any(try_once(WHILE_IT_LAGS, pair, served, chance).lost > 0 for _ in range(5))
