import pytest

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.rules import Limits, blueprint_in_proportion, make_rules
from tests.question_bank.equal_forms.making import plain_bank


def test_the_goal_is_the_average_form_of_the_bank():
    rules = make_rules(plain_bank(law=3, office=1), Blueprint({"law": 2, "office": 1}), 1, Limits())
    # Law is judged 0.30, 0.31, 0.32, office 0.30.
    assert rules.goal[0] == 920_000


def test_cells_follow_each_other_in_a_forms_row():
    rules = make_rules(plain_bank(law=3, office=4), Blueprint({"law": 2, "office": 3}), 1, Limits())
    assert [(cell.name, cell.slots.start, cell.slots.stop) for cell in rules.cells] == [
        ("law", 0, 2),
        ("office", 2, 5),
    ]
    assert rules.total == 5


@pytest.mark.parametrize(
    ("count", "percent", "limit"), [(1, 140, 1), (20, 140, 1), (20, 100, 1), (500, 140, 14), (500, 100, 10)]
)
def test_the_exposure_limit_is_a_share_of_the_even_use_rounded_up(count, percent, limit):
    rules = make_rules(plain_bank(law=50), Blueprint({"law": 1}), count, Limits(exposure_percent=percent))
    assert rules.cells[0].limit == limit


def test_a_limit_beyond_the_number_of_forms_is_that_number():
    rules = make_rules(plain_bank(law=5), Blueprint({"law": 1}), 3, Limits(exposure=9))
    assert rules.cells[0].limit == 3


def test_an_overlap_limit_of_a_whole_form_is_none():
    bank, table = plain_bank(law=5), Blueprint({"law": 3})
    assert make_rules(bank, table, 2, Limits(overlap=3)).overlap is None
    assert make_rules(bank, table, 2, Limits(overlap=2)).overlap == 2


@pytest.mark.parametrize("wrong", [{"exposure": 0}, {"overlap": -1}, {"exposure_percent": 99}])
def test_a_limit_without_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="limit"):
        Limits(**wrong)


@pytest.mark.parametrize(("total", "table"), [(10, {"law": 6, "office": 4}), (2, {"law": 1, "office": 1})])
def test_a_length_is_divided_as_the_bank_is(total, table):
    assert blueprint_in_proportion(plain_bank(law=60, office=40), total).cells == table


def test_small_topics_are_not_forgotten_and_the_length_is_kept():
    table = blueprint_in_proportion(plain_bank(law=97, office=1, security=2), 5)
    assert table.cells == {"law": 3, "office": 1, "security": 1}


@pytest.mark.parametrize("total", [1, 101])
def test_a_length_that_the_bank_cannot_give_is_refused(total):
    with pytest.raises(ValueError, match="cannot be divided"):
        blueprint_in_proportion(plain_bank(law=60, office=40), total)
