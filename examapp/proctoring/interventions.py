"""The record of what a proctor does in a room: one row and one audit entry for each act.

The page gives each question that it asks a key of its own. The same answer, sent twice, finds the key taken
and changes nothing: a second press, a reload and a lost reply are all harmless.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.accounts.queries import name_actors
from examapp.core.audit import record
from examapp.core.clock import Instant
from examapp.core.errors import Conflict
from examapp.core.i18n import show_time
from examapp.delivery.models import Attempt
from examapp.proctoring.errors import DoneByAnother, RoomNotOpen, RoomNotRunning
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.models import Intervention
from examapp.sittings.models import Sitting, SittingState

# What a press chooses, in the facts of its act.
_CHOSEN: Final = ("minutes", "cause", "kind", "text", "document")
# What two proctors may do for one cause at one moment, each from a page that does not show the other's act.
# Whatever a state forbids to do twice needs no look; nor do two reports of two witnesses.
_ONCE_FOR_BOTH: Final = frozenset(
    {"paused", "paused_all", "resumed_all", "power_cut", "moved", "item_put", "appeal_file_opened"}
)
_GIVING: Final = frozenset({"extended", "extended_all", "incident", "power_cut"})


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the page that asked.

    `seen` is the last act of the room that stood when the page was drawn; None where the page asks nothing.
    """

    actor: str
    now: Instant
    key: str
    seen: int | None = None


def intervene(
    db: Session, sitting: Sitting, attempt: Attempt | None, act: str, hand: Hand, **facts: Any
) -> bool:
    """Record an act; False where it was done already under this key, and then nothing must follow.

    Raises RoomHandedOver for a proctor who has handed the room to another, Conflict where the key did
    something else (whoever presses another answer on a page that was used must not take it for done), and
    DoneByAnother where somebody else has done the same since the page of the press was drawn.
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
    _refuse_done_by_another(db, sitting.id, row.attempt_id, act, facts, hand)
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


def lock_room(db: Session, sitting: Sitting) -> None:
    """Let the acts in one room follow one another, and read its state as it is now.

    Every act takes this lock before an attempt's. Rows that only refer to the sitting need not wait for it.
    """
    query = select(Sitting).where(Sitting.id == sitting.id).with_for_update(key_share=True)
    db.execute(query.execution_options(populate_existing=True)).one()


def find_last_act(db: Session, sitting_id: int) -> int:
    """Return the number of the last act in a room, 0 where there is none."""
    return db.scalar(select(func.max(Intervention.id)).where(Intervention.sitting_id == sitting_id)) or 0


def _refuse_done_by_another(
    db: Session, sitting_id: int, attempt_id: int | None, act: str, facts: Mapping[str, Any], hand: Hand
) -> None:
    if hand.seen is None:
        return
    since = select(Intervention).where(
        Intervention.sitting_id == sitting_id,
        Intervention.attempt_id == attempt_id,
        Intervention.id > hand.seen,
        Intervention.actor != hand.actor,
    )
    for other in db.scalars(since.order_by(Intervention.id.desc())):
        if _is_the_same(act, facts, other):
            name = name_actors(db, [other.actor]).get(other.actor, other.actor)
            raise DoneByAnother(name=name, time=show_time(other.at))


def _is_the_same(act: str, facts: Mapping[str, Any], other: Intervention) -> bool:
    """Tell whether two acts for the same people are one matter: both give time, or both do the same."""
    if act in _GIVING and other.act in _GIVING:
        both_give = _gives(act, facts) and _gives(other.act, other.facts)
        return both_give or (act == other.act and facts.get("kind") == other.facts.get("kind"))
    return act in _ONCE_FOR_BOTH and act == other.act


def _gives(act: str, facts: Mapping[str, Any]) -> bool:
    return act == "power_cut" or bool(facts.get("minutes"))


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
