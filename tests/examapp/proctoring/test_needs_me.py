"""The order of the proctor's cards."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from examapp.delivery.states import AttemptState
from examapp.proctoring.needs_me import (
    ORDER,
    SILENT_AFTER,
    SLOW_AFTER,
    Need,
    SeatFacts,
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
    (card,) = list_cards([("Alimova", needs)])
    assert card.need is min(one, other, key=ORDER.index)
    assert card.since == needs[card.need]


@pytest.mark.parametrize(("one", "other"), list(permutations(Need, 2)))
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
        "paused",
        "waits_for_identity",
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
    entered = SeatFacts(AttemptState.AWAITING, entered_at=before(seconds=31))
    assert list_needs(entered, NOW) == {Need.WAITS_FOR_IDENTITY: before(seconds=31)}


def test_who_was_admitted_is_slow_only_from_the_opening_of_the_room_on() -> None:
    admitted = before(minutes=20)
    closed = SeatFacts(AttemptState.AUTHORISED, admitted_at=admitted)
    just_open = SeatFacts(AttemptState.AUTHORISED, admitted_at=admitted, room_opened_at=NOW - SLOW_AFTER)
    opened = before(minutes=4)
    long_open = SeatFacts(AttemptState.AUTHORISED, admitted_at=admitted, room_opened_at=opened)
    assert list_needs(closed, NOW) == {}
    assert list_needs(just_open, NOW) == {}
    assert list_needs(long_open, NOW) == {Need.NOT_STARTED: opened}
