"""How each seat looks and where it is counted, from the state and from what blocks most. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from examapp.delivery.states import AttemptState
from examapp.proctoring.needs_me import Need


class Look(StrEnum):
    """How a tile looks: one of these at a time, the most blocking first."""

    SILENT = "silent"
    CALLED = "called"
    WALKS = "walks"
    PAUSED = "paused"
    CHECK = "check"
    GONE = "gone"
    ADMITTED = "admitted"
    WORKING = "working"
    COMPLETING = "completing"
    DONE = "done"
    ENDED = "ended"
    AWAITED = "awaited"
    ABSENT = "absent"
    UNSTARTED = "unstarted"


class Group(StrEnum):
    """What is counted over the room; each person is in exactly one."""

    WORKING = "working"
    SILENT = "silent"
    PAUSED = "paused"
    WAITING = "waiting"
    DONE = "done"
    AWAY = "away"


_BY_STATE: Final[Mapping[AttemptState, Look]] = {
    AttemptState.AWAITING: Look.AWAITED,
    AttemptState.AUTHORISED: Look.ADMITTED,
    AttemptState.IN_PROGRESS: Look.WORKING,
    AttemptState.PAUSED: Look.PAUSED,
    AttemptState.CLOSING: Look.COMPLETING,
    AttemptState.SUBMITTED: Look.DONE,
    AttemptState.TIMED_OUT: Look.DONE,
    AttemptState.TERMINATED: Look.ENDED,
}
_AFTER_CLOSING: Final[Mapping[AttemptState, Look]] = {
    AttemptState.AWAITING: Look.ABSENT,
    AttemptState.AUTHORISED: Look.UNSTARTED,
}
_BY_NEED: Final[Mapping[Need, Look]] = {
    Need.NO_CONNECTION: Look.SILENT,
    Need.CALL: Look.CALLED,
    Need.WALKS: Look.WALKS,
    Need.PAUSED: Look.PAUSED,
    Need.WAITS_FOR_IDENTITY: Look.CHECK,
    Need.ENTERED_AND_GONE: Look.GONE,
}
_GROUPS: Final[Mapping[Look, Group]] = {
    Look.WORKING: Group.WORKING,
    Look.COMPLETING: Group.WORKING,
    Look.PAUSED: Group.PAUSED,
    Look.ADMITTED: Group.WAITING,
    Look.DONE: Group.DONE,
    Look.ENDED: Group.DONE,
    Look.AWAITED: Group.AWAY,
}


def choose_look(state: AttemptState, need: Need | None, *, closed: bool) -> Look:
    """Return how a tile looks: what blocks most, else the state."""
    if need is not None and need in _BY_NEED:
        return _BY_NEED[need]
    return _AFTER_CLOSING.get(state, _BY_STATE[state]) if closed else _BY_STATE[state]


def choose_group(state: AttemptState, needs: Collection[Need], *, closed: bool = False) -> Group:
    """Return where a person is counted.

    In a closed room nobody works, though answers may still come in, and nobody waits.
    """
    if closed and state in {AttemptState.CLOSING, AttemptState.AUTHORISED}:
        return Group.DONE
    if Need.NO_CONNECTION in needs:
        return Group.SILENT
    if Need.WALKS in needs:
        return Group.PAUSED
    if Need.WAITS_FOR_IDENTITY in needs or Need.ENTERED_AND_GONE in needs:
        return Group.WAITING
    return _GROUPS[_BY_STATE[state]]
