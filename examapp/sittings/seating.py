"""Which seat somebody gets: one in service that is free at that hour, and accessible where that is granted.

A seat's readiness keeps nobody from it: a check can be made until the last minute, and no rule of the
attestation makes it a condition, not even of an official sitting. So a seat whose check is missing or too old
is given, and pages say so; one whose last check failed is given last.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_rules import Needs
from examapp.candidates.models import Candidate
from examapp.centres.models import Room, Workstation, WorkstationState
from examapp.sittings.consequences import Line
from examapp.sittings.errors import AccessibleSeatNeeded, RoomFull
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.queries import needs_at
from examapp.sittings.room_times import list_in_room, minutes_of


def hold_room(db: Session, sitting: Sitting) -> None:
    """Let nobody else give seats of the room away until this transaction ends."""
    db.execute(select(Room.id).where(Room.id == sitting.room_id).with_for_update(key_share=True))


def free_seats(db: Session, sitting: Sitting, at: datetime) -> Sequence[Workstation]:
    """Return the room's workstations in service that nobody has at that hour, by number.

    Another sitting in the same room at that hour takes its seats away, too.
    """
    minutes = minutes_of(db, sitting, at)
    beside = list_in_room(db, sitting.room_id, sitting.starts_at, minutes, at, but=sitting.id)
    ids = [sitting.id, *(other.id for other in beside)]
    taken = select(Booking.workstation_id).where(Booking.sitting_id.in_(ids))
    return db.scalars(
        select(Workstation)
        .where(
            Workstation.room_id == sitting.room_id,
            Workstation.state == WorkstationState.IN_SERVICE,
            Workstation.id.not_in(taken),
        )
        .order_by(Workstation.number)
    ).all()


def share_out(needs: Sequence[Needs], seats: Sequence[Workstation]) -> list[Workstation | None]:
    """Return a seat for each, in their order; None for whom none is left that fits. Pure.

    Accessible seats go to whoever needs one, and to others only when no other seat is left.
    """
    left = sorted(seats, key=lambda seat: (seat.not_ready_cause is not None, seat.number))
    accessible = [seat for seat in left if seat.accessible]
    plain = [seat for seat in left if not seat.accessible]
    chosen = {
        place: accessible.pop(0) for place, one in enumerate(needs) if one.accessible_seat and accessible
    }
    others = (place for place, one in enumerate(needs) if not one.accessible_seat)
    chosen |= dict(zip(others, [*plain, *accessible], strict=False))
    return [chosen.get(place) for place in range(len(needs))]


def choose_seats(
    db: Session, sitting: Sitting, candidates: Sequence[Candidate], at: datetime
) -> list[Workstation]:
    """Return a free seat for each candidate. Raises RoomFull and AccessibleSeatNeeded."""
    seats, needs = free_seats(db, sitting, at), needs_at(db, sitting, *candidates)
    if len(seats) < len(candidates):
        raise RoomFull(
            seats=sum(one.state is WorkstationState.IN_SERVICE for one in sitting.room.workstations)
        )
    chosen = share_out([needs[one.id] for one in candidates], seats)
    for candidate, seat in zip(candidates, chosen, strict=True):
        if seat is None:
            line = why_no_seat(sitting.room, candidate.name_latn)
            facts: dict[str, Any] = dict(line.parameters)
            raise AccessibleSeatNeeded(line.message, **facts)
    return [seat for seat in chosen if seat is not None]


def find_seat(db: Session, sitting: Sitting, candidate: Candidate, at: datetime) -> Workstation | None:
    """Return the seat that a candidate would get at a sitting, or None."""
    needs = needs_at(db, sitting, candidate)[candidate.id]
    return share_out([needs], free_seats(db, sitting, at))[0]


def why_no_seat(room: Room, name: str) -> Line:
    """Say why somebody who needs an accessible seat gets none in a room."""
    marked = [one.number for one in room.workstations if one.accessible]
    in_service = [
        one.number for one in room.workstations if one.accessible and one.state is WorkstationState.IN_SERVICE
    ]
    if not marked:
        return Line(AccessibleSeatNeeded.none_marked, {"name": name})
    if not in_service:
        seats = ", ".join(map(str, marked))
        return Line(AccessibleSeatNeeded.out_of_service, {"name": name, "seats": seats})
    return Line(AccessibleSeatNeeded.message, {"name": name, "seats": ", ".join(map(str, in_service))})


def list_unfit(db: Session, sitting: Sitting) -> list[Booking]:
    """Return the bookings whose seat is out of service, or not accessible where that is granted."""
    needs = needs_at(db, sitting)
    return [
        booking
        for booking in sitting.bookings
        if not seat_fits(booking.workstation, needs[booking.candidate_id])
    ]


def seat_fits(seat: Workstation, needs: Needs) -> bool:
    """Tell whether somebody with these needs can be examined at a seat."""
    return seat.state is WorkstationState.IN_SERVICE and (seat.accessible or not needs.accessible_seat)
