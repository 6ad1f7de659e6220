"""Another seat in the same sitting: a workstation broke, or one that is accessible was granted since."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.centres.models import Workstation
from examapp.sittings.errors import SittingLocked
from examapp.sittings.history import note_act
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.moving import MOVABLE
from examapp.sittings.proposal_models import SittingAct
from examapp.sittings.seating import choose_seats, hold_room


def give_another_seat(db: Session, booking: Booking, *, actor: str, at: datetime) -> Workstation:
    """Give a booked candidate the next free seat that fits; code, PIN and form stay.

    Raises SittingLocked once the room is open, RoomFull and AccessibleSeatNeeded.
    """
    sitting, old = booking.sitting, booking.workstation
    db.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    db.refresh(sitting, ["state"])
    if sitting.state not in MOVABLE:
        raise SittingLocked(SittingLocked.over, code=sitting.code)
    hold_room(db, sitting)
    (seat,) = choose_seats(db, sitting, [booking.candidate], at)
    booking.workstation = seat
    db.flush()
    facts = {"candidate": booking.candidate.code, "old_seat": old.number, "seat": seat.number}
    shown = {"name": booking.candidate.name_latn}
    reason = old.out_of_service_reason or ""
    note_act(db, sitting, SittingAct.RESEATED, reason, actor=actor, at=at, facts=facts, shown=shown)
    return seat
