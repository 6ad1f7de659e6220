import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items import item_from_json
from question_bank.responses import ResponseError, check_response, is_empty
from tests.question_bank.samples import KINDS, item, raw_item

GOOD = {
    "choice": [["a"], [], None],
    "multiple": [["a", "c"], ["d"], [], None],
    "order": [["a", "b", "c", "d"], ["d"], [], None],
    "match": [[["s1", "t1"]], [["s1", "t1"], ["s2", "t1"]], [], None],
    "inline_choice": [{"g1": "g1a"}, {"g1": "g1c", "g2": "g2b"}, {}, None],
    "text_entry": ["", "oʻchirish", "line\tend\n", "x" * 40, None],
    "numeric": ["", "1,", "12 800", "abc", None],
    "hotspot": [["h1"], [], None],
    "gap_match": [[["a", "g2"]], [["a", "g1"], ["c", "g2"]], [], None],
    "select_point": [[[0, 0]], [[399, 199]], [[4000, 20]], [], None],
    "slider": ["0", "100", "45", "", None],
}
BAD = {
    "choice": [
        ("unknown_choice", ["z"]),
        ("too_many", ["a", "b"]),
        ("malformed", "a"),
        ("malformed", ["a", "a"]),
    ],
    "multiple": [("too_many", ["a", "b", "c", "d"]), ("malformed", [["a"]]), ("malformed", [1])],
    "order": [("unknown_choice", ["a", "z"]), ("malformed", ["a", "a"]), ("malformed", {"a": "b"})],
    "match": [
        ("unknown_choice", [["s1", "s1"]]),
        ("unknown_choice", [["t1", "t1"]]),
        ("malformed", [["s1", "t1"], ["s1", "t2"]]),
        ("malformed", [["s1"]]),
        ("malformed", ["s1", "t1"]),
        ("malformed", [["s1", "t1", "t2"]]),
    ],
    "inline_choice": [
        ("unknown_choice", {"g9": "g1a"}),
        ("unknown_choice", {"g1": "g2a"}),
        ("malformed", {"g1": None}),
        ("malformed", [["g1", "g1a"]]),
    ],
    "text_entry": [
        ("too_long", "x" * 41),
        ("malformed", "a\u0000b"),
        ("malformed", "a\u202eb"),
        ("malformed", "\ud800"),
        ("malformed", 5),
        ("malformed", ["x"]),
    ],
    "numeric": [("too_long", "1" * 41), ("malformed", 1024), ("malformed", True)],
    "gap_match": [
        ("unknown_choice", [["z", "g1"]]),
        ("unknown_choice", [["a", "b"]]),
        ("unknown_choice", [["g1", "g2"]]),
        ("malformed", [["a", "g1"], ["b", "g1"]]),
        ("malformed", [["a", "g1"], ["a", "g2"]]),
        ("malformed", [["a", "g1"], ["a", "g1"]]),
        ("malformed", {"g1": "a"}),
    ],
    "select_point": [
        ("too_many", [[1, 1], [2, 2]]),
        ("malformed", [[1.5, 2]]),
        ("malformed", [[True, 2]]),
        ("malformed", [[-1, 2]]),
        ("malformed", [[1, 2, 3]]),
        ("malformed", [["1", "2"]]),
        ("malformed", [[1, 10**9]]),
        ("malformed", "1 2"),
    ],
    "slider": [
        ("unknown_choice", "41"),
        ("unknown_choice", "105"),
        ("unknown_choice", "-5"),
        ("unknown_choice", "forty"),
        ("malformed", 40),
        ("malformed", ["40"]),
    ],
    "hotspot": [("unknown_choice", ["m1"]), ("too_many", ["h1", "h2"]), ("malformed", [[1, 2]])],
}


@pytest.mark.parametrize(("kind", "response"), [(kind, answer) for kind in KINDS for answer in GOOD[kind]])
def test_what_the_page_can_send_is_accepted(kind, response):
    check_response(item(kind).interaction, response)


@pytest.mark.parametrize(
    ("kind", "why", "response"), [(kind, *answer) for kind in KINDS for answer in BAD[kind]]
)
def test_what_does_not_fit_the_item_is_refused_with_its_kind(kind, why, response):
    with pytest.raises(ResponseError) as caught:
        check_response(item(kind).interaction, response)
    assert caught.value.kind == why


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["a", "s1", "t1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(KINDS), response=ANY_JSON)
@settings(deadline=None)
def test_any_json_is_accepted_or_refused_and_never_crashes(kind, response):
    try:
        check_response(item(kind).interaction, response)
    except ResponseError:
        return
    json.dumps(response)


def test_a_choice_fills_several_gaps_only_where_it_may():
    raw = raw_item("gap_match")
    raw["interactions"][0]["reuse"] = True
    check_response(item_from_json(raw).interaction, [["a", "g1"], ["a", "g2"]])


@pytest.mark.parametrize("response", [None, "", "  \t", [], {}])
def test_nothing_is_empty(response):
    assert is_empty(response)


@pytest.mark.parametrize("response", ["0", ["a"], {"g": "c"}, 0, False])
def test_something_is_not_empty(response):
    assert not is_empty(response)
