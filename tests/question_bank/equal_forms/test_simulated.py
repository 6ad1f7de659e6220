from collections import Counter
from statistics import mean, stdev

import pytest

from question_bank.equal_forms.simulated import BLUEPRINT, simulate_bank

BANK = simulate_bank("2026")


def test_equal_seeds_give_equal_banks():
    assert simulate_bank("a", items=100) == simulate_bank("a", items=100)
    assert simulate_bank("a", items=100) != simulate_bank("b", items=100)


def test_two_thousand_items_of_seven_topics_three_levels_and_enemies():
    assert len(BANK.true) == len(BANK.estimated) == 2_000
    assert Counter(item.topic for item in BANK.true) == {
        topic: 50 * count for topic, count in BLUEPRINT.cells.items()
    }
    assert {item.level for item in BANK.true} == {"know", "apply", "analyse"}
    assert 100 < sum(bool(item.enemies) for item in BANK.true) <= 200


def test_estimates_are_the_same_items_without_the_truth():
    for true, estimated in zip(BANK.true, BANK.estimated, strict=True):
        assert (true.id, true.topic, true.level, true.enemies) == (
            estimated.id,
            estimated.topic,
            estimated.level,
            estimated.enemies,
        )


@pytest.mark.parametrize(("responses", "least", "most"), [(500, 0.10, 0.22), (5_000, 0.03, 0.07)])
def test_errors_are_as_large_as_so_many_responses_leave_them(responses, least, most):
    """Around the middle, the standard error of a difficulty is about 1 / (a √(n P(1 - P)))."""
    bank = simulate_bank("errors", items=1_000, responses=responses)
    errors = [
        float(estimated.difficulty - true.difficulty)
        for true, estimated in zip(bank.true, bank.estimated, strict=True)
        if abs(true.difficulty) < 1
    ]
    assert abs(mean(errors)) < 0.02
    assert least < stdev(errors) < most
