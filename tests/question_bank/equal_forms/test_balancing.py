"""Whatever bank, blueprint and limits are: every form keeps every rule, or there is a reason."""

from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.balancing import balance_forms, draw_by_topic
from question_bank.equal_forms.checking import find_violations
from question_bank.equal_forms.parameters import ItemParameters, ParameterBank
from question_bank.equal_forms.rules import Limits
from question_bank.equal_forms.simulated import simulate_bank
from question_bank.infeasible import ENEMIES, NOT_FOUND, OVERLAP, Infeasible
from question_bank.sealing import digest
from tests.question_bank.equal_forms.making import banks, blueprints, judged, limit_sets, plain_bank

SIMULATED = simulate_bank("tests", items=400)
BANK = ParameterBank(SIMULATED.estimated, SIMULATED.cut)


def _limits_of(made):
    return {item.id: int(limit) for item, limit in zip(made.rules.bank.items, made.rules.limit, strict=True)}


@given(data=st.data(), bank=banks(), count=st.integers(1, 6), limits=limit_sets(), seed=st.text(max_size=8))
@settings(deadline=None, max_examples=100)
def test_every_form_meets_blueprint_enemies_exposure_and_overlap_or_none_is_made(
    data, bank, count, limits, seed
):
    blueprint = data.draw(blueprints(bank))
    try:
        made = balance_forms(bank, blueprint, count, seed, limits)
    except Infeasible:
        return
    assert len(made.ids()) == count
    exposure = _limits_of(made) if limits.exposure is None else limits.exposure
    found = find_violations(bank.items, made.ids(), blueprint, exposure=exposure, overlap=limits.overlap)
    assert found == []


@given(data=st.data(), bank=banks(most=9), limits=limit_sets(), seed=st.text(max_size=4))
@settings(deadline=None, max_examples=80)
def test_two_forms_are_refused_only_where_trying_all_pairs_finds_none(data, bank, limits, seed):
    blueprint = data.draw(blueprints(bank))
    assume(limits.exposure is not None)
    try:
        balance_forms(bank, blueprint, 2, seed, limits)
    except Infeasible:
        ids = [item.id for item in bank.items]
        single = [
            form
            for form in combinations(ids, blueprint.total)
            if not find_violations(bank.items, [form], blueprint)
        ]
        pairs = ((first, second) for first in single for second in single)
        assert all(
            find_violations(bank.items, pair, blueprint, exposure=limits.exposure, overlap=limits.overlap)
            for pair in pairs
        )


@given(bank=banks(), seed=st.text(max_size=8), data=st.data())
@settings(deadline=None, max_examples=30)
def test_equal_seeds_give_equal_forms_whatever_the_order_of_the_bank(bank, seed, data):
    blueprint = data.draw(blueprints(bank))
    turned = ParameterBank(tuple(reversed(bank.items)))
    try:
        made = balance_forms(bank, blueprint, 3, seed).ids()
    except Infeasible:
        with pytest.raises(Infeasible):
            balance_forms(turned, blueprint, 3, seed)
        return
    assert balance_forms(turned, blueprint, 3, seed).ids() == made


def test_other_seeds_give_other_forms():
    first, second = (balance_forms(BANK, SIMULATED.blueprint, 2, seed).ids() for seed in "ab")
    assert first != second


def test_what_a_seed_gives_stays_the_same_for_ever():
    """Forms must be recomputable for years: a change here needs a new name of the method."""
    bank = ParameterBank(
        (
            *plain_bank(law=20, office=20).items,
            ItemParameters("S-1", "security", discrimination=Decimal("0.8"), difficulty=Decimal("-1.2")),
            ItemParameters("S-2", "security", discrimination=Decimal("1.3"), difficulty=Decimal("0.4")),
            ItemParameters("S-3", "security", enemies=("LAW-00", "S-2")),
        )
    )
    blueprint = Blueprint({"law": 4, "office": 5, "security": 1})
    made = balance_forms(bank, blueprint, 6, "2026", Limits(exposure=3, overlap=4))
    assert digest(made.ids()) == FROZEN_DIGEST


FROZEN_DIGEST = "567d9b802f527249c1e5a1bdef8a8ec43d8d868ac7a183ad837bd34cf46e1ced"


def test_forms_of_a_large_bank_are_equal_at_the_cut_and_share_nothing():
    made = balance_forms(BANK, SIMULATED.blueprint, 5, "equal", Limits(exposure=1))
    assert np.ptp(BANK.expected[made.rows].sum(axis=1)) <= 10_000
    assert np.ptp(BANK.information[made.rows].sum(axis=1)) <= 100_000
    assert len(np.unique(made.rows)) == made.rows.size


def test_forms_are_equal_where_every_item_of_the_bank_is_in_use():
    """No item is left to swap with: only exchanges between forms help."""
    made = balance_forms(BANK, SIMULATED.blueprint, 10, "tight", Limits(exposure=1))
    drawn = draw_by_topic(BANK, SIMULATED.blueprint, 10, "tight")
    assert len(np.unique(made.rows)) == len(BANK)
    spread = np.ptp(BANK.expected[made.rows].sum(axis=1))
    assert spread <= 10_000
    assert 100 * spread < np.ptp(BANK.expected[drawn].sum(axis=1))


def test_forms_drawn_by_topic_fill_the_blueprint_and_know_no_other_rule():
    rows = draw_by_topic(BANK, SIMULATED.blueprint, 3, "drawn")
    ids = [[BANK.items[place].id for place in row] for row in rows]
    assert {v.rule for v in find_violations(BANK.items, ids, SIMULATED.blueprint)} <= {"enemies"}


def test_without_a_number_the_limit_follows_the_even_use():
    made = balance_forms(plain_bank(law=20), Blueprint({"law": 5}), 8, "even")
    assert made.rules.cells[0].limit == 3  # 8 × 5 / 20 = 2, and 40 % more
    assert np.bincount(made.rows.ravel()).max() <= 3


def test_a_limit_that_nobody_set_gives_way_where_enemies_force_it():
    """Each form holds D and one of three enemies: D stands in all of them."""
    bank = ParameterBank((judged("A", enemies=("B", "C")), judged("B", enemies=("C",)), *map(judged, "CD")))
    made = balance_forms(bank, Blueprint({"law": 2}), 4, "forced")
    assert all("D" in form for form in made.ids())
    with pytest.raises(Infeasible) as caught:
        balance_forms(bank, Blueprint({"law": 2}), 4, "forced", Limits(exposure=2))
    assert caught.value.cells[0].exposure == 2
    assert caught.value.cells[0].to_write == 1


def test_enemies_across_topics_that_leave_no_form_are_said_to_be_the_cause():
    bank = ParameterBank(
        (judged("L1", enemies=("S1",)), judged("L2", enemies=("S1",)), judged("S1", "security"))
    )
    with pytest.raises(Infeasible) as caught:
        balance_forms(bank, Blueprint({"law": 1, "security": 1}), 1, "seed")
    assert (caught.value.cells, caught.value.reason) == ((), ENEMIES)


def test_an_overlap_limit_that_no_forms_can_keep_is_said_to_be_the_cause():
    with pytest.raises(Infeasible) as caught:
        balance_forms(plain_bank(law=5), Blueprint({"law": 3}), 2, "seed", Limits(overlap=0))
    assert (caught.value.cells, caught.value.reason) == ((), OVERLAP)


def test_where_nothing_is_proved_nothing_is_claimed():
    """Too many forms for a search over all at once: the refusal says that there may be none."""
    with pytest.raises(Infeasible) as caught:
        balance_forms(plain_bank(law=40), Blueprint({"law": 20}), 60, "seed", Limits(overlap=1))
    assert (caught.value.cells, caught.value.reason) == ((), NOT_FOUND)


def test_a_puzzle_that_drawing_cannot_solve_is_solved():
    """Seven forms of three out of seven items, any two of which share exactly one: the plane of Fano."""
    made = balance_forms(plain_bank(law=7), Blueprint({"law": 3}), 7, "fano", Limits(exposure=3, overlap=1))
    shared = [len(set(first) & set(second)) for first, second in combinations(made.ids(), 2)]
    assert shared == [1] * 21


def test_no_forms_are_none():
    assert balance_forms(BANK, SIMULATED.blueprint, 0, "none").ids() == []
