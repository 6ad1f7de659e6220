import pytest

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.checking import find_violations
from tests.question_bank.equal_forms.making import judged

ITEMS = (
    judged("A", level="know", enemies=("C",)),
    judged("B", level="apply"),
    judged("C", level="know"),
    judged("D", "office"),
)
TABLE = Blueprint({"law": 2}, {"law": {"know": 1, "apply": 1}})


def _rules(forms, **limits):
    return {violation.rule for violation in find_violations(ITEMS, forms, TABLE, **limits)}


def test_forms_that_keep_every_rule_are_clean():
    assert _rules([["A", "B"], ["C", "B"]], exposure=2, overlap=1) == set()


@pytest.mark.parametrize(
    ("forms", "limits", "rule"),
    [
        ([["A", "D"]], {}, "blueprint"),
        ([["A", "C"]], {}, "enemies"),
        ([["C", "A"]], {}, "enemies"),
        ([["A"]], {}, "blueprint"),
        ([["B", "B"]], {}, "twice"),
        ([["A", "B"], ["C", "B"]], {"exposure": 1}, "exposure"),
        ([["A", "B"], ["C", "B"]], {"exposure": {"A": 1, "B": 1, "C": 1}}, "exposure"),
        ([["A", "B"], ["C", "B"]], {"overlap": 0}, "overlap"),
    ],
)
def test_each_broken_rule_is_found(forms, limits, rule):
    assert rule in _rules(forms, **limits)


def test_levels_are_part_of_the_blueprint():
    table = Blueprint({"law": 2}, {"law": {"know": 2}})
    assert [v.rule for v in find_violations(ITEMS, [["B", "C"]], table)] == ["blueprint"]
