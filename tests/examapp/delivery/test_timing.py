from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.core.clock import Instant
from examapp.delivery.timing import (
    AttemptClock,
    LedgerEntry,
    LedgerKind,
    find_end_of_stop,
    find_walk,
    merge_spans,
    read_clock,
)

K = LedgerKind
MINUTE = 60_000
START = Instant(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), 5_000_000, "boot-a")


def after(milliseconds: int) -> Instant:
    return START.later(milliseconds=milliseconds)


def clock(*entries: LedgerEntry, minutes: int = 60, extra: int = 0) -> AttemptClock:
    return AttemptClock(minutes * MINUTE, extra * MINUTE, (LedgerEntry(K.STARTED, START), *entries))


def shown(milliseconds: int = 0) -> LedgerEntry:
    return LedgerEntry(K.SHOWN, after(milliseconds))


def test_the_clock_stands_until_the_first_item_is_shown():
    reading = read_clock(clock(), after(29_999))
    assert (reading.used_ms, reading.has_begun, reading.ends_at) == (0, False, None)


def test_the_clock_starts_thirty_seconds_after_the_start_at_the_latest():
    assert read_clock(clock(), after(30_000)).has_begun
    assert read_clock(clock(), after(30_001)).used_ms == 1
    assert read_clock(clock(shown(45_000)), after(50_000)).used_ms == 20_000


@pytest.mark.parametrize(("at", "left", "over"), [(-1, True, 0), (0, False, 0), (1, False, 1)])
def test_time_is_left_until_the_limit_is_reached_exactly(at, left, over):
    reading = read_clock(clock(shown()), after(60 * MINUTE + at))
    assert (reading.time_left, reading.over_ms) == (left, over)


def test_used_time_never_exceeds_the_limit():
    assert read_clock(clock(shown()), after(90 * MINUTE)).used_ms == 60 * MINUTE


def test_the_limit_is_programme_and_accommodation_and_ledger():
    longer = clock(shown(), LedgerEntry(K.EXTENSION, after(MINUTE), added_ms=5 * MINUTE), extra=15)
    reading = read_clock(longer, after(2 * MINUTE))
    assert reading.limit_ms == 80 * MINUTE
    assert reading.ends_at == START.wall + timedelta(minutes=80)


@pytest.mark.parametrize(("at", "used"), [(9, 9), (10, 10), (11, 10), (15, 10), (16, 10), (17, 11)])
def test_a_pause_stops_the_clock_on_both_sides_of_its_boundaries(at, used):
    paused = clock(
        shown(), LedgerEntry(K.PAUSED, after(10 * MINUTE)), LedgerEntry(K.RESUMED, after(16 * MINUTE))
    )
    assert read_clock(paused, after(at * MINUTE)).used_ms == used * MINUTE


def test_a_paused_attempt_ends_as_if_it_went_on_now():
    paused = clock(shown(), LedgerEntry(K.PAUSED, after(10 * MINUTE)))
    reading = read_clock(paused, after(25 * MINUTE))
    assert reading.ends_at == START.wall + timedelta(minutes=75)
    assert reading.time_left


def test_an_outage_is_not_used_time_and_moves_the_end():
    cut = clock(shown(), LedgerEntry(K.OUTAGE, after(8 * MINUTE), since=after(2 * MINUTE)))
    reading = read_clock(cut, after(10 * MINUTE))
    assert (reading.used_ms, reading.outage_ms, reading.limit_ms) == (4 * MINUTE, 6 * MINUTE, 60 * MINUTE)
    assert reading.ends_at == START.wall + timedelta(minutes=66)


def test_an_outage_within_a_pause_is_not_counted_twice():
    both = clock(
        shown(),
        LedgerEntry(K.PAUSED, after(2 * MINUTE)),
        LedgerEntry(K.OUTAGE, after(8 * MINUTE), since=after(4 * MINUTE)),
        LedgerEntry(K.RESUMED, after(10 * MINUTE)),
    )
    reading = read_clock(both, after(12 * MINUTE))
    assert (reading.used_ms, reading.paused_ms, reading.outage_ms) == (4 * MINUTE, 8 * MINUTE, 0)


def test_a_wall_clock_set_back_takes_no_time_from_anybody():
    jumped = Instant(START.wall - timedelta(hours=3), START.boot_ms + 10 * MINUTE, START.boot_id)
    reading = read_clock(clock(shown()), jumped)
    assert (reading.used_ms, reading.by_wall) == (10 * MINUTE, False)


def test_lengths_across_two_boots_come_from_the_wall_clock_and_say_so():
    rebooted = Instant(START.wall + timedelta(minutes=10), 12_000, "boot-b")
    outage = LedgerEntry(K.OUTAGE, rebooted, since=after(4 * MINUTE))
    later = Instant(START.wall + timedelta(hours=9), 12_000 + MINUTE, "boot-b")
    reading = read_clock(clock(shown(), outage), later)
    assert (reading.used_ms, reading.by_wall) == (5 * MINUTE, True)


def test_an_unknown_boot_is_placed_by_the_wall_clock():
    elsewhere = Instant(START.wall + timedelta(minutes=7), 99, "boot-c")
    reading = read_clock(clock(shown()), elsewhere)
    assert (reading.used_ms, reading.by_wall) == (7 * MINUTE, True)


def test_used_time_stops_at_the_end_and_over_time_counts_from_it():
    ended = clock(shown(), LedgerEntry(K.ENDED, after(20 * MINUTE)))
    reading = read_clock(ended, after(21 * MINUTE))
    assert (reading.used_ms, reading.over_ms, reading.time_left) == (20 * MINUTE, MINUTE, False)


def test_over_time_counts_from_the_limit_if_the_sweeper_came_late():
    ended = clock(shown(), LedgerEntry(K.ENDED, after(60 * MINUTE + 900)))
    assert read_clock(ended, after(60 * MINUTE + 1000)).over_ms == 1000


def test_an_outage_after_the_end_does_not_use_up_the_grace():
    ended = clock(
        shown(),
        LedgerEntry(K.ENDED, after(60 * MINUTE)),
        LedgerEntry(K.OUTAGE, after(70 * MINUTE), since=after(61 * MINUTE)),
    )
    assert read_clock(ended, after(70 * MINUTE + 5)).over_ms == MINUTE + 5


def test_an_attempt_ended_in_a_pause_keeps_its_used_time():
    ended = clock(shown(), LedgerEntry(K.PAUSED, after(5 * MINUTE)), LedgerEntry(K.ENDED, after(9 * MINUTE)))
    reading = read_clock(ended, after(30 * MINUTE))
    assert (reading.used_ms, reading.paused_ms, reading.over_ms) == (5 * MINUTE, 4 * MINUTE, 21 * MINUTE)


def test_spans_that_touch_or_overlap_become_one():
    assert merge_spans([(5, 9), (1, 3), (3, 4), (8, 12), (20, 20)]) == ((1, 4), (5, 12))


def walk(*moments: tuple[LedgerKind, int]) -> tuple[LedgerEntry, ...]:
    return tuple(LedgerEntry(kind, after(ms)) for kind, ms in moments)


@pytest.mark.parametrize(
    ("rows", "used"),
    [
        ([(K.MOVED, 10)], 10),
        ([(K.MOVED, 10), (K.ARRIVED, 15)], 24.5),
        ([(K.MOVED, 10), (K.ARRIVED, 15), (K.SEATED, 15.25)], 24.75),
        ([(K.MOVED, 10), (K.ARRIVED, 15), (K.SEATED, 20)], 24.5),
        ([(K.MOVED, 10), (K.MOVED, 12), (K.SEATED, 15)], 25),
        ([(K.MOVED, 10), (K.ARRIVED, 15), (K.MOVED, 17), (K.SEATED, 20)], 21.5),
        ([(K.MOVED, 10), (K.PAUSED, 11), (K.SEATED, 12), (K.RESUMED, 15)], 25),
        ([(K.PAUSED, 9), (K.MOVED, 10), (K.RESUMED, 11), (K.SEATED, 15)], 24),
        ([(K.MOVED, 10), (K.ENDED, 20)], 10),
    ],
)
def test_the_clock_stands_from_a_move_to_the_item_on_the_new_screen(rows, used):
    entries = walk(*((kind, round(minute * MINUTE)) for kind, minute in rows))
    reading = read_clock(clock(shown(), *entries), after(30 * MINUTE))
    assert reading.used_ms == used * MINUTE
    assert reading.used_ms + reading.paused_ms == reading.wall_ms
    assert find_walk(entries) == (entries[0] if rows == [(K.MOVED, 10)] else None)


def test_the_end_waits_for_who_walks_and_knows_the_half_minute_after_the_entry():
    walking = read_clock(clock(shown(), *walk((K.MOVED, 10 * MINUTE))), after(15 * MINUTE))
    arrived = clock(shown(), *walk((K.MOVED, 10 * MINUTE), (K.ARRIVED, 15 * MINUTE)))
    assert walking.ends_at == START.wall + timedelta(minutes=65)
    assert read_clock(arrived, after(15 * MINUTE)).ends_at == START.wall + timedelta(minutes=65.5)


def test_whoever_tells_of_a_stop_says_the_end_that_the_clock_counted():
    def end(*later):
        told = [(kind, START.wall + timedelta(minutes=minute)) for kind, minute in later]
        found = find_end_of_stop(K.MOVED, told)
        return found and (found - START.wall) / timedelta(minutes=1)

    assert end() is None
    assert end((K.RESUMED, 3)) is None
    assert end((K.ARRIVED, 4)) == end((K.ARRIVED, 4), (K.SEATED, 9)) == 4.5
    assert end((K.ARRIVED, 4), (K.SEATED, 4.25)) == 4.25
    assert end((K.MOVED, 2), (K.SEATED, 4)) == 2


@given(
    pauses=st.lists(st.integers(0, 7_200), max_size=8, unique=True),
    outages=st.lists(st.tuples(st.integers(0, 7_200), st.integers(0, 600)), max_size=4),
    at=st.integers(0, 8_000),
)
def test_used_and_pauses_and_outages_are_the_wall_time_second_by_second(pauses, outages, at):
    """Against a count of single seconds, which needs no spans at all."""
    turns = sorted(pauses)
    entries = [
        LedgerEntry(K.PAUSED if i % 2 == 0 else K.RESUMED, after(s * 1000)) for i, s in enumerate(turns)
    ]
    entries += [LedgerEntry(K.OUTAGE, after((s + n) * 1000), since=after(s * 1000)) for s, n in outages]
    reading = read_clock(clock(shown(), *entries, minutes=1_000), after(at * 1000))
    stopped = [sum(turn <= second for turn in turns) % 2 == 1 for second in range(at)]
    cut = [any(s <= second < s + n for s, n in outages) for second in range(at)]
    assert reading.paused_ms == 1000 * sum(stopped)
    assert reading.outage_ms == 1000 * sum(c and not p for c, p in zip(cut, stopped, strict=True))
    assert reading.used_ms == 1000 * sum(not c and not p for c, p in zip(cut, stopped, strict=True))
    assert reading.used_ms + reading.paused_ms + reading.outage_ms == reading.wall_ms == at * 1000
