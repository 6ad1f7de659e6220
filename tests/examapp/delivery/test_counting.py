from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.delivery.counting import (
    CountingRules,
    StoredEvent,
    contiguous_until,
    count_answers,
    list_counting,
    list_missing,
)
from examapp.delivery.statuses import EventStatus
from examapp.delivery.ticks import SeatHead

AT = datetime(2026, 11, 24, tzinfo=UTC)
E = EventStatus
OPEN = CountingRules(closed=False, announced={})
CLOSED = CountingRules(closed=True, announced={})


def event(seq, response="x", *, lease=1, item="Q", status=E.LIVE, prev=None):
    return StoredEvent(lease, seq, f"id-{lease}-{seq}", prev, item, response, status, AT)


def answers(events, rules=OPEN):
    return {item: found.response for item, found in count_answers(events, rules).items()}


def test_the_last_event_of_an_item_is_its_answer():
    assert answers([event(0, "a"), event(1, "b"), event(2, "c", item="R")]) == {"Q": "b", "R": "c"}


def test_a_later_lease_comes_after_an_earlier_one_whatever_its_seq():
    assert answers([event(0, "new", lease=2), event(7, "old"), *(event(n) for n in range(7))]) == {"Q": "new"}


def test_what_lies_above_a_gap_waits_until_the_gap_is_filled():
    below, above = event(0, "a"), event(2, "c")
    assert answers([below, above]) == {"Q": "a"}
    assert answers([below, event(1, "b", item="R"), above]) == {"Q": "c", "R": "b"}


def test_at_closing_a_gap_holds_nothing_back():
    assert answers([event(0, "a"), event(2, "c")], CLOSED) == {"Q": "c"}


def test_a_refused_event_is_not_missing_and_never_counts():
    assert answers([event(0, "a"), event(1, "?", status=E.REFUSED), event(2, "c", item="R")]) == {
        "Q": "a",
        "R": "c",
    }


@pytest.mark.parametrize("status", [E.LATE, E.LATE_UNPROVEN, E.OVER, E.STALE_LEASE, E.REFUSED])
def test_what_is_not_live_or_grace_does_not_count_by_itself(status):
    assert answers([event(0, "a"), event(1, "b", status=status)], CLOSED) == {"Q": "a"}


def test_a_stale_event_counts_if_a_heartbeat_before_the_takeover_covers_it():
    events = [event(0, "a"), event(1, "b", status=E.STALE_LEASE), event(2, "c", status=E.STALE_LEASE)]
    rules = CountingRules(closed=False, announced={1: [SeatHead(1, 1, "id-1-1")]})
    assert answers(events, rules) == {"Q": "b"}


def test_a_head_that_names_another_event_covers_none():
    events = [event(0, "a"), event(1, "b", status=E.STALE_LEASE)]
    rules = CountingRules(closed=False, announced={1: [SeatHead(1, 1, "another")]})
    assert answers(events, rules) == {"Q": "a"}


def test_a_late_event_counts_once_people_have_decided_so():
    events = [event(0, "a"), event(1, "b", status=E.LATE)]
    rules = CountingRules(closed=True, announced={}, admitted=frozenset({(1, 1)}))
    assert answers(events, rules) == {"Q": "b"}


def test_a_refused_event_cannot_be_decided_into_the_score():
    rules = CountingRules(closed=True, announced={}, admitted=frozenset({(1, 0)}))
    assert answers([event(0, "a", status=E.REFUSED)], rules) == {}


@given(st.sets(st.integers(0, 12)), st.integers(-1, 12))
def test_contiguous_and_missing_agree(seqs, last):
    whole = contiguous_until(seqs)
    assert list_missing(seqs, whole) == []
    assert whole + 1 not in seqs
    assert set(list_missing(seqs, last)) == set(range(last + 1)) - seqs


EVENTS = st.lists(
    st.builds(
        event,
        st.integers(0, 6),
        st.sampled_from("abc"),
        lease=st.integers(1, 2),
        item=st.sampled_from("QR"),
        status=st.sampled_from(list(E)),
    ),
    max_size=10,
    unique_by=lambda one: (one.lease, one.seq),
)


@given(EVENTS, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_arrival_decides_nothing(events, random, closed):
    rules = CountingRules(closed=closed, announced={1: [SeatHead(1, 3, "id-1-3")]})
    shuffled = list(events)
    random.shuffle(shuffled)
    assert list_counting(shuffled, rules) == list_counting(events, rules)
