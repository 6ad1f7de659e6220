import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items import ItemError, item_from_json
from question_bank.scoring import score_form, score_response
from question_bank.scripts import to_cyrillic
from tests.question_bank.samples import KINDS, item, raw_item
from tests.question_bank.test_responses import ANY_JSON, BAD

RIGHT = {
    "choice": ["b"],
    "multiple": ["c", "a"],
    "order": ["c", "a", "d", "b"],
    "match": [["s3", "t1"], ["s1", "t2"], ["s2", "t4"]],
    "inline_choice": {"g2": "g2a", "g1": "g1b"},
    "text_entry": "oʻchirish",
    "numeric": "1024",
    "hotspot": ["h2"],
    "gap_match": [["d", "g2"], ["b", "g1"]],
    "select_point": [[100, 90]],
    "slider": "40",
}
WRONG = {
    "choice": ["a"],
    "multiple": ["a"],
    "order": ["a", "c", "d", "b"],
    "match": [["s1", "t2"], ["s2", "t4"]],
    "inline_choice": {"g1": "g1b"},
    "text_entry": "saqlash",
    "numeric": "1025",
    "hotspot": ["h1"],
    "gap_match": [["b", "g1"]],
    "select_point": [[99, 90]],
    "slider": "45",
}
PARTIAL = {
    "rule": "map_response",
    "mapping": {"a": "0.5", "c": "0.5"},
    "default": "-0.5",
    "lower": "0",
    "upper": "1",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_earns_all_the_points(kind):
    score = score_response(item(kind, max_points="2"), RIGHT[kind])
    assert (score.points, score.maximum, score.answered) == (Decimal(2), Decimal(2), True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_or_half_answer_earns_nothing_where_all_or_nothing_is_the_rule(kind):
    assert score_response(item(kind), WRONG[kind]).points == 0


@pytest.mark.parametrize("ticks", [["a", "c", "d"], ["a", "b", "c"], ["b", "d"], ["c"]])
def test_one_tick_too_many_or_too_few_earns_nothing_where_all_or_nothing_is_the_rule(ticks):
    assert score_response(item("multiple"), ticks).points == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", " ", [], {}])
def test_lesson_37_an_empty_answer_earns_nothing_in_every_kind(kind, nothing):
    score = score_response(item(kind), nothing)
    assert (score.points, score.answered) == (0, False)


@pytest.mark.parametrize(("kind", "response"), [(kind, answer) for kind in KINDS for _, answer in BAD[kind]])
def test_an_answer_that_does_not_fit_earns_nothing_and_does_not_crash(kind, response):
    assert score_response(item(kind), response).points == 0


@given(kind=st.sampled_from(KINDS), response=ANY_JSON)
@settings(deadline=None)
def test_points_lie_between_nothing_and_the_maximum_for_any_answer(kind, response):
    score = score_response(item(kind), response)
    assert 0 <= score.points <= score.maximum


@given(st.permutations(["a", "c"]), st.permutations(RIGHT["match"]))
def test_the_order_of_ticks_and_pairs_does_not_matter(choices, pairs):
    assert score_response(item("multiple"), list(choices)).points == 1
    assert score_response(item("match"), [list(pair) for pair in pairs]).points == 1


def _mappings():
    """Mappings over a … d whose key is what has a positive value."""
    value = st.decimals(min_value=-2, max_value=2, places=2)
    return st.fixed_dictionaries(dict.fromkeys("abcd", value))


def _mapped_item(mapping, most):
    key = [choice for choice, value in mapping.items() if value > 0]
    maximum = sum((mapping[choice] for choice in key), Decimal(0))
    raw = raw_item("multiple")
    raw["interactions"][0]["max_choices"] = most
    raw["answer_key"]["r1"] = key
    raw["max_points"] = f"{maximum:f}"
    raw["scoring"] = {
        "rule": "map_response",
        "mapping": {choice: f"{value:f}" for choice, value in mapping.items()},
        "default": "0",
        "lower": "0",
        "upper": f"{maximum:f}",
    }
    return item_from_json(raw)


@given(_mappings())
@settings(deadline=None, max_examples=300)
def test_lesson_34_ticking_everything_never_pays_whatever_the_mapping(mapping):
    try:
        made = _mapped_item(mapping, most=4)
    except ItemError:
        return
    assert score_response(made, ["a", "b", "c", "d"]).points == 0


@pytest.mark.parametrize(
    "scoring",
    [
        {**PARTIAL, "default": "-0.1"},
        {**PARTIAL, "default": "0"},
        {**PARTIAL, "mapping": {"a": "0.5"}},
        {**PARTIAL, "upper": "2"},
        {**PARTIAL, "lower": "0.5"},
        {**PARTIAL, "mapping": {"a": "0.5", "c": "0.5", "z": "-2"}},
        {**PARTIAL, "mapping": {"a": 0.5, "c": 0.5}},
    ],
)
def test_lesson_34_a_mapping_that_pays_for_everything_or_not_for_the_key_cannot_be_made(scoring):
    with pytest.raises(ItemError):
        item("multiple", scoring=scoring)


@pytest.mark.parametrize("kind", ["multiple", "hotspot"])
def test_lesson_34_a_key_that_is_everything_cannot_be_made(kind):
    raw = raw_item(kind)
    interaction = raw["interactions"][0]
    everything = interaction.get("choices") or [area["id"] for area in interaction["areas"]]
    interaction["max_choices"] = len(everything)
    raw["answer_key"]["r1"] = everything
    with pytest.raises(ItemError, match="ticking everything"):
        item_from_json(raw)


@pytest.mark.parametrize(
    ("response", "points"),
    [(["a", "c"], "1"), (["a"], "0.5"), (["a", "b"], "0"), (["b", "d"], "0"), (["a", "b", "c"], "0.5")],
)
def test_a_mapping_adds_and_takes_within_its_bounds(response, points):
    assert score_response(item("multiple", scoring=PARTIAL), response).points == Decimal(points)


def test_one_more_right_tick_never_lowers_and_one_more_wrong_tick_never_raises_the_points():
    partial = item("multiple", scoring=PARTIAL)
    for size in (0, 1, 2):
        for ticks in itertools.combinations("abcd", size):
            before = score_response(partial, list(ticks)).points
            for more in set("abcd") - set(ticks):
                after = score_response(partial, [*ticks, more]).points
                assert after >= before if more in "ac" else after <= before


@pytest.mark.parametrize(
    ("kind", "response", "points"),
    [
        ("match", [["s1", "t2"], ["s2", "t4"], ["s3", "t1"]], "1"),
        ("match", [["s1", "t2"], ["s2", "t4"]], "0.66"),
        ("match", [["s1", "t2"], ["s2", "t1"], ["s3", "t4"]], "0.33"),
        ("match", [["s1", "t1"]], "0"),
        ("inline_choice", {"g1": "g1b", "g2": "g2b"}, "0.5"),
        ("inline_choice", {"g2": "g2a"}, "0.5"),
        ("order", ["c", "a", "d", "b"], "1"),
        ("order", ["b", "c", "a", "d"], "0.66"),
        ("order", ["c", "a"], "0.33"),
        ("order", ["b", "d", "a", "c"], "0"),
    ],
)
def test_per_pair_pays_the_share_of_right_pairs_rounded_down(kind, response, points):
    assert score_response(item(kind, scoring={"rule": "per_pair"}), response).points == Decimal(points)


@pytest.mark.parametrize(
    "typed",
    [
        "oʻchirish",
        "o'chirish",
        "o`chirish",
        "o‘chirish",
        "oʼchirish",
        "OʻCHIRISH",
        "  Oʻchirish  ",
        "ўчириш",
        "ЎЧИРИШ",
        "o\u02bb\u200bchirish",
        "оʻсhirish".replace("с", "c"),
        "удалить",
        "Удалить",
    ],
)
def test_nobody_loses_a_point_to_a_script_or_an_apostrophe(typed):
    assert score_response(item("text_entry"), typed).points == 1


@pytest.mark.parametrize("typed", ["chirish", "oʻchirishh", "oʻ chirish", "udalitt"])
def test_another_word_earns_nothing(typed):
    assert score_response(item("text_entry"), typed).points == 0


UZBEK_WORDS = st.lists(
    st.sampled_from(
        ["sa", "qo", "lash", "chi", "oʻr", "gʻi", "ja", "ya", "yu", "yo", "ta", "ni", "maʼ", "nok"]
    ),
    min_size=1,
    max_size=5,
).map("".join)


@given(word=UZBEK_WORDS)
@settings(deadline=None)
def test_a_word_typed_in_cyrillic_equals_the_word_typed_in_latin(word):
    made = item("text_entry", answer_key={"r1": [word]})
    assert score_response(made, to_cyrillic(word)).points == 1
    assert score_response(made, word.upper().replace("ʻ", "'").replace("ʼ", "’")).points == 1


def test_a_code_typed_with_the_keyboard_left_in_cyrillic_is_read_by_its_look():
    assert score_response(item("text_entry", answer_key={"r1": ["CB2"]}), "СВ2").points == 1


@pytest.mark.parametrize(
    "typed", ["1024", "1 024", "1024,5", "1023.5", "1024 KB", "1024 кб", "1\u00a0024,3 Kb"]
)
def test_a_number_within_the_tolerance_is_right_however_it_is_typed(typed):
    assert score_response(item("numeric"), typed).points == 1


@pytest.mark.parametrize("typed", ["1024.51", "1023,49", "KB", "1024 MB", "-1024", "1024 1", "nan"])
def test_a_number_outside_or_no_number_earns_nothing(typed):
    assert score_response(item("numeric"), typed).points == 0


def _form():
    topics = ("office", "law", "law")
    kinds = ("choice", "multiple", "numeric")
    return {
        f"Q{number}": item(kind, f"Q{number}", topic)
        for number, (kind, topic) in enumerate(zip(kinds, topics, strict=True), start=1)
    }


def test_a_form_sums_points_and_maximum_in_all_and_per_topic():
    score = score_form(_form(), {"Q1": ["b"], "Q2": ["a"], "Q3": "1024"})
    assert (score.points, score.maximum) == (2, 3)
    assert score.topics == {"office": (1, 1), "law": (1, 2)}
    assert [one.item_id for one in score.items] == ["Q1", "Q2", "Q3"]


def test_lesson_36_an_item_taken_out_leaves_the_denominator_too():
    answers = {"Q1": ["b"], "Q2": ["a"], "Q3": "1024"}
    score = score_form(_form(), answers, not_counted={"Q2"})
    assert (score.points, score.maximum) == (2, 2)
    assert score.topics["law"] == (1, 1)


def test_a_form_without_answers_scores_nothing_of_its_maximum():
    score = score_form(_form(), {})
    assert (score.points, score.maximum) == (0, 3)
    assert not any(one.answered for one in score.items)


def test_an_answer_to_an_item_of_another_form_is_an_error_and_not_ignored():
    with pytest.raises(ValueError, match="Q9"):
        score_form(_form(), {"Q9": ["a"]})


@given(answers=st.dictionaries(st.sampled_from(["Q1", "Q2", "Q3"]), ANY_JSON))
@settings(deadline=None)
def test_a_form_score_is_the_sum_of_its_items_and_the_same_each_time(answers):
    form = _form()
    score = score_form(form, answers)
    assert score.points == sum(one.points for one in score.items)
    assert score == score_form(form, answers)
