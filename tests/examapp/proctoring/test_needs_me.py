"""The order of the proctor's cards."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from examapp.delivery.answer_log import SILENT_AFTER
from examapp.delivery.states import AttemptState
from examapp.proctoring.needs_me import (
    FOLDED,
    ORDER,
    SLOW_AFTER,
    Need,
    SeatFacts,
    fold_cards,
    list_cards,
    list_needs,
    most_blocking,
)

NOW = datetime(2026, 11, 24, 5, 14, tzinfo=UTC)


def before(**length: float) -> datetime:
    return NOW - timedelta(**length)


SILENT = before(seconds=80)


@pytest.mark.parametrize(("one", "other"), list(permutations(Need, 2)))
def test_lesson_23_of_two_states_the_more_blocking_one_is_shown(one: Need, other: Need) -> None:
    # Even where the lesser one is older by far.
    needs = {one: before(minutes=1), other: before(minutes=50)}
    people = [("Alimova", needs)]
    (card,) = [*list_cards(people), *fold_cards(people)]
    assert card.need is min(one, other, key=ORDER.index)
    assert card.since == needs[card.need]


@pytest.mark.parametrize(
    ("one", "other"), list(permutations([need for need in Need if need not in FOLDED], 2))
)
def test_lesson_23_the_more_blocked_person_stands_first(one: Need, other: Need) -> None:
    cards = list_cards([("first", {one: before(minutes=1)}), ("second", {other: before(minutes=50)})])
    assert [card.need for card in cards] == sorted((one, other), key=ORDER.index)


@pytest.mark.parametrize("state", list(AttemptState))
def test_lesson_23_no_state_hides_a_call(state: AttemptState) -> None:
    facts = SeatFacts(state, seen_at=NOW, started_at=before(minutes=9), called_at=before(seconds=48))
    assert list_needs(facts, NOW)[Need.CALL] == before(seconds=48)
    assert most_blocking(list_needs(facts, NOW)) is Need.CALL


def test_the_order_is_that_of_the_design() -> None:
    assert [need.value for need in ORDER] == [
        "no_connection",
        "call",
        "walks",
        "paused",
        "waits_for_identity",
        "entered_and_gone",
        "not_entered",
        "not_started",
        "signal",
    ]


def test_of_two_who_are_blocked_alike_the_longer_waiting_stands_first() -> None:
    people = [("late", {Need.CALL: before(seconds=5)}), ("early", {Need.CALL: before(seconds=90)})]
    assert [card.who for card in list_cards(people)] == ["early", "late"]


def test_who_needs_nothing_has_no_card() -> None:
    facts = SeatFacts(AttemptState.IN_PROGRESS, seen_at=before(seconds=2), started_at=before(minutes=5))
    assert list_needs(facts, NOW) == {}
    assert list_cards([("Alimova", {})]) == []


@pytest.mark.parametrize("state", [AttemptState.IN_PROGRESS, AttemptState.PAUSED])
def test_a_silent_seat_is_without_connection_while_its_attempt_runs(state: AttemptState) -> None:
    facts = SeatFacts(state, seen_at=SILENT, started_at=before(minutes=5), paused_at=before(minutes=1))
    assert most_blocking(list_needs(facts, NOW)) is Need.NO_CONNECTION
    assert list_needs(facts, NOW)[Need.NO_CONNECTION] == SILENT


@pytest.mark.parametrize("state", sorted(set(AttemptState) - {AttemptState.IN_PROGRESS, AttemptState.PAUSED}))
def test_a_seat_that_does_not_work_may_be_silent(state: AttemptState) -> None:
    assert Need.NO_CONNECTION not in list_needs(SeatFacts(state, seen_at=SILENT, started_at=SILENT), NOW)


@pytest.mark.parametrize("state", [AttemptState.IN_PROGRESS, AttemptState.PAUSED])
def test_of_a_seat_that_was_left_no_sign_is_expected_and_the_way_is_shown_since_when(
    state: AttemptState,
) -> None:
    walks = before(minutes=10)
    facts = SeatFacts(state, seen_at=before(minutes=11), paused_at=before(minutes=1), walks_since=walks)
    needs = list_needs(facts, NOW)
    assert (most_blocking(needs), needs[Need.WALKS]) == (Need.WALKS, walks)
    assert Need.NO_CONNECTION not in needs


def test_silence_counts_only_when_it_is_longer_than_lost_heartbeats() -> None:
    at_the_edge = SeatFacts(AttemptState.IN_PROGRESS, seen_at=NOW - SILENT_AFTER)
    past_it = SeatFacts(AttemptState.IN_PROGRESS, seen_at=NOW - SILENT_AFTER - timedelta(milliseconds=1))
    assert list_needs(at_the_edge, NOW) == {}
    assert Need.NO_CONNECTION in list_needs(past_it, NOW)


def test_who_started_and_was_never_seen_since_is_without_connection() -> None:
    facts = SeatFacts(AttemptState.IN_PROGRESS, started_at=SILENT)
    assert list_needs(facts, NOW) == {Need.NO_CONNECTION: SILENT}


def test_only_who_has_entered_waits_for_the_check_of_identity() -> None:
    assert list_needs(SeatFacts(AttemptState.AWAITING), NOW) == {}
    entered = SeatFacts(AttemptState.AWAITING, entered_at=before(seconds=31), seen_at=before(seconds=3))
    assert list_needs(entered, NOW) == {Need.WAITS_FOR_IDENTITY: before(seconds=31)}


def test_whose_browser_is_gone_does_not_wait_at_the_seat() -> None:
    seen = before(minutes=10)
    gone = SeatFacts(AttemptState.AWAITING, entered_at=seen, seen_at=seen)
    at_the_edge = SeatFacts(AttemptState.AWAITING, entered_at=seen, seen_at=NOW - SILENT_AFTER)
    assert list_needs(gone, NOW) == {Need.ENTERED_AND_GONE: seen}
    assert list_needs(at_the_edge, NOW) == {Need.WAITS_FOR_IDENTITY: seen}


def test_who_was_admitted_is_slow_only_from_the_opening_of_the_room_on() -> None:
    admitted = before(minutes=20)
    closed = SeatFacts(AttemptState.AUTHORISED, admitted_at=admitted)
    just_open = SeatFacts(AttemptState.AUTHORISED, admitted_at=admitted, room_opened_at=NOW - SLOW_AFTER)
    opened = before(minutes=4)
    long_open = SeatFacts(AttemptState.AUTHORISED, seen_at=NOW, admitted_at=admitted, room_opened_at=opened)
    assert list_needs(closed, NOW) == {}
    assert list_needs(just_open, NOW) == {}
    assert list_needs(long_open, NOW) == {Need.NOT_STARTED: opened}


def test_who_never_entered_codes_is_told_from_who_has_not_started() -> None:
    opened = before(minutes=4)
    never = SeatFacts(AttemptState.AUTHORISED, admitted_at=opened, room_opened_at=opened)
    assert list_needs(never, NOW) == {Need.NOT_ENTERED: opened}


def test_many_who_have_not_started_are_one_card_and_none_of_the_urgent_ones() -> None:
    slow = {Need.NOT_STARTED: before(minutes=4)}
    people = [
        ("2", slow),
        ("3", {Need.NOT_STARTED: before(minutes=6)}),
        ("4", {Need.NOT_ENTERED: before(minutes=1)}),
        ("5", {**slow, Need.CALL: before(seconds=5)}),
    ]
    assert [card.who for card in list_cards(people)] == ["5"]
    assert [(card.need, card.people, card.since) for card in fold_cards(people)] == [
        (Need.NOT_ENTERED, ("4",), before(minutes=1)),
        (Need.NOT_STARTED, ("2", "3"), before(minutes=6)),
    ]
