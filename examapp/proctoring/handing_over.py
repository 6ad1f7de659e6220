"""Handing the room to another proctor: one offers it, the other accepts, and both stand in the log.

Until it is accepted nothing has changed. Afterwards the receiver is a proctor of the sitting, and the giver,
who stays one for the commission's rule that nobody hears an appeal on a sitting they ran, acts no more.
"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import list_active_in_roles
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.permissions import Role, same_centre, same_region
from examapp.proctoring.errors import NotToBeHanded, OfferIsOver
from examapp.proctoring.interventions import Hand, intervene, require_running
from examapp.proctoring.models import HandoverState, RoomHandover
from examapp.sittings.models import Sitting, SittingProctor, SittingState

CODE_LENGTH = 8


def list_receivers(db: Session, sitting: Sitting, actor: str) -> list[StaffAccount]:
    """Return the active proctors who may be offered a room: of its centre, and not the giver."""
    centre = sitting.room.centre
    return [
        one
        for one in list_active_in_roles(db, Role.PROCTOR)
        if f"staff:{one.code}" != actor
        and same_region(one, centre.region_code)
        and same_centre(one, centre.code)
    ]


def find_offer(db: Session, sitting_id: int) -> RoomHandover | None:
    """Return the offer of a room that nobody has settled."""
    return db.scalars(
        select(RoomHandover).where(
            RoomHandover.sitting_id == sitting_id, RoomHandover.state == HandoverState.OFFERED
        )
    ).first()


def list_offers_to(db: Session, actor: str) -> Sequence[RoomHandover]:
    """Return the rooms that are offered to somebody; one that was closed meanwhile is nobody's any more."""
    return db.scalars(
        select(RoomHandover)
        .join(RoomHandover.sitting)
        .where(
            RoomHandover.offered_to == actor,
            RoomHandover.state == HandoverState.OFFERED,
            Sitting.state.in_((SittingState.PUBLISHED, SittingState.OPEN)),
        )
        .order_by(RoomHandover.id)
    ).all()


def get_offer_to(db: Session, code: str, actor: str) -> RoomHandover:
    """Return an offer that waits for somebody's answer; any other raises OfferIsOver."""
    offer = db.scalars(select(RoomHandover).where(RoomHandover.code == code)).first()
    if offer is None or offer.offered_to != actor or offer.state is not HandoverState.OFFERED:
        raise OfferIsOver
    return offer


def list_handovers(db: Session, sitting_id: int) -> Sequence[RoomHandover]:
    """Return how a room has changed hands, in order."""
    return db.scalars(
        select(RoomHandover)
        .where(RoomHandover.sitting_id == sitting_id, RoomHandover.state == HandoverState.ACCEPTED)
        .order_by(RoomHandover.settled_at, RoomHandover.id)
    ).all()


def offer_room(db: Session, sitting: Sitting, receiver_code: str, hand: Hand) -> bool:
    """Offer a room to another proctor; False where this was done already. Raises NotToBeHanded."""
    require_running(sitting)
    receiver = next(
        (one for one in list_receivers(db, sitting, hand.actor) if one.code == receiver_code), None
    )
    if receiver is None:
        raise NotToBeHanded
    # Two who offer one room at the same moment meet here.
    db.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    if not intervene(db, sitting, None, "room_offered", hand, to=receiver.code):
        return False
    if find_offer(db, sitting.id) is not None:
        raise NotToBeHanded
    db.add(
        RoomHandover(
            code=new_code(CODE_LENGTH),
            sitting_id=sitting.id,
            given_by=hand.actor,
            offered_to=f"staff:{receiver.code}",
            offered_at=hand.now.wall,
        )
    )
    db.flush()
    return True


def withdraw_offer(db: Session, sitting: Sitting, hand: Hand) -> bool:
    """Take an offer back before it is settled; False where there is none."""
    offer = find_offer(db, sitting.id)
    if offer is None or offer.given_by != hand.actor:
        return False
    _settle(db, offer, HandoverState.WITHDRAWN, hand)
    return True


def answer_offer(db: Session, code: str, hand: Hand, *, accepts: bool) -> Sitting:
    """Accept or decline a room that was offered to the one who acts. Raises OfferIsOver."""
    offer = get_offer_to(db, code, hand.actor)
    sitting = offer.sitting
    _settle(db, offer, HandoverState.ACCEPTED if accepts else HandoverState.DECLINED, hand)
    if accepts:
        require_running(sitting)
        _let_run(db, sitting, hand.actor)
    return sitting


def _settle(db: Session, offer: RoomHandover, state: HandoverState, hand: Hand) -> None:
    settled = changed_rows(
        db,
        update(RoomHandover)
        .where(RoomHandover.id == offer.id, RoomHandover.state == HandoverState.OFFERED)
        .values(state=state, settled_at=hand.now.wall),
    )
    if settled != 1:
        raise OfferIsOver
    db.expire(offer)
    record(
        db,
        act=f"room.handover_{state.value}",
        actor=hand.actor,
        subject_kind="sitting",
        subject_code=offer.sitting.code,
        at=hand.now.wall,
        facts={"from": offer.given_by, "to": offer.offered_to},
    )


def _let_run(db: Session, sitting: Sitting, actor: str) -> None:
    code = actor.removeprefix("staff:")
    staff_id = db.scalars(select(StaffAccount.id).where(StaffAccount.code == code)).one()
    if db.get(SittingProctor, (sitting.id, staff_id)) is None:
        db.add(SittingProctor(sitting_id=sitting.id, staff_id=staff_id))
        db.flush()
        db.expire(sitting, ["proctors"])
