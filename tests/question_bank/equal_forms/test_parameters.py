from decimal import Decimal

import numpy as np
import pytest

from question_bank.equal_forms.parameters import ItemParameters, ParameterBank, bank_of_items
from tests.question_bank.equal_forms.making import judged
from tests.question_bank.samples import item


def test_a_judged_item_is_expected_to_earn_its_share_of_the_points():
    bank = ParameterBank((judged("A", angoff="0.62", points=Decimal(2)),))
    assert bank.expected.tolist() == [1_240_000]
    assert bank.information.tolist() == [235_600]  # 0.62 × 0.38


def test_a_calibrated_item_is_expected_to_earn_its_chance_at_the_cut():
    found = ParameterBank(
        (ItemParameters("A", "law", discrimination=Decimal(2), difficulty=Decimal("0.5")),), Decimal("0.5")
    )
    assert (found.expected.tolist(), found.information.tolist()) == ([500_000], [1_000_000])


def test_calibration_counts_before_judgement():
    both = ItemParameters("A", "law", difficulty=Decimal(0), angoff=Decimal("0.9"))
    assert ParameterBank((both,)).expected.tolist() == [500_000]


def test_an_unknown_item_counts_as_the_mean_of_its_topic_else_of_all_else_as_half():
    unknown = (ItemParameters("B", "law"), ItemParameters("C", "office"))
    bank = ParameterBank((judged("A1", angoff="0.4"), judged("A2", angoff="0.8"), *unknown))
    assert bank.expected.tolist()[2:] == [600_000, 600_000]
    assert bank.unknown == 2
    assert ParameterBank(unknown).expected.tolist() == [500_000, 500_000]


def test_enemies_are_both_ways_and_strangers_and_oneself_are_none():
    bank = ParameterBank((judged("A", enemies=("C", "A", "GONE")), judged("B"), judged("C")))
    assert bank.enemies == ((2,), (), (0,))


def test_items_stand_by_id_and_none_twice():
    bank = ParameterBank((judged("B"), judged("A")))
    assert [found.id for found in bank.items] == ["A", "B"]
    assert bank.places(["B", "A"]) == [1, 0]
    with pytest.raises(ValueError, match="twice"):
        ParameterBank((judged("A"), judged("A")))


def test_a_judged_item_has_the_difficulty_that_gives_its_value_at_the_cut():
    bank = ParameterBank((judged("A", angoff="0.5"), judged("B", angoff="0.8")), Decimal(1))
    assert bank.difficulty[0] == pytest.approx(1.0)
    assert bank.difficulty[1] < bank.difficulty[0]
    assert np.isfinite(ParameterBank((judged("A", angoff="1"),)).difficulty).all()


def test_a_lists_items_bring_topic_level_enemies_points_and_angoff():
    found = bank_of_items({"OFF-001": item("choice")}).items[0]
    assert (found.id, found.topic, found.level, found.angoff, found.points) == (
        "OFF-001",
        "office",
        "know",
        Decimal("0.62"),
        Decimal(1),
    )
