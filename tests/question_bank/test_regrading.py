"""What the commission's decisions on items do to points: laws first, then the faults of others."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items import item_from_json
from question_bank.regrading import (
    DecisionError,
    DecisionKind,
    ItemDecision,
    decision_from_json,
    key_version,
    score_decided,
    voids,
)
from question_bank.scoring import score_form
from tests.question_bank.samples import item, raw_item
from tests.question_bank.test_scoring import PARTIAL

K = DecisionKind
LIST = "ab" * 32
ONE, MANY, TEXT, NUMBER, ORDER = (
    item(kind, topic=topic)
    for kind, topic in (
        ("choice", "law"),
        ("multiple", "law"),
        ("text_entry", "office"),
        ("numeric", "office"),
        ("order", "office"),
    )
)
FORM = {one.id: one for one in (ONE, MANY, TEXT, NUMBER, ORDER)}
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    ONE.id: st.sampled_from([None, [], ["a"], ["b"], ["c"]]),
    MANY.id: st.sampled_from([None, ["a"], ["a", "c"], ["b", "d"]]),
    TEXT.id: st.sampled_from([None, "", "удалить", "saqlash", "olib tashlash"]),
    NUMBER.id: st.sampled_from([None, "1024", "1000", "x"]),
    ORDER.id: st.sampled_from([None, ["a"], ["c", "a", "d", "b"], ["a", "b", "c", "d"]]),
}
KEYS: dict[str, list[Any]] = {
    ONE.id: [["a"], ["c"]],
    MANY.id: [["b", "d"], ["a"]],
    TEXT.id: [["saqlash"], ["olib tashlash", "saqlash"]],
    NUMBER.id: [{"value": "1000", "tolerance": "0"}],
    ORDER.id: [["a", "b", "c", "d"]],
}


@st.composite
def sat(draw: st.DrawFn) -> dict[str, Any]:
    return {name: draw(ANSWERS[name]) for name in draw(st.sets(st.sampled_from(sorted(FORM))))}


@st.composite
def decided(draw: st.DrawFn) -> list[ItemDecision]:
    made = []
    for name in draw(st.lists(st.sampled_from(sorted(FORM)), unique=True)):
        kind = draw(st.sampled_from(list(K)))
        key = draw(st.sampled_from(KEYS[name])) if kind in {K.REKEY, K.ACCEPT_SEVERAL} else None
        made.append(ItemDecision(name, kind, key))
    return made


def points(score: Any, name: str) -> Decimal:
    return next(one.points for one in score.items if one.item_id == name)


@settings(max_examples=60)
@given(sat(), decided(), st.randoms())
def test_the_order_of_the_decisions_makes_no_difference(answers, decisions, chance):
    mixed = list(decisions)
    chance.shuffle(mixed)
    assert score_decided(FORM, answers, mixed) == score_decided(FORM, answers, decisions)
    assert key_version(LIST, mixed) == key_version(LIST, decisions)


@settings(max_examples=40)
@given(sat(), st.sets(st.sampled_from(sorted(FORM))))
def test_keeping_every_key_changes_neither_points_nor_the_key_version(answers, names):
    kept = [ItemDecision(name, K.KEEP) for name in names]
    assert score_decided(FORM, answers, kept) == score_form(FORM, answers)
    assert key_version(LIST, kept) == LIST


@settings(max_examples=60)
@given(sat(), st.sets(st.sampled_from(sorted(FORM))))
def test_neutralising_equals_the_form_without_the_items(answers, names):
    without = {name: one for name, one in FORM.items() if name not in names}
    left = {name: answer for name, answer in answers.items() if name not in names}
    out = [ItemDecision(name, K.NEUTRALISE) for name in names]
    assert score_decided(FORM, answers, out) == score_form(without, left)


@settings(max_examples=60)
@given(sat(), st.sampled_from(sorted(FORM)), st.data())
def test_lesson_35_a_further_key_lowers_nobody_and_pays_whoever_gave_it(answers, name, data):
    key = data.draw(st.sampled_from(KEYS[name]))
    before = score_form(FORM, answers)
    after = score_decided(FORM, answers, [ItemDecision(name, K.ACCEPT_SEVERAL, key)])
    assert all(points(after, one) >= points(before, one) for one in FORM)
    rekeyed = score_decided(FORM, answers, [ItemDecision(name, K.REKEY, key)])
    assert points(after, name) == max(points(before, name), points(rekeyed, name))
    assert after.maximum == before.maximum


@settings(max_examples=40)
@given(sat(), st.sampled_from(sorted(FORM)))
def test_full_credit_is_right_for_everybody_also_for_whoever_did_not_answer(answers, name):
    before, after = (
        score_form(FORM, answers),
        score_decided(FORM, answers, [ItemDecision(name, K.FULL_CREDIT)]),
    )
    assert points(after, name) == FORM[name].max_points
    assert after.points == before.points - points(before, name) + FORM[name].max_points
    assert after.maximum == before.maximum


def test_lesson_36_an_item_that_is_out_leaves_every_denominator():
    score = score_decided(FORM, {ONE.id: ["b"]}, [ItemDecision(ONE.id, K.NEUTRALISE)])
    assert (score.points, score.maximum) == (0, 4)
    assert score.topics == {"law": (0, 1), "office": (0, 3)}
    whole = score_decided(FORM, {}, [ItemDecision(name, K.NEUTRALISE) for name in FORM])
    assert (whole.points, whole.maximum, whole.topics, whole.items) == (0, 0, {}, ())


def test_lesson_35_a_new_key_pays_the_new_answer_and_no_longer_the_old_one():
    new = [ItemDecision(ONE.id, K.REKEY, ["a"])]
    assert score_decided(FORM, {ONE.id: ["a"]}, new).points == 1
    assert score_decided(FORM, {ONE.id: ["b"]}, new).points == 0
    assert key_version(LIST, new) != LIST


def test_a_table_of_points_takes_a_further_key_and_no_new_one():
    paid = item_from_json(raw_item("multiple") | {"scoring": PARTIAL})
    form = {paid.id: paid}
    several = [ItemDecision(paid.id, K.ACCEPT_SEVERAL, ["a"])]
    assert score_decided(form, {paid.id: ["a"]}, several).points >= Decimal("0.5")
    with pytest.raises(DecisionError, match="table of points"):
        score_decided(form, {}, [ItemDecision(paid.id, K.REKEY, ["a"])])


@pytest.mark.parametrize("key", [None, ["z"], [], "a", {"value": "1"}])
def test_a_key_that_the_item_cannot_have_is_refused(key):
    with pytest.raises(DecisionError):
        score_decided(FORM, {}, [ItemDecision(ONE.id, K.REKEY, key)])


def test_two_decisions_on_one_item_are_refused():
    with pytest.raises(DecisionError, match="two decisions"):
        key_version(LIST, [ItemDecision(ONE.id, K.KEEP), ItemDecision(ONE.id, K.NEUTRALISE)])


def test_a_decision_on_another_forms_item_says_nothing_here_and_an_answer_to_it_is_refused():
    elsewhere = [ItemDecision("LAW-999", K.NEUTRALISE), ItemDecision("LAW-998", K.REKEY, ["a"])]
    assert score_decided(FORM, {}, elsewhere) == score_form(FORM, {})
    with pytest.raises(ValueError, match="not an item of this form"):
        score_decided(FORM, {"LAW-999": "x"}, elsewhere)


def test_a_decision_comes_back_from_its_json():
    one = ItemDecision(NUMBER.id, K.REKEY, {"value": "1000", "tolerance": "0"})
    assert decision_from_json(one.to_json()) == one


def test_more_than_the_share_of_neutralised_items_voids_and_the_share_itself_does_not():
    names = [f"I-{number}" for number in range(60)]
    third = Fraction(1, 3)
    assert not voids(names, names[:20], third)  # a third, which 33 % would be over
    assert voids(names, names[:21], third)
    assert not voids(names[:10], names[50:], third)
