from contextlib import suppress

import pytest

from examapp.delivery.errors import TransitionRefused
from examapp.delivery.states import (
    ENDING_ACTS,
    FINISHED,
    RUNNING,
    STARTED,
    TRANSITIONS,
    Act,
    AttemptState,
    Ending,
    next_state,
)

S = AttemptState


def test_an_attempt_has_exactly_eight_states():
    assert {state.value for state in S} == {
        "awaiting", "authorised", "in_progress", "paused", "closing", "submitted", "timed_out", "terminated",
    }  # fmt: skip


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in Act for state in S])
def test_each_act_from_each_state_moves_as_the_table_says_or_does_not_move(act, state):
    expected = TRANSITIONS[act].get(state)
    with suppress(TransitionRefused):
        assert next_state(state, act) == expected
        return
    assert expected is None


# Which ending a closing attempt has is told by its own column, so the proctor's is not "done already".
ONCE = set(Act) - {Act.TAKE_OVER, Act.END_BY_PROCTOR}


@pytest.mark.parametrize("act", sorted(ONCE))
def test_the_same_act_asked_twice_is_a_success(act):
    for state in TRANSITIONS[act]:
        assert next_state(next_state(state, act), act) is None


def test_nothing_leads_out_of_a_finished_state():
    assert not any(state in moves for moves in TRANSITIONS.values() for state in FINISHED)


@pytest.mark.parametrize("ending", list(Ending))
def test_every_ending_passes_through_closing(ending):
    end, seal = ENDING_ACTS[ending]
    assert set(TRANSITIONS[end].values()) == {S.CLOSING}
    assert set(TRANSITIONS[seal]) == {S.CLOSING}
    assert set(TRANSITIONS[seal].values()) <= FINISHED


def test_a_handed_in_attempt_cannot_be_taken_over_paused_or_terminated():
    for act in (Act.TAKE_OVER, Act.PAUSE, Act.END_BY_PROCTOR):
        with pytest.raises(TransitionRefused):
            next_state(S.SUBMITTED, act)


def test_the_groups_of_states_divide_them():
    assert RUNNING | FINISHED | {S.CLOSING} == STARTED
    assert set(S) - STARTED == {S.AWAITING, S.AUTHORISED}
