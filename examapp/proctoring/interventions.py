"""The record of what a proctor does in a room: one row and one audit entry for each act.

The page gives each question that it asks a key of its own. The same answer, sent twice, finds the key taken
and changes nothing: a second press, a reload and a lost reply are all harmless.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.clock import Instant
from examapp.delivery.models import Attempt
from examapp.proctoring.errors import RoomNotOpen, RoomNotRunning
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.models import Intervention
from examapp.sittings.models import Sitting, SittingState


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the page that asked."""

    actor: str
    now: Instant
    key: str


def intervene(
    db: Session, sitting: Sitting, attempt: Attempt | None, act: str, hand: Hand, **facts: Any
) -> bool:
    """Record an act; False where it was done already under this key, and then nothing must follow.

    Raises RoomHandedOver for a proctor who has handed the room to another.
    """
    require_in_charge(db, sitting.id, hand.actor)
    taken = select(Intervention.id).where(Intervention.key == hand.key)
    if db.scalars(taken).first() is not None:
        return False
    row = Intervention(
        key=hand.key,
        sitting_id=sitting.id,
        attempt_id=attempt.id if attempt else None,
        act=act,
        facts=facts,
        actor=hand.actor,
        at=hand.now.wall,
    )
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:  # the same press arrived twice at one moment
        return False
    record(
        db,
        act=f"room.{act}",
        actor=hand.actor,
        subject_kind="attempt" if attempt else "sitting",
        subject_code=attempt.code if attempt else sitting.code,
        at=hand.now.wall,
        facts=facts | {"sitting": sitting.code},
    )
    return True


def require_running(sitting: Sitting) -> None:
    """Raise RoomNotRunning unless the sitting is published or open."""
    if sitting.state not in {SittingState.PUBLISHED, SittingState.OPEN}:
        raise RoomNotRunning(code=sitting.code)


def require_open(sitting: Sitting) -> None:
    """Raise RoomNotOpen unless the room has been opened and not closed."""
    if sitting.state is not SittingState.OPEN:
        raise RoomNotOpen


def require_room(sitting: Sitting) -> None:
    """Raise RoomNotRunning for a sitting that has no live room yet, or never will."""
    if sitting.state in {SittingState.PLANNED, SittingState.CANCELLED}:
        raise RoomNotRunning(code=sitting.code)
