from dataclasses import replace
from datetime import UTC, datetime

from examapp.core.clock import Instant
from examapp.delivery.attempt_facts import AttemptFacts
from examapp.delivery.judging import HeldEvent, LeaseHead, PreparedEntry, decide, list_wanted_seqs
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
NO_WITNESS = SeatHead(1, -1, "")
NOW = START.later(milliseconds=MINUTE)
AFTER_GRACE = START.later(milliseconds=63 * MINUTE)


def entry(seq, event=None, *, accepted=True, tick=None):
    sent = SentEntry(seq, "Q", "x", None, None, None, None)
    return PreparedEntry(sent, event or f"id{seq}", '"x"', accepted, tick)


def head(next_seq=0, highest=None, witness=NO_WITNESS):
    return LeaseHead(1, next_seq, next_seq - 1 if highest is None else highest, witness)


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


def test_an_event_under_the_witnessed_head_is_late_and_one_above_it_unproven():
    witnessed = head(1, witness=SeatHead(1, 1, "id1"))
    decision = decide(FACTS, witnessed, {}, (), [entry(1), entry(2)], AFTER_GRACE)
    assert decision.statuses == ("late", "late_unproven")


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


HANDED_IN = replace(FACTS, state=AttemptState.SUBMITTED, handed_in=True, ended_at=NOW.wall)


def judge_after_the_hand_in(witness, entries, held):
    return decide(HANDED_IN, head(1, 1, witness=witness), held, (), entries, AFTER_GRACE).statuses


def test_after_the_hand_in_a_head_whose_event_is_not_here_saves_nothing():
    assert judge_after_the_hand_in(SeatHead(1, 9, "id9"), [entry(2), entry(3)], {}) == ("over", "over")


def test_after_the_hand_in_a_head_proves_what_lies_below_it_once_its_event_is_here():
    shown = SeatHead(1, 3, "id3")
    held = {3: HeldEvent("id3", EventStatus.LATE)}
    assert judge_after_the_hand_in(shown, [entry(2)], held) == ("late",)
    assert judge_after_the_hand_in(shown, [entry(2), entry(3)], {}) == ("late", "late")
    assert judge_after_the_hand_in(shown, [entry(2), entry(3, "other")], {}) == ("over", "over")
    assert judge_after_the_hand_in(shown, [entry(2), entry(3)], {3: HeldEvent("x", EventStatus.OVER)}) == (
        "over",
        "conflict",
    )


def test_after_the_hand_in_the_events_of_the_heads_are_wanted_beside_the_batch():
    shown = entry(2, tick=tick(MINUTE, SeatHead(1, 7, "id7")))
    witnessed = head(1, witness=SeatHead(1, 9, "id9"))
    assert list_wanted_seqs(HANDED_IN, witnessed, [shown]) == {2, 7, 9}
    assert list_wanted_seqs(FACTS, witnessed, [shown]) == {2}


def test_the_reading_of_the_clock_is_that_of_the_arrival():
    assert decide(FACTS, head(), {}, (), [entry(0)], NOW).reading.used_ms == MINUTE
