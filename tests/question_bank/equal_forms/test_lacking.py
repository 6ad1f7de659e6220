import pytest

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.balancing import balance_forms
from question_bank.equal_forms.lacking import find_lacking_cells, find_short_cells, relax_limits
from question_bank.equal_forms.parameters import ParameterBank
from question_bank.equal_forms.rules import Limits, make_rules
from question_bank.infeasible import Infeasible, LackingCell
from tests.question_bank.equal_forms.making import judged, plain_bank

TRIANGLE = (judged("A", enemies=("B", "C")), judged("B", enemies=("C",)), judged("C"))


def _refusal(bank, blueprint, count=1, limits=None):
    with pytest.raises(Infeasible) as caught:
        balance_forms(bank, blueprint, count, "seed", limits)
    return caught.value


def test_each_cell_that_lacks_items_is_named_with_how_many():
    refusal = _refusal(plain_bank(law=8, office=12), Blueprint({"law": 9, "office": 12, "networks": 2}))
    assert refusal.cells == (LackingCell("law", 9, 8, 8), LackingCell("networks", 2, 0, 0))
    assert [cell.lacks for cell in refusal.cells] == [1, 2]
    assert "law: 9 needed, 8 in the list, 8 without enemies; 1 lacking" in str(refusal)


def test_a_level_that_lacks_items_is_named_with_its_topic():
    bank = ParameterBank((judged("A", level="know"), judged("B", level="apply")))
    refusal = _refusal(bank, Blueprint({"law": 3}, {"law": {"know": 2, "apply": 1}}))
    assert [(cell.name, cell.lacks) for cell in refusal.cells] == [("law/know", 1)]


def test_enemies_are_considered():
    refusal = _refusal(ParameterBank(TRIANGLE), Blueprint({"law": 2}))
    assert refusal.cells == (LackingCell("law", 2, 3, 1),)


def test_a_set_exposure_limit_that_needs_more_items_says_how_many():
    refusal = _refusal(plain_bank(law=10), Blueprint({"law": 4}), 5, Limits(exposure=1))
    assert refusal.cells[0].exposure == 1
    assert refusal.cells[0].lacks == 10  # 5 × 4 uses, 10 items


def test_the_items_that_are_said_to_lack_are_enough():
    refusal = _refusal(plain_bank(law=10), Blueprint({"law": 4}), 5, Limits(exposure=1))
    enough = plain_bank(law=10 + refusal.cells[0].lacks)
    assert len(balance_forms(enough, Blueprint({"law": 4}), 5, "seed", Limits(exposure=1)).ids()) == 5


def test_counting_alone_finds_no_fault_where_only_enemies_are_in_the_way():
    rules = make_rules(ParameterBank(TRIANGLE), Blueprint({"law": 2}), 1, Limits())
    assert find_short_cells(rules) == []
    assert [cell.topic for cell in find_lacking_cells(rules)] == ["law"]


def test_limits_give_way_only_in_the_cells_that_need_it():
    bank = ParameterBank((*TRIANGLE, judged("D"), *plain_bank(office=8).items))
    rules = make_rules(bank, Blueprint({"law": 2, "office": 2}), 10, Limits())
    assert [cell.limit for cell in rules.cells] == [7, 4]
    assert [cell.limit for cell in relax_limits(rules).cells] == [10, 4]
