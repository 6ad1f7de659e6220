"""The invariants as a state machine over the real verbs, and planted faults that it must catch."""

import os
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from examapp.delivery import control, counting
from examapp.delivery.answer_log import AnswerLog
from examapp.delivery.answer_store import PostgresStore, SqliteStore
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.errors import SaveRetry
from examapp.delivery.judging import LeaseHead, decide
from examapp.delivery.models import Attempt
from examapp.delivery.responses import Saved
from examapp.delivery.statuses import EventStatus
from examapp.delivery.timing import LedgerKind
from tests.examapp.delivery.planted_faults import (
    PLANTED,
    PLANTED_LATE,
    PLANTED_ON_THE_WAY,
    PLANTED_SEALED,
    without_effect,
)
from tests.examapp.delivery.protocol_machine import make_machine
from tests.examapp.delivery.whole_machine import LateMachine, SealedMachine, WalkMachine, WholeMachine

# A longer search, each time another: INVARIANT_EXAMPLES=2000 ./run test and this file.
LONG = int(os.environ.get("INVARIANT_EXAMPLES", "0"))
COMMON = {
    "deadline": None,
    "database": None,
    "stateful_step_count": 30,
    "suppress_health_check": list(HealthCheck),
    "print_blob": False,
    "phases": [Phase.generate],  # what fails is told as it was played: shrinking it takes minutes
    "report_multiple_bugs": False,
}


@pytest.fixture
def machine(room):
    return make_machine(room)


def test_the_invariants_hold_whatever_happens(room):
    play(make_machine(room, WholeMachine), examples=LONG or 20, derandomize=not LONG)


def test_the_invariants_hold_for_answers_that_arrive_after_the_end(room):
    play(make_machine(room, LateMachine), examples=LONG or 8, derandomize=not LONG, stateful_step_count=5)


def test_the_invariants_hold_for_answers_that_come_after_the_sealing(room):
    play(make_machine(room, SealedMachine), examples=LONG or 6, derandomize=not LONG, stateful_step_count=4)


def test_the_invariants_hold_for_who_walks_to_another_computer(room):
    play(make_machine(room, WalkMachine), examples=LONG or 8, derandomize=not LONG, stateful_step_count=6)


def play(machine, examples, **more):
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, **COMMON | more))


def saved_in_memory(store, save):
    """Return an acknowledgement for which nothing was written."""
    facts = store._remembered.find(save.attempt_id)
    head = LeaseHead(save.lease, 0, -1)
    return Saved(facts, save.lease, decide(facts, head, {}, (), save.entries, save.now), save.entries)


def acknowledge_before_durable():
    def planted(real):
        def save(self, request):
            try:
                return real(self, request)
            except SaveRetry:
                return saved_in_memory(self, request)

        return save

    return [mock.patch.object(store, "save", planted(store.save)) for store in (SqliteStore, PostgresStore)]


def acknowledge_from_memory_only():
    return [mock.patch.object(store, "save", saved_in_memory) for store in (SqliteStore, PostgresStore)]


def overwrite():
    def keep_conflict(self, attempt_id, lease, entry, now, used_ms):
        mark = ":{}" if self._is_sqlite else "%({})s"
        place = "attempt_id = {} AND lease = {} AND seq = {}"
        sql = f"UPDATE response_event SET event_id = {{}}, response = {{}} WHERE {place}"
        names = ("event", "response", "attempt", "lease", "seq")
        values = (entry.id, entry.response, attempt_id, lease, entry.sent.seq)
        self._cursor.execute(
            sql.format(*(mark.format(name) for name in names)), dict(zip(names, values, strict=True))
        )

    return [mock.patch.object(AnswerLog, "keep_conflict", keep_conflict)]


def count_a_gap_as_filled():
    return [mock.patch.object(counting, "contiguous_until", lambda seqs: max(seqs, default=-1))]


def do_not_raise_the_lease():
    def take_over(db, attempt_id, *, reason, actor, now):
        attempt: Attempt = lock_attempt(db, attempt_id)
        attempt.device, attempt.version = None, attempt.version + 1

    return [mock.patch.object(control, "take_over", take_over)]


def count_what_is_late():
    late = {EventStatus.LATE, EventStatus.LATE_UNPROVEN}
    return [mock.patch.object(counting, "COUNTING", counting.COUNTING | late)]


def let_the_clock_run_in_a_pause():
    return without_effect(LedgerKind.PAUSED, LedgerKind.RESUMED)


# Each with a seed that leads to it in a few examples. Where the machine has changed and another seed is
# luckier, the search is longer and ends as surely.
FAULTS = {
    acknowledge_before_durable: 0,
    overwrite: 3,
    count_a_gap_as_filled: 0,
    do_not_raise_the_lease: 0,
    count_what_is_late: 2,
    let_the_clock_run_in_a_pause: 8,
    acknowledge_from_memory_only: 0,
    **PLANTED,
}


# That the machine has teeth is shown on one database; the invariants hold on both.
@pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_same_machine_catches_a_planted_fault(machine, fault):
    catch(machine, fault, seed(FAULTS[fault]))


@pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", PLANTED_LATE, ids=lambda fault: fault.__name__)
def test_the_machine_of_late_answers_catches_a_planted_fault(room, fault):
    catch(make_machine(room, LateMachine), fault, seed(0), stateful_step_count=3)


@pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", PLANTED_SEALED, ids=lambda fault: fault.__name__)
def test_the_machine_of_sealed_answers_catches_a_planted_fault(room, fault):
    catch(make_machine(room, SealedMachine), fault, seed(PLANTED_SEALED[fault]), stateful_step_count=4)


@pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", PLANTED_ON_THE_WAY, ids=lambda fault: fault.__name__)
def test_the_machine_of_walks_catches_a_planted_fault(room, fault):
    catch(make_machine(room, WalkMachine), fault, seed(0), stateful_step_count=1)


def catch(machine, fault, begin, **more):
    patches = fault()
    for patch in patches:
        patch.start()
    try:
        with pytest.raises(AssertionError):
            play(begin(machine), examples=300, **more)
    finally:
        for patch in patches:
            patch.stop()
