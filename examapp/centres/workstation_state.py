"""How a workstation stands at a moment. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from examapp.centres.models import Workstation, WorkstationState
from examapp.centres.plan_drawing import SeatLook
from examapp.core.i18n import N_


class Condition(StrEnum):
    """The most blocking first."""

    OUT_OF_SERVICE = "out_of_service"
    NOT_READY = "not_ready"
    OVERDUE = "overdue"
    UNCHECKED = "unchecked"
    READY = "ready"


CONDITION_WORDS: Final = {
    Condition.OUT_OF_SERVICE: N_("out of service"),
    Condition.NOT_READY: N_("not ready"),
    Condition.OVERDUE: N_("check is too old"),
    Condition.UNCHECKED: N_("never checked"),
    Condition.READY: N_("ready"),
}
CONDITION_LOOKS: Final = {
    Condition.OUT_OF_SERVICE: SeatLook.OUT,
    Condition.NOT_READY: SeatLook.BAD,
    Condition.OVERDUE: SeatLook.WARN,
    Condition.UNCHECKED: SeatLook.WARN,
    Condition.READY: SeatLook.GOOD,
}


def read_condition(workstation: Workstation, now: datetime) -> Condition:
    """Return how a workstation stands: what people said of it first, then what its last check said."""
    if workstation.state is WorkstationState.OUT_OF_SERVICE:
        return Condition.OUT_OF_SERVICE
    if workstation.not_ready_cause is not None:
        return Condition.NOT_READY
    if workstation.ready_until is None:
        return Condition.UNCHECKED
    return Condition.READY if now <= workstation.ready_until else Condition.OVERDUE
