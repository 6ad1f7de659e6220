import pytest

from examapp.programmes.errors import PolicyValueWrong
from examapp.programmes.policy_keys import GROUP_NAMES, KEYS, POLICY_KEYS
from examapp.programmes.special_kinds import Calendar, PassRule
from examapp.programmes.value_kinds import Member, Numbers, OneOf, OnOff, SomeOf, Whole, Wholes


def test_every_default_is_a_value_of_its_own_kind():
    for key in POLICY_KEYS:
        assert key.kind.check(key.default) == key.default, key.key


def test_keys_are_different_and_each_group_has_a_name():
    assert len(KEYS) == len(POLICY_KEYS)
    assert {key.group for key in POLICY_KEYS} == set(GROUP_NAMES)


def test_a_source_fits_its_column():
    assert all(1 <= len(key.source) <= 4 for key in POLICY_KEYS)


def test_a_whole_number_may_be_typed_with_spaces():
    assert Whole(1, 2000).read({"value": " 1 200 "}) == 1200


@pytest.mark.parametrize("typed", ["", "sixty", "6,5", "-5", "٦٠", "201"])
def test_what_is_no_whole_number_within_bounds_is_refused(typed):
    with pytest.raises(PolicyValueWrong):
        Whole(1, 200).read({"value": typed})


def test_a_truth_value_is_no_number():
    with pytest.raises(PolicyValueWrong):
        Whole(0, 5).check(True)


def test_a_list_of_days_takes_commas_and_spaces():
    assert Wholes(0, 90).read({"value": "10, 1"}) == [10, 1]


@pytest.mark.parametrize("typed", ["", "10, 10", "10, x", "91"])
def test_a_list_of_days_without_sense_is_refused(typed):
    with pytest.raises(PolicyValueWrong):
        Wholes(0, 90).read({"value": typed})


def test_yes_and_no_are_the_only_answers():
    assert OnOff().read({"value": "yes"}) is True
    with pytest.raises(PolicyValueWrong):
        OnOff().read({"value": None})


def test_a_statement_with_one_answer_takes_no_other():
    assert OnOff(only=False).read({"value": "no"}) is False
    assert (OnOff(only=True).answers(), OnOff().answers()) == ((True,), (True, False))
    with pytest.raises(PolicyValueWrong):
        OnOff(only=True).read({"value": "no"})


def test_an_unknown_option_is_refused():
    with pytest.raises(PolicyValueWrong):
        OneOf({"a": "A"}).read({"value": "b"})


def test_chosen_options_stand_in_the_order_of_the_options():
    assert SomeOf({"a": "A", "b": "B"}).check(["b", "a"]) == ["a", "b"]


def test_choosing_nothing_is_refused():
    with pytest.raises(PolicyValueWrong):
        SomeOf({"a": "A"}).check([])


def test_a_wrong_number_of_a_record_is_named():
    kind = Numbers({"law": Member("Law", 0, 200), "office": Member("Office", 0, 200)})
    with pytest.raises(PolicyValueWrong) as refusal:
        kind.read({"law": "10", "office": "many"})
    assert refusal.value.member == "office"


def test_a_record_with_a_foreign_member_is_refused():
    with pytest.raises(PolicyValueWrong):
        Numbers({"law": Member("Law", 0, 200)}).check({"law": 1, "cooking": 2})


def test_exactly_one_rule_of_passing_is_kept():
    assert PassRule().read({"rule": "cut_score", "percent": "60"}) == {"rule": "cut_score"}
    assert PassRule().read({"rule": "percent", "percent": "75"}) == {"rule": "percent", "percent": 75}


@pytest.mark.parametrize(
    "answers", [{}, {"rule": "percent", "percent": "0"}, {"rule": "percent", "percent": "101"}]
)
def test_a_rule_of_passing_without_sense_is_refused(answers):
    with pytest.raises(PolicyValueWrong):
        PassRule().read(answers)


def test_holidays_are_read_as_people_write_them():
    assert Calendar().read({"value": "21.03\n20.03.2026, 1.1"})["holidays"] == [
        "01-01",
        "03-21",
        "2026-03-20",
    ]


@pytest.mark.parametrize("typed", ["31.02", "soon", "29.02.2027", "2026"])
def test_a_day_that_does_not_exist_is_refused(typed):
    with pytest.raises(PolicyValueWrong):
        Calendar().read({"value": typed})
