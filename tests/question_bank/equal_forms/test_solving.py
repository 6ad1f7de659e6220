from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.balancing import balance_forms, solve_form_by_form
from question_bank.equal_forms.checking import find_violations
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from question_bank.equal_forms.simulated import simulate_bank
from question_bank.equal_forms.solving import count_apart, count_uses, solve_forms
from tests.question_bank.equal_forms.making import banks, judged, plain_bank

TRIANGLE = (judged("A", enemies=("B", "C")), judged("B", enemies=("C",)), judged("C"))


def _solve(rules, count, weights=None):
    size = len(rules.bank)
    weights = np.ones((count, size), dtype=np.int64) if weights is None else np.array(weights)
    return solve_forms(
        rules, count, weights, np.zeros(size, dtype=np.int64), np.zeros((0, size), dtype=np.bool_)
    )


def test_the_form_of_the_least_weight_is_found():
    rules = make_rules(plain_bank(law=4), Blueprint({"law": 2}), 1, Limits())
    assert _solve(rules, 1, [[5, 1, 9, 2]]).tolist() == [[1, 3]]


def test_where_no_form_exists_there_is_none():
    rules = make_rules(ParameterBank(TRIANGLE), Blueprint({"law": 2}), 1, Limits())
    assert _solve(rules, 1) is None


def test_all_forms_at_once_keep_exposure_and_overlap():
    rules = make_rules(plain_bank(law=6), Blueprint({"law": 3}), 3, Limits(exposure=2, overlap=1))
    rows = _solve(rules, 3)
    ids = [[rules.bank.items[place].id for place in row] for row in rows.tolist()]
    assert not find_violations(rules.bank.items, ids, Blueprint({"law": 3}), exposure=2, overlap=1)


@given(bank=banks(most=9))
@settings(deadline=None, max_examples=25)
def test_items_apart_are_counted_exactly(bank):
    topic = bank.items[0].topic
    rules = make_rules(bank, Blueprint({topic: 1}), 1, Limits())
    members = rules.cells[0].members.tolist()
    most = max(
        size
        for size in range(1, len(members) + 1)
        for chosen in combinations(members, size)
        if not any(second in bank.enemies[first] for first, second in combinations(chosen, 2))
    )
    assert count_apart(rules, rules.cells[0]) == most


def test_mutual_enemies_are_used_once_a_form_together():
    rules = make_rules(ParameterBank((*TRIANGLE, judged("D"))), Blueprint({"law": 1}), 10, Limits())
    assert count_uses(rules, rules.cells[0], 10) == 20  # ten of A, B, C together, ten of D
    assert count_uses(rules, rules.cells[0], 3) == 12  # the limit binds first


@given(st.integers(0, 3))
@settings(deadline=None, max_examples=3)
def test_a_second_opinion_finds_no_forms_that_are_nearer_than_the_search_needs(seed):
    simulated = simulate_bank(str(seed), items=300)
    bank = ParameterBank(simulated.estimated, simulated.cut)
    made = balance_forms(bank, simulated.blueprint, 2, "second", Limits(exposure=1))
    rows = solve_form_by_form(made.rules)
    assert np.abs(bank.expected[rows].sum(axis=1) - made.rules.goal[0]).max() <= 6_000
    assert np.abs(bank.expected[made.rows].sum(axis=1) - made.rules.goal[0]).max() <= 6_000
    assert len(np.unique(rows)) == rows.size


def test_the_nearest_form_is_found_where_none_is_near():
    shares = ("0.1", "0.2", "0.9")
    bank = ParameterBank(tuple(judged(f"Q{place}", angoff=share) for place, share in enumerate(shares)))
    rules = make_rules(bank, Blueprint({"law": 1}), 1, Limits())
    assert bank.items[int(solve_form_by_form(rules)[0, 0])].angoff == Decimal("0.2")


@pytest.mark.parametrize("count", [1, 2])
def test_forms_of_one_item_each_may_be_asked_for(count):
    rules = make_rules(plain_bank(law=2), Blueprint({"law": 1}), count, Limits(exposure=1))
    assert sorted(_solve(rules, count).ravel().tolist()) == list(range(count)) or count == 1
