import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.drafts import EMPTY, Drafts, OpenForm
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from tests.question_bank.equal_forms.making import judged, plain_bank


def _drafts(bank=None, count=2, **limits):
    bank = bank or plain_bank(law=6)
    return Drafts(make_rules(bank, Blueprint({"law": 2}), count, Limits(**limits)))


def test_a_swap_keeps_every_count_right():
    drafts = _drafts(exposure=2)
    form = OpenForm(drafts, 0)
    form.put(0, 1)
    form.put(1, 3)
    form.put(0, 2)
    assert drafts.rows[0].tolist() == [2, 3]
    assert drafts.used.tolist() == [0, 0, 1, 1, 0, 0]
    assert np.flatnonzero(drafts.held[0]).tolist() == [2, 3]
    assert form.expected == 320_000 + 330_000
    assert form.off_goal()[0] == form.expected - form.rules.goal[0]


def test_an_item_at_its_limit_may_not_come_in_elsewhere():
    drafts = _drafts(exposure=1)
    OpenForm(drafts, 0).put(0, 4)
    assert not OpenForm(drafts, 1).open_items()[4]


def test_an_enemy_may_not_come_in_until_its_enemy_is_out():
    form = OpenForm(_drafts(ParameterBank((judged("A", enemies=("B",)), judged("B"), judged("C")))), 0)
    form.put(0, 0)
    assert form.open_items().tolist() == [False, False, True]
    form.put(0, EMPTY)
    assert form.open_items().tolist() == [True, True, True]


def test_a_form_that_shares_all_it_may_bars_the_others_items():
    drafts = _drafts(exposure=2, overlap=1)
    first, second = OpenForm(drafts, 0), OpenForm(drafts, 1)
    first.put_all(np.array([0, 1]))
    second.put(0, 0)
    assert second.open_items().tolist() == [False, False, True, True, True, True]


def test_a_row_may_be_put_back_with_its_items_in_other_slots():
    drafts = _drafts(exposure=2)
    form = OpenForm(drafts, 0)
    form.put_all(np.array([0, 1]))
    form.put_all(np.array([1, 0]))
    assert drafts.rows[0].tolist() == [1, 0]
    assert drafts.used.tolist() == [1, 1, 0, 0, 0, 0]


def test_with_a_form_that_shares_all_it_may_only_items_of_its_own_are_swapped():
    drafts = _drafts(exposure=2, overlap=1)
    first, second = OpenForm(drafts, 0), OpenForm(drafts, 1)
    first.put_all(np.array([0, 1]))
    assert second.share_too_much(np.array([2]), np.array([1])) is None
    second.put_all(np.array([0, 3]))
    # 0 may go for 1, which is in the other form too; 3 may not.
    barred = second.share_too_much(np.array([0, 3]), np.array([1, 4]))
    assert barred.tolist() == [[False, False], [True, False]]
