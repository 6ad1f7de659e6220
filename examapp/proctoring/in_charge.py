"""Who runs a room now: whoever has handed it over acts in it no more, until it is handed back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.queries import name_actors
from examapp.proctoring.errors import RoomHandedOver
from examapp.proctoring.models import HandoverState, RoomHandover


def find_successor(db: Session, sitting_id: int, actor: str) -> str | None:
    """Return to whom an actor has handed a room, or None for one who may act in it."""
    accepted = db.scalars(
        select(RoomHandover)
        .where(RoomHandover.sitting_id == sitting_id, RoomHandover.state == HandoverState.ACCEPTED)
        .order_by(RoomHandover.settled_at, RoomHandover.id)
    )
    successor = None
    for handover in accepted:
        if handover.given_by == actor:
            successor = handover.offered_to
        elif handover.offered_to == actor:
            successor = None
    return successor


def require_in_charge(db: Session, sitting_id: int, actor: str) -> None:
    """Raise RoomHandedOver, naming the successor, for whoever has handed the room over."""
    successor = find_successor(db, sitting_id, actor)
    if successor is not None:
        raise RoomHandedOver(name=name_actors(db, [successor]).get(successor, successor))
