"""Faults that others have made, or might: each is planted into the real code, and the machine must notice.

Each function returns the patches that make one fault; PLANTED names for each a seed that leads to it soon.
"""

import json
from dataclasses import replace
from itertools import count
from unittest import mock

from sqlalchemy import delete, false, select

from examapp.delivery import (
    answers_of_many,
    attempt_facts,
    closing,
    control,
    counting,
    event_log,
    heartbeat,
    judging,
    late_answers,
    ledger,
    rescue,
    sealing,
    timing,
)
from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.models import SealedHead
from examapp.delivery.papers import Paper
from examapp.delivery.states import TRANSITIONS, Act, AttemptState, Ending
from examapp.delivery.statuses import EventStatus, list_proved
from examapp.delivery.timing import LedgerKind


def _change(owner, name, make):
    return [mock.patch.object(owner, name, make(getattr(owner, name)))]


def _change_decision(**changes):
    """Change what was decided about a batch, on the way to the store."""

    def make(real):
        def decide(*arguments):
            decision = real(*arguments)
            return replace(decision, **{name: change(decision) for name, change in changes.items()})

        return decide

    return [mock.patch("examapp.delivery.responses.decide", make(judging.decide))]


def say_a_head_beyond_a_gap():
    return _change_decision(next_seq=lambda decision: decision.highest + 1)


def drop_the_last_of_a_batch():
    return _change_decision(fresh=lambda decision: decision.fresh[:1])


def call_a_conflict_a_success():
    def statuses(decision):
        return tuple("live" if status == judging.CONFLICT else status for status in decision.statuses)

    return _change_decision(statuses=statuses)


def tell_nobody_of_a_gap():
    return _change(judging, "with_gap", lambda real: lambda status, missing_below: status)


def take_everything_for_live():
    return _change(judging, "judge", lambda real: lambda facts: EventStatus.LIVE)


def call_a_stale_lease_live():
    return _change(judging, "judge", lambda real: lambda facts: real(replace(facts, stale=False)))


def accept_what_is_not_on_the_paper():
    return _change(Paper, "accepts", lambda real: lambda self, item, response: True)


def _first(events, rules):
    return {event.item: event for event in reversed(counting.list_counting(events, rules))}


def let_the_first_answer_stand():
    return [mock.patch.object(event_log, "count_answers", _first)]


def without_effect(*kinds):
    real = ledger.read_entries
    nothing = {"kind": LedgerKind.EXTENSION, "added_ms": 0, "since": None}  # a row that changes no time

    def read(db, attempt_id):
        entries = real(db, attempt_id)
        return tuple(replace(entry, **nothing) if entry.kind in kinds else entry for entry in entries)

    return [mock.patch.object(module, "read_entries", read) for module in (ledger, attempt_facts)]


def take_no_notice_of_an_extension():
    return without_effect(LedgerKind.EXTENSION)


def credit_no_outage():
    return [mock.patch.object(heartbeat, "credit_outage", return_value=0)]


def hand_in_with_answers_missing():
    return [mock.patch.object(closing, "list_missing", return_value=[])]


def let_the_clock_run_after_the_end():
    return without_effect(LedgerKind.ENDED)


def hand_in_as_if_time_were_over():
    return [mock.patch.dict(closing.ENDING_ACTS, {Ending.BUTTON: closing.ENDING_ACTS[Ending.TIME]})]


def _prove_by(prove):
    return [mock.patch.object(module, "list_proved", prove) for module in (judging, counting)]


def believe_a_head_by_its_seq_alone():
    def prove(announced, links):
        return frozenset(range(max((head.seq for head in announced), default=-1) + 1))

    return _prove_by(prove)


def let_the_highest_head_hide_the_others():
    def prove(announced, links):
        return list_proved(sorted(announced, key=lambda head: head.seq)[-1:], links)

    return _prove_by(prove)


def believe_no_head():
    return _prove_by(lambda announced, links: frozenset())


def count_what_comes_after_the_sealing():
    return [
        mock.patch.object(module, "read_sealed", return_value={}) for module in (event_log, answers_of_many)
    ]


def add_no_head_for_a_decision():
    return [mock.patch.object(late_answers, "seal")]


def write_a_decision_into_the_first_head():
    def seal(db, attempt, now, *, revision):
        db.execute(delete(SealedHead).where(SealedHead.attempt_id == attempt.id))
        return sealing.seal(db, attempt, now, revision=0)

    return [mock.patch.object(late_answers, "seal", seal)]


def take_no_notice_of_a_decision():
    return [mock.patch.object(event_log, "_ADMITTED", event_log._ADMITTED.where(false()))]


def drop_what_a_rescue_file_brings():
    return _change(rescue, "_batches", lambda real: lambda entries: real(entries)[1:])


def number_a_rescue_file_anew():
    """So that each time it is taken in it is new."""
    numbers = count(10_000)

    def batches(real):
        return lambda entries: real([entry | {"seq": next(numbers)} for entry in entries])

    return _change(rescue, "_batches", batches)


def change_the_neighbours_answers():
    def insert(real):
        def into_both(self, attempt_id, *rest):
            real(self, attempt_id, *rest)
            change = "UPDATE response_event SET response = '\"mine\"' WHERE attempt_id = :next"
            self._cursor.execute(change, {"next": attempt_id + 1})

        return into_both

    return _change(AnswerLog, "insert", insert)


def mark_the_first_answers():
    return [
        mock.patch.object(answers_of_many, "count_answers", _first),
        mock.patch.object(
            answers_of_many, "keep_sealed", lambda events, _facts: {one.item: one for one in reversed(events)}
        ),
    ]


def mark_without_decisions():
    def read(db, attempt_ids):
        first = select(SealedHead).filter_by(revision=0).where(SealedHead.attempt_id.in_(attempt_ids))
        return {head.attempt_id: json.loads(head.facts) for head in db.scalars(first)}

    return [mock.patch.object(answers_of_many, "read_sealed", read)]


def let_the_clock_run_on_the_way():
    return without_effect(LedgerKind.MOVED)


def let_the_clock_stand_after_the_arrival():
    return without_effect(LedgerKind.ARRIVED, LedgerKind.SEATED)


def wait_for_the_first_item_without_end():
    return [mock.patch.object(timing, "SHOWN_AT_LATEST_MS", 1 << 40)]


def let_a_move_end_a_pause():
    on = {AttemptState.IN_PROGRESS: AttemptState.IN_PROGRESS, AttemptState.PAUSED: AttemptState.IN_PROGRESS}
    return [mock.patch.dict(TRANSITIONS, {Act.TAKE_OVER: on})]


def give_the_same_time_back_at_each_move():
    def read_used(clock, now):
        return timing.read_clock(clock, now).used_ms

    return [mock.patch.object(control, "_used_since_credit", read_used)]


# Each with a seed that leads to it in a second.
PLANTED = {
    say_a_head_beyond_a_gap: 0,
    drop_the_last_of_a_batch: 0,
    call_a_conflict_a_success: 1,
    tell_nobody_of_a_gap: 0,
    take_everything_for_live: 0,
    call_a_stale_lease_live: 0,
    accept_what_is_not_on_the_paper: 0,
    let_the_first_answer_stand: 2,
    take_no_notice_of_an_extension: 3,
    credit_no_outage: 5,
    hand_in_with_answers_missing: 2,
    let_the_clock_run_after_the_end: 1,
    hand_in_as_if_time_were_over: 5,
}
# Of answers that arrive after the end: found by a machine that begins there.
PLANTED_LATE = (
    believe_a_head_by_its_seq_alone,
    let_the_highest_head_hide_the_others,
    believe_no_head,
)
# Of answers that come after the sealing, of rescue files, decisions and marks, and of the neighbour.
PLANTED_SEALED = {
    count_what_comes_after_the_sealing: 2,
    add_no_head_for_a_decision: 0,
    write_a_decision_into_the_first_head: 0,
    take_no_notice_of_a_decision: 2,
    drop_what_a_rescue_file_brings: 0,
    number_a_rescue_file_anew: 0,
    mark_the_first_answers: 2,
    mark_without_decisions: 4,
    change_the_neighbours_answers: 0,
}
# Of the way to another computer: found by a machine that begins there.
PLANTED_ON_THE_WAY = (
    let_the_clock_run_on_the_way,
    let_the_clock_stand_after_the_arrival,
    wait_for_the_first_item_without_end,
    let_a_move_end_a_pause,
    give_the_same_time_back_at_each_move,
)
