from decimal import Decimal
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.psychometrics.irt import (
    chances,
    difficulty_of,
    exact_chance,
    exact_information,
    information,
)

THETA = st.decimals(-4, 4, places=3)
SLOPE = st.decimals("0.05", 4, places=3)


def test_a_candidate_at_the_difficulty_is_right_every_second_time():
    assert chances(0.7, [1.3], [0.7])[0, 0] == pytest.approx(0.5)
    assert exact_chance(Decimal("0.7"), Decimal("1.3"), Decimal("0.7")) == Decimal("0.5")


def test_chances_and_information_are_abilities_by_items():
    assert chances([-1, 0, 1], [1, 2], [0, 0.5]).shape == (3, 2)
    assert information([-1, 0, 1], [1, 2], [0, 0.5]).shape == (3, 2)


def test_far_away_abilities_overflow_nowhere():
    assert chances([-1e6, 1e6], [3.0], [0.0])[:, 0].tolist() == [0.0, 1.0]


@given(theta=THETA, a=SLOPE, b=THETA)
def test_the_exact_chance_is_the_formula(theta, a, b):
    found = float(exact_chance(theta, a, b))
    assert found == pytest.approx(1 / (1 + exp(-float(a) * (float(theta) - float(b)))), abs=1e-12)
    assert found == pytest.approx(float(chances(float(theta), [float(a)], [float(b)])[0, 0]), abs=1e-12)


def test_information_is_the_squared_slope_of_the_chance_over_its_variance():
    theta, step = 0.4, 1e-5
    low, right, high = chances([theta - step, theta, theta + step], [1.7], [-0.2])[:, 0]
    slope = (high - low) / (2 * step)
    assert information(theta, [1.7], [-0.2])[0, 0] == pytest.approx(
        slope**2 / (right * (1 - right)), rel=1e-6
    )
    assert float(exact_information(Decimal("1.7"), Decimal(right))) == pytest.approx(
        information(theta, [1.7], [-0.2])[0, 0]
    )


def test_a_steep_item_says_most_at_its_difficulty():
    grid = np.linspace(-3, 3, 61)
    assert grid[information(grid, [2.0], [0.5])[:, 0].argmax()] == pytest.approx(0.5)


@given(chance=st.decimals("0.01", "0.99", places=2), theta=THETA, a=SLOPE)
def test_a_judges_value_becomes_the_difficulty_that_gives_it_back(chance, theta, a):
    assert exact_chance(theta, a, difficulty_of(chance, theta, a)) == pytest.approx(
        chance, abs=Decimal("1e-20")
    )


def test_certain_judgements_stay_on_the_scale():
    ends = [difficulty_of(Decimal(chance), Decimal(0), Decimal(1)) for chance in (0, 1)]
    assert ends[0] + ends[1] == 0
    assert 4 < ends[0] < 5


def test_an_item_that_does_not_discriminate_has_no_difficulty():
    with pytest.raises(ZeroDivisionError):
        difficulty_of(Decimal("0.5"), Decimal(0), Decimal(0))
