from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.judging import Evidence, HeldEvent, LeaseHead, PreparedEntry, decide
from examapp.delivery.messages import SentEntry
from examapp.delivery.states import AttemptState
from examapp.delivery.statuses import EventStatus
from examapp.delivery.ticks import SeatHead, Tick
from examapp.delivery.timing import AttemptClock, LedgerEntry, LedgerKind

START = Instant(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), 1_000_000, "boot")
MINUTE = 60_000
BEGUN = (LedgerEntry(LedgerKind.STARTED, START), LedgerEntry(LedgerKind.SHOWN, START))
FACTS = AttemptFacts(
    attempt_id=1, code="A", version=3, sitting_id=1, state=AttemptState.IN_PROGRESS, handed_in=False, lease=1,
    device="d", form_id=1, form_digest="f", grace_ms=2 * MINUTE, ended_at=None,
    clock=AttemptClock(60 * MINUTE, 0, BEGUN),
)  # fmt: skip
NOW = START.later(milliseconds=MINUTE)
AFTER_GRACE = START.later(milliseconds=63 * MINUTE)


def entry(seq, event=None, *, accepted=True, tick=None):
    sent = SentEntry(seq, "Q", "x", None, f"id{seq - 1}" if seq else None, None, None)
    return PreparedEntry(sent, event or f"id{seq}", '"x"', accepted, tick)


def head(next_seq=0, highest=None):
    return LeaseHead(1, next_seq, next_seq - 1 if highest is None else highest)


def announced(*heads, **links):
    """What a lease's store has as evidence: heads, and events: `id2="id1"` has seq 2 and this `prev`."""
    return lambda: Evidence(heads, {int(event[2:]): (event, prev) for event, prev in links.items()})


def test_a_plain_batch_is_live_and_moves_the_head():
    decision = decide(FACTS, head(4), {}, (), [entry(4), entry(5)], NOW)
    assert decision.statuses == ("live", "live")
    assert (decision.next_seq, decision.highest) == (6, 5)
    assert [event.after_gap for event in decision.fresh] == [False, False]


def test_entries_out_of_order_are_judged_as_a_whole_and_answered_in_their_order():
    decision = decide(FACTS, head(), {}, (), [entry(1), entry(0)], NOW)
    assert decision.statuses == ("live", "live")
    assert decision.next_seq == 2


def test_an_entry_above_a_missing_one_is_a_gap():
    decision = decide(FACTS, head(), {}, (), [entry(0), entry(2)], NOW)
    assert decision.statuses == ("live", "gap")
    assert (decision.next_seq, decision.highest) == (1, 2)
    assert [event.after_gap for event in decision.fresh] == [False, True]
    assert decision.fresh[1].status is EventStatus.LIVE


def test_a_filled_gap_moves_the_head_over_what_was_waiting():
    decision = decide(FACTS, head(1, 3), {}, (2, 3), [entry(1)], NOW)
    assert decision.statuses == ("live",)
    assert decision.next_seq == 4


def test_the_same_event_again_is_answered_as_it_was_stored():
    held = {0: HeldEvent("id0", EventStatus.GRACE)}
    decision = decide(FACTS, head(1), held, (), [entry(0)], AFTER_GRACE)
    assert decision.statuses == ("grace",)
    assert decision.fresh == ()


def test_another_event_under_a_taken_seq_is_a_conflict_and_changes_nothing():
    held = {0: HeldEvent("id0", EventStatus.LIVE)}
    decision = decide(FACTS, head(1), held, (), [entry(0, "other")], NOW)
    assert decision.statuses == ("conflict",)
    assert [conflict.id for conflict in decision.conflicts] == ["other"]
    assert decision.fresh == ()


def test_two_events_under_one_seq_in_one_batch_are_one_event_and_one_conflict():
    decision = decide(FACTS, head(), {}, (), [entry(0, "one"), entry(0, "two"), entry(0, "one")], NOW)
    assert decision.statuses == ("live", "conflict", "live")
    assert len(decision.fresh) == 1


def test_a_refused_entry_is_not_missing():
    decision = decide(FACTS, head(), {}, (), [entry(0, accepted=False), entry(1)], NOW)
    assert decision.statuses == ("refused", "live")
    assert decision.next_seq == 2


def test_a_stale_lease_is_stored_as_such():
    decision = decide(replace(FACTS, lease=2), head(), {}, (), [entry(0)], NOW)
    assert decision.statuses == ("stale_lease",)


def test_an_event_that_was_announced_in_time_is_late_and_one_above_it_unproven():
    evidence = announced(SeatHead(1, 1, "id1"))
    decision = decide(FACTS, head(1), {}, (), [entry(1), entry(2)], AFTER_GRACE, evidence)
    assert decision.statuses == ("late", "late_unproven")


@pytest.mark.parametrize("false", [SeatHead(1, 9, "id9"), SeatHead(1, 2, "f" * 64), SeatHead(1, 99_999, "x")])
def test_a_head_of_events_that_nobody_had_made_proves_nothing_and_hides_nothing(false):
    batch = [entry(1), entry(2)]
    alone = decide(FACTS, head(1), {}, (), batch, AFTER_GRACE, announced(false))
    assert alone.statuses == ("late_unproven", "late_unproven")
    beside = decide(FACTS, head(1), {}, (), batch, AFTER_GRACE, announced(false, SeatHead(1, 1, "id1")))
    assert beside.statuses == ("late", "late_unproven")


def test_a_head_proves_what_its_own_chain_names_though_that_came_in_an_earlier_save():
    evidence = announced(SeatHead(1, 3, "id3"), id3="id2", id2="id1")
    held = {3: HeldEvent("id3", EventStatus.LATE)}
    assert decide(FACTS, head(1, 3), held, (2, 3), [entry(1)], AFTER_GRACE, evidence).statuses == ("late",)
    other = decide(FACTS, head(1, 3), held, (2, 3), [entry(1, "another")], AFTER_GRACE, evidence)
    assert other.statuses == ("late_unproven",)


def test_while_time_is_left_no_evidence_is_asked_for():
    def refuse():
        raise AssertionError

    assert decide(FACTS, head(), {}, (), [entry(0)], NOW, refuse).statuses == ("live",)


def tick(used_ms, head=None):
    return Tick("A", 1, used_ms, START.wall.isoformat(timespec="milliseconds"), head)


def test_a_tick_given_before_the_end_proves_the_head_that_it_covers():
    carrier = entry(2, tick=tick(59 * MINUTE, SeatHead(1, 1, "id1")))
    decision = decide(FACTS, head(1), {}, (), [entry(1), carrier], AFTER_GRACE)
    assert decision.statuses == ("late", "late_unproven")


def test_a_tick_of_another_lease_proves_nothing_here():
    carrier = entry(1, tick=tick(59 * MINUTE, SeatHead(2, 9, "id9")))
    assert decide(FACTS, head(), {}, (), [entry(0), carrier], AFTER_GRACE).statuses[0] == "late_unproven"


def test_a_tick_given_after_the_end_shows_that_the_event_was_made_after_it():
    in_grace = START.later(milliseconds=61 * MINUTE)
    late = entry(0, tick=tick(60 * MINUTE, SeatHead(1, 0, "id0")))
    assert decide(FACTS, head(), {}, (), [late], in_grace).statuses == ("over",)
    assert decide(FACTS, head(), {}, (), [entry(0, tick=tick(59 * MINUTE))], in_grace).statuses == ("grace",)


def end_at(at, *before):
    clock = replace(FACTS.clock, entries=(*BEGUN, *before, LedgerEntry(LedgerKind.ENDED, at)))
    return replace(FACTS, state=AttemptState.SUBMITTED, handed_in=True, ended_at=at.wall, clock=clock)


@pytest.mark.parametrize(
    ("used_ms", "status"), [(MINUTE - 1, "late"), (MINUTE, "over"), (MINUTE + 1, "late")]
)
@pytest.mark.parametrize("set_by", [timedelta(hours=-1), timedelta(days=1)], ids=["back", "forward"])
def test_whether_a_tick_was_given_before_the_end_is_told_by_the_time_used(used_ms, status, set_by):
    """The last one: an outage was credited since, so that less is used now; then the wall clock must do."""
    wall = START.wall + (set_by if used_ms <= MINUTE else timedelta())
    carrier = entry(
        2, tick=replace(tick(used_ms, SeatHead(1, 1, "id1")), at=wall.isoformat(timespec="milliseconds"))
    )
    assert decide(end_at(NOW), head(1), {}, (), [entry(1), carrier], AFTER_GRACE).statuses[0] == status


def test_where_the_clock_stood_at_the_end_the_wall_clock_tells_whether_a_tick_was_given_before_it():
    pause = LedgerEntry(LedgerKind.PAUSED, START.later(milliseconds=MINUTE // 2))
    in_the_pause = entry(2, tick=tick(MINUTE // 2, SeatHead(1, 1, "id1")))
    after = replace(in_the_pause.tick, at=NOW.later(milliseconds=1).wall.isoformat(timespec="milliseconds"))
    ended = end_at(NOW, pause)
    for sent, status in ((in_the_pause, "late"), (replace(in_the_pause, tick=after), "over")):
        assert decide(ended, head(1), {}, (), [entry(1), sent], AFTER_GRACE).statuses[0] == status


HANDED_IN = replace(FACTS, state=AttemptState.SUBMITTED, handed_in=True, ended_at=NOW.wall)


def judge_after_the_hand_in(entries, evidence, held=None):
    return decide(HANDED_IN, head(1, 1), held or {}, (), entries, AFTER_GRACE, evidence).statuses


def test_after_the_hand_in_a_head_whose_event_is_not_here_saves_nothing():
    assert judge_after_the_hand_in([entry(2), entry(3)], announced(SeatHead(1, 9, "id9"))) == ("over", "over")


def test_after_the_hand_in_a_head_proves_what_lies_below_it_once_its_event_is_here():
    shown = SeatHead(1, 3, "id3")
    assert judge_after_the_hand_in([entry(2)], announced(shown, id3="id2")) == ("late",)
    assert judge_after_the_hand_in([entry(2), entry(3)], announced(shown)) == ("late", "late")
    assert judge_after_the_hand_in([entry(2), entry(3, "other")], announced(shown)) == ("over", "over")
    held = {3: HeldEvent("x", EventStatus.OVER)}
    taken = partial(Evidence, [shown], {3: ("x", "id2")})
    assert judge_after_the_hand_in([entry(2), entry(3)], taken, held) == ("over", "conflict")


def test_the_reading_of_the_clock_is_that_of_the_arrival():
    assert decide(FACTS, head(), {}, (), [entry(0)], NOW).reading.used_ms == MINUTE
