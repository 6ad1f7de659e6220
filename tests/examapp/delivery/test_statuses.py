from dataclasses import replace

import pytest

from examapp.delivery.states import AttemptState
from examapp.delivery.statuses import (
    COUNTING,
    EventStatus,
    Judgement,
    judge,
    list_proved,
    with_gap,
)
from examapp.delivery.ticks import SeatHead

S, E = AttemptState, EventStatus
GRACE = 120_000
LIVE = Judgement(
    accepted=True,
    stale=False,
    state=S.IN_PROGRESS,
    handed_in=False,
    time_left=True,
    over_ms=0,
    grace_ms=GRACE,
    made_after_end=False,
    proved=False,
)
OVER = replace(LIVE, time_left=False)
CLOSING = replace(OVER, state=S.CLOSING)
HANDED_IN = replace(OVER, state=S.SUBMITTED, handed_in=True, over_ms=1)
TIMED_OUT = replace(OVER, state=S.TIMED_OUT)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (LIVE, E.LIVE),
        (replace(LIVE, state=S.PAUSED), E.LIVE),
        (replace(LIVE, accepted=False), E.REFUSED),
        (replace(LIVE, stale=True), E.STALE_LEASE),
        (replace(TIMED_OUT, stale=True, over_ms=GRACE * 9), E.STALE_LEASE),
        (replace(LIVE, stale=True, accepted=False), E.REFUSED),
        (replace(OVER, over_ms=0), E.GRACE),
        (replace(OVER, over_ms=GRACE), E.GRACE),
        (replace(OVER, over_ms=GRACE + 1), E.LATE_UNPROVEN),
        (replace(CLOSING, over_ms=0), E.GRACE),
        (replace(CLOSING, over_ms=GRACE), E.GRACE),
        (replace(CLOSING, over_ms=GRACE + 1), E.LATE_UNPROVEN),
        (replace(CLOSING, over_ms=GRACE + 1, proved=True), E.LATE),
        (replace(CLOSING, over_ms=5, made_after_end=True), E.OVER),
        (replace(CLOSING, over_ms=GRACE * 2, made_after_end=True), E.OVER),
        (replace(TIMED_OUT, over_ms=GRACE * 2), E.LATE_UNPROVEN),
        (replace(TIMED_OUT, over_ms=GRACE * 2, proved=True), E.LATE),
        (replace(TIMED_OUT, over_ms=GRACE), E.LATE),
        (HANDED_IN, E.OVER),
        (replace(HANDED_IN, proved=True), E.LATE),
        (replace(OVER, state=S.TERMINATED, over_ms=GRACE * 2), E.LATE_UNPROVEN),
    ],
)
def test_each_event_is_judged_by_when_and_whence_it_came(facts, status):
    assert judge(facts) is status


def test_only_live_and_grace_count_by_themselves():
    assert {E.LIVE, E.GRACE} == COUNTING


@pytest.mark.parametrize("status", list(E))
def test_a_gap_hides_only_what_would_count(status):
    assert with_gap(status, missing_below=False) is status
    assert with_gap(status, missing_below=True) is (E.GAP if status in COUNTING else status)


LINKS = {0: ("a", None), 1: ("b", "a"), 2: ("c", "b"), 3: ("d", "c")}


def test_a_head_proves_its_own_event_and_all_below_it():
    assert list_proved([SeatHead(1, 2, "c")], LINKS) == {0, 1, 2}


@pytest.mark.parametrize("false", [SeatHead(1, 2, "x"), SeatHead(1, 9, "z"), SeatHead(1, 3, "c")])
def test_a_head_that_no_event_bears_out_proves_nothing_and_hides_no_other(false):
    assert list_proved([false], LINKS) == frozenset()
    assert list_proved([false, SeatHead(1, 1, "b")], LINKS) == {0, 1}


def test_a_broken_link_ends_the_proof():
    assert list_proved([SeatHead(1, 3, "d")], LINKS | {2: ("c", "x")}) == {2, 3}
    assert list_proved([SeatHead(1, 3, "d")], LINKS | {3: ("d", "x")}) == {3}


def test_a_missing_event_ends_the_proof():
    assert list_proved([SeatHead(1, 3, "d")], {seq: LINKS[seq] for seq in (0, 1, 3)}) == {3}


def test_what_no_link_names_is_not_proved_by_its_seq():
    assert list_proved([SeatHead(1, 1, "b")], {0: ("a", None), 1: ("b", None)}) == {1}
