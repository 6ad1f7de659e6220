"""The states of an attempt and the one table of what leads from where to where.

Later facts (sealed, marked, void) are rows of their own and never states of the attempt.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from examapp.delivery.errors import TransitionRefused


class AttemptState(StrEnum):
    """Where an attempt stands; these eight are all."""

    AWAITING = "awaiting"
    AUTHORISED = "authorised"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    CLOSING = "closing"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed_out"
    TERMINATED = "terminated"


class Ending(StrEnum):
    """What ended an attempt: the candidate's button, the time, or the proctor."""

    BUTTON = "button"
    TIME = "time"
    PROCTOR = "proctor"


class Act(StrEnum):
    """What moves an attempt from one state to another."""

    ADMIT = "admit"
    WITHDRAW = "withdraw"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    TAKE_OVER = "take_over"
    END_BY_BUTTON = "end_by_button"
    END_BY_TIME = "end_by_time"
    END_BY_PROCTOR = "end_by_proctor"
    SEAL_SUBMITTED = "seal_submitted"
    SEAL_TIMED_OUT = "seal_timed_out"
    SEAL_TERMINATED = "seal_terminated"


_S = AttemptState

TRANSITIONS: Final[Mapping[Act, Mapping[AttemptState, AttemptState]]] = {
    Act.ADMIT: {_S.AWAITING: _S.AUTHORISED},
    Act.WITHDRAW: {_S.AUTHORISED: _S.AWAITING},
    Act.START: {_S.AUTHORISED: _S.IN_PROGRESS},
    Act.PAUSE: {_S.IN_PROGRESS: _S.PAUSED},
    Act.RESUME: {_S.PAUSED: _S.IN_PROGRESS},
    Act.TAKE_OVER: {_S.IN_PROGRESS: _S.IN_PROGRESS, _S.PAUSED: _S.IN_PROGRESS},
    Act.END_BY_BUTTON: {_S.IN_PROGRESS: _S.CLOSING},
    Act.END_BY_TIME: {_S.IN_PROGRESS: _S.CLOSING},
    Act.END_BY_PROCTOR: {_S.IN_PROGRESS: _S.CLOSING, _S.PAUSED: _S.CLOSING},
    Act.SEAL_SUBMITTED: {_S.CLOSING: _S.SUBMITTED},
    Act.SEAL_TIMED_OUT: {_S.CLOSING: _S.TIMED_OUT},
    Act.SEAL_TERMINATED: {_S.CLOSING: _S.TERMINATED},
}

RUNNING: Final = frozenset({_S.IN_PROGRESS, _S.PAUSED})
FINISHED: Final = frozenset({_S.SUBMITTED, _S.TIMED_OUT, _S.TERMINATED})
STARTED: Final = RUNNING | FINISHED | {_S.CLOSING}

# The same act asked twice is a success: in these states it has been done already.
_DONE: Final[Mapping[Act, frozenset[AttemptState]]] = {
    Act.ADMIT: STARTED | {_S.AUTHORISED},
    Act.WITHDRAW: frozenset({_S.AWAITING}),
    Act.START: STARTED,
    Act.PAUSE: frozenset({_S.PAUSED}),
    Act.RESUME: frozenset({_S.IN_PROGRESS}),
    Act.TAKE_OVER: frozenset(),
    Act.END_BY_BUTTON: FINISHED | {_S.CLOSING},
    Act.END_BY_TIME: FINISHED | {_S.CLOSING},
    Act.END_BY_PROCTOR: frozenset({_S.TERMINATED}),
    Act.SEAL_SUBMITTED: frozenset({_S.SUBMITTED}),
    Act.SEAL_TIMED_OUT: frozenset({_S.TIMED_OUT}),
    Act.SEAL_TERMINATED: frozenset({_S.TERMINATED}),
}

ENDING_ACTS: Final[Mapping[Ending, tuple[Act, Act]]] = {
    Ending.BUTTON: (Act.END_BY_BUTTON, Act.SEAL_SUBMITTED),
    Ending.TIME: (Act.END_BY_TIME, Act.SEAL_TIMED_OUT),
    Ending.PROCTOR: (Act.END_BY_PROCTOR, Act.SEAL_TERMINATED),
}


def next_state(state: AttemptState, act: Act) -> AttemptState | None:
    """Return the state that an act leads to, or None where the act has been done already.

    Raises TransitionRefused where the act is not possible from this state.
    """
    target = TRANSITIONS[act].get(state)
    if target is not None:
        return target
    if state in _DONE[act]:
        return None
    raise TransitionRefused(state=state.value, act=act.value)
