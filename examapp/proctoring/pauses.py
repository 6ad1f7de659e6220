"""Which act stopped a clock: from it follows who lets it go on, and whether a document is seen before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.queries import AttemptRow, list_attempts, read_attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import Intervention
from examapp.proctoring.reasons import Cause
from examapp.sittings.models import Sitting

_PAUSING_ACTS: Final = ("paused", "paused_all", "power_cut")


def list_pausing_acts(db: Session, sitting_id: int) -> Sequence[Intervention]:
    """Return everything that stopped a clock in a room, the last one first."""
    return db.scalars(
        select(Intervention)
        .where(Intervention.sitting_id == sitting_id, Intervention.act.in_(_PAUSING_ACTS))
        .order_by(Intervention.id.desc())
    ).all()


def find_pausing_act(row: AttemptRow, acts: Sequence[Intervention]) -> Intervention | None:
    """Return the act that made a person's present pause; what came later found the clock standing already."""
    paused_at = row.paused_at
    if row.state is not AttemptState.PAUSED or paused_at is None:
        return None
    return next((act for act in acts if _reaches(act, row.attempt_id, paused_at)), None)


def _reaches(act: Intervention, attempt_id: int | None, paused_at: datetime) -> bool:
    return act.attempt_id in {None, attempt_id} and act.at <= paused_at


def cause_of(act: Intervention) -> Cause:
    """Return the cause of an act that stopped clocks; a power cut has no other."""
    return Cause(act.facts.get("cause", Cause.POWER_CUT.value))


def is_break(act: Intervention | None) -> bool:
    """Tell whether people were let out: whoever comes back shows the document again, one by one."""
    return act is not None and cause_of(act) is Cause.BREAK


def is_of_room(act: Intervention | None) -> bool:
    """Tell whether one press stopped the room's clocks, so that one press lets them go on."""
    return act is not None and act.attempt_id is None and not is_break(act)


def is_on_break(db: Session, sitting: Sitting, attempt_id: int, now: Instant) -> bool:
    """Tell whether a person is out on a break."""
    acts = list_pausing_acts(db, sitting.id)
    return is_break(find_pausing_act(read_attempt(db, attempt_id, now), acts))


def list_stopped_together(db: Session, sitting: Sitting, now: Instant) -> frozenset[int]:
    """Return the attempts that one press for the room has stopped.

    Whoever was stopped alone, for a doctor or a fault of the seat, may not sit there: that clock waits for
    an act of its own.
    """
    acts = list_pausing_acts(db, sitting.id)
    return frozenset(
        row.attempt_id
        for row in list_attempts(db, sitting.id, now)
        if row.attempt_id is not None and is_of_room(find_pausing_act(row, acts))
    )
