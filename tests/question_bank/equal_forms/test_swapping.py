import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.drafts import Drafts, OpenForm
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from question_bank.equal_forms.swapping import CLOSE_SCORE, cost_of, is_close, swap_until_close
from question_bank.seeded import SeededStream
from tests.question_bank.equal_forms.making import judged, plain_bank


def _form(bank, table, row):
    form = OpenForm(Drafts(make_rules(bank, Blueprint(table), 1, Limits())), 0)
    form.put_all(np.array(row))
    return form


def test_the_hardest_form_becomes_an_average_one():
    form = _form(plain_bank(law=40), {"law": 5}, [0, 1, 2, 3, 4])
    swap_until_close(form, SeededStream("seed", "swaps"))
    assert abs(form.off_goal()[0]) <= 10_000
    assert len(set(form.row.tolist())) == 5


def test_a_form_that_is_close_is_left_alone():
    form = _form(plain_bank(law=5), {"law": 1}, [2])
    assert is_close(form)
    swap_until_close(form, SeededStream("seed", "swaps"))
    assert form.row.tolist() == [2]


def test_a_stuck_form_ends_no_worse_than_it_began():
    bank = ParameterBank(
        tuple(judged(f"Q{n}", angoff=share) for n, share in enumerate(("0.1", "0.2", "0.9")))
    )
    form = _form(bank, {"law": 1}, [1])
    before = cost_of(*form.off_goal())
    swap_until_close(form, SeededStream("seed", "swaps"))
    assert cost_of(*form.off_goal()) <= before
    assert abs(form.off_goal()[0]) > CLOSE_SCORE


def test_an_item_is_swapped_with_its_own_enemy_where_no_other_swap_is_left():
    """Every form holds one of each pair of enemies: nothing but the enemy can take an item's place."""
    pairs = [("A1", "A2", "0.2", "0.5"), ("B1", "B2", "0.2", "0.5")]
    bank = ParameterBank(
        tuple(
            item
            for first, second, hard, easy in pairs
            for item in (judged(first, angoff=hard, enemies=(second,)), judged(second, angoff=easy))
        )
    )
    form = _form(bank, {"law": 2}, [0, 2])
    swap_until_close(form, SeededStream("seed", "swaps"))
    # One hard and one easy item are the average of the bank.
    assert form.off_goal()[0] == 0
    assert {bank.items[place].id[0] for place in form.row.tolist()} == {"A", "B"}


def test_the_score_counts_twentyfold():
    assert cost_of(-3, 5) == 65
