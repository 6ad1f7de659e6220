"""Late answers: people decide one by one whether they count; the sealed head stays, a new one is added."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery.attempts import lock_attempt, note
from examapp.delivery.errors import NotHere, TransitionRefused
from examapp.delivery.event_log import list_announced
from examapp.delivery.models import LateDecision, ResponseEvent, SealedHead
from examapp.delivery.sealing import Receipt, seal
from examapp.delivery.states import FINISHED
from examapp.delivery.statuses import EventStatus, list_proved

DECIDABLE = frozenset({EventStatus.LATE, EventStatus.LATE_UNPROVEN, EventStatus.STALE_LEASE})


def list_late(db: Session, attempt_id: int) -> list[ResponseEvent]:
    """Return the events of an attempt on which people may decide, in their order.

    What came before its head's own event was judged `over`; once that event is here, the chain proves it.
    """
    proved = _list_proved(db, attempt_id)
    found = db.scalars(
        select(ResponseEvent)
        .where(
            ResponseEvent.attempt_id == attempt_id, ResponseEvent.status.in_(DECIDABLE | {EventStatus.OVER})
        )
        .order_by(ResponseEvent.lease, ResponseEvent.seq)
    )
    return [event for event in found if event.status in DECIDABLE or (event.lease, event.seq) in proved]


def _may_be_decided(db: Session, event: ResponseEvent) -> bool:
    if event.status is not EventStatus.OVER:
        return event.status in DECIDABLE
    return (event.lease, event.seq) in _list_proved(db, event.attempt_id)


def _list_proved(db: Session, attempt_id: int) -> set[tuple[int, int]]:
    """Return (lease, seq) of the events that a head, shown while time was left, proves link by link."""
    links: dict[int, dict[int, tuple[str, str | None]]] = {}
    columns = select(ResponseEvent.lease, ResponseEvent.seq, ResponseEvent.event_id, ResponseEvent.prev)
    for lease, seq, event, prev in db.execute(columns.where(ResponseEvent.attempt_id == attempt_id)):
        links.setdefault(lease, {})[seq] = event, prev
    announced = list_announced(db, attempt_id)
    return {
        (lease, seq) for lease, heads in announced.items() for seq in list_proved(heads, links.get(lease, {}))
    }


def decide_late(
    db: Session, attempt_id: int, *, lease: int, seq: int, counts: bool, reason: str, actor: str, now: Instant
) -> Receipt:
    """Decide on one late event of a sealed attempt; adds a head and has the attempt marked again.

    A decision stands: the same event is decided once. Raises NotHere, TransitionRefused.
    """
    attempt = lock_attempt(db, attempt_id)
    if attempt.state not in FINISHED:
        raise TransitionRefused(state=attempt.state.value, act="decide_late")
    event = db.get(ResponseEvent, (attempt_id, lease, seq))
    if event is None or not _may_be_decided(db, event):
        raise NotHere
    if db.get(LateDecision, (attempt_id, lease, seq)) is not None:
        raise TransitionRefused(state="decided", act="decide_late")
    db.add(
        LateDecision(
            attempt_id=attempt_id,
            lease=lease,
            seq=seq,
            counts=counts,
            reason=reason,
            author=actor,
            at=now.wall,
        )
    )
    db.flush()
    note(db, attempt, "late_decided", actor, now.wall, lease=lease, seq=seq, counts=counts, reason=reason)
    last = db.scalar(select(func.max(SealedHead.revision)).where(SealedHead.attempt_id == attempt_id)) or 0
    return seal(db, attempt, now, revision=last + 1)
