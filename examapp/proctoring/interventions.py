"""The record of what a proctor does in a room: one row and one audit entry for each act.

The page gives each question that it asks a key of its own. The same answer, sent twice, finds the key taken
and changes nothing: a second press, a reload and a lost reply are all harmless.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.clock import Instant
from examapp.core.errors import Conflict
from examapp.delivery.models import Attempt
from examapp.proctoring.errors import RoomNotOpen, RoomNotRunning
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.models import Intervention
from examapp.sittings.models import Sitting, SittingState

# What a press chooses, in the facts of its act.
_CHOSEN: Final = ("minutes", "cause", "kind", "text", "document")


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

    Raises RoomHandedOver for a proctor who has handed the room to another, and Conflict where the key did
    something else: whoever presses another answer on a page that was used must not take it for done.
    """
    require_in_charge(db, sitting.id, hand.actor)
    row = Intervention(
        key=hand.key,
        sitting_id=sitting.id,
        attempt_id=attempt.id if attempt else None,
        act=act,
        facts=facts,
        actor=hand.actor,
        at=hand.now.wall,
    )
    done = db.scalars(select(Intervention).where(Intervention.key == hand.key)).first()
    if done is not None:
        if not _is_same(done, row):
            raise Conflict
        return False
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


def _is_same(done: Intervention, row: Intervention) -> bool:
    """Tell whether two records are one press; what the server counted may have changed between them."""
    same_act = (done.sitting_id, done.attempt_id, done.act, done.actor) == (
        *(row.sitting_id, row.attempt_id, row.act, row.actor),
    )
    return same_act and all(done.facts.get(name) == row.facts.get(name) for name in _CHOSEN)


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
