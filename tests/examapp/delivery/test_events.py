import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.delivery.events import Chained, EventBody, chain_digest, event_bytes, event_id, find_broken_links
from question_bank.sealing import canonical_json

BODY = EventBody("ABC", 1, 0, "LAW-001", ["x"], "f" * 64, None, None, None)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RESPONSES = st.recursive(
    st.none() | TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


def test_the_id_is_the_digest_of_exactly_the_agreed_members():
    written = canonical_json(
        {
            "attempt": "ABC", "lease": 1, "seq": 0, "item": "LAW-001", "response": ["x"],
            "form_digest": "f" * 64, "tick": None, "since_tick_ms": None, "prev": None,
        }
    )  # fmt: skip
    assert event_id(BODY) == hashlib.sha256(written).hexdigest()


def test_an_independent_program_computes_the_same_id():
    members = json.loads(event_bytes(BODY))
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == event_id(BODY)


@pytest.mark.parametrize(
    "change",
    [
        {"attempt": "ABD"}, {"lease": 2}, {"seq": 1}, {"item": "LAW-002"}, {"response": ["y"]},
        {"form_digest": "e" * 64}, {"tick": "t"}, {"since_tick_ms": 0}, {"prev": "a" * 64},
    ],
)  # fmt: skip
def test_each_member_changes_the_id(change):
    assert event_id(replace(BODY, **change)) != event_id(BODY)


@given(one=RESPONSES, other=RESPONSES)
def test_two_answers_have_one_id_only_if_they_are_equal(one, other):
    same = event_id(replace(BODY, response=one)) == event_id(replace(BODY, response=other))
    assert same == (one == other)


def test_a_chain_whose_links_hold_has_no_broken_one():
    events = [
        Chained(1, 0, "a", None),
        Chained(1, 1, "b", "a"),
        Chained(1, 2, "c", None),
        Chained(2, 0, "d", None),
    ]
    assert find_broken_links(events) == []


def test_a_link_to_another_event_is_broken():
    events = [Chained(1, 0, "a", None), Chained(1, 1, "b", "x"), Chained(2, 0, "c", "a")]
    assert find_broken_links(events) == [(1, 1), (2, 0)]


def test_a_link_across_a_gap_cannot_be_compared():
    assert find_broken_links([Chained(1, 0, "a", None), Chained(1, 2, "c", "b")]) == []


def test_the_chain_digest_depends_on_the_order():
    one, two = "aa" * 32, "bb" * 32
    assert chain_digest([one, two]) != chain_digest([two, one])
