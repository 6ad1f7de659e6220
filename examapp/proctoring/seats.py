"""Where everybody sits now: the booking's seat, unless a takeover has moved the person."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.centres.models import Workstation
from examapp.delivery.models import Attempt
from examapp.delivery.states import FINISHED, AttemptState
from examapp.proctoring.models import SeatMove
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.queries import needs_at
from examapp.sittings.seating import seat_fits

# Nobody sits at the seat of one who has not been admitted or is done.
_VACANT = FINISHED | {AttemptState.AWAITING}


def read_moves(db: Session, sitting_id: int) -> Mapping[int, Workstation]:
    """Return, by attempt, the seats of those who were moved; the last move counts."""
    moves = db.scalars(
        select(SeatMove)
        .join(Attempt, Attempt.id == SeatMove.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .options(joinedload(SeatMove.workstation))
        .order_by(SeatMove.lease)
    )
    return {move.attempt_id: move.workstation for move in moves}


def list_free_seats(db: Session, sitting: Sitting, attempt: Attempt) -> Sequence[Workstation]:
    """Return the seats in service at which nobody works, beside the attempt's own, in order.

    Whoever is granted an accessible seat is offered no other.
    """
    moves = read_moves(db, sitting.id)
    rows = db.execute(
        select(Attempt.id, Attempt.state, Booking.workstation_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .where(Attempt.sitting_id == sitting.id)
    ).all()
    taken = {
        moves[row.id].id if row.id in moves else row.workstation_id
        for row in rows
        if row.id == attempt.id or row.state not in _VACANT
    }
    needs = needs_at(db, sitting)[db.get_one(Booking, attempt.booking_id).candidate_id]
    seats = db.scalars(
        select(Workstation)
        .where(Workstation.room_id == sitting.room_id, Workstation.id.not_in(taken))
        .order_by(Workstation.number)
    )
    return [seat for seat in seats if seat_fits(seat, needs)]
