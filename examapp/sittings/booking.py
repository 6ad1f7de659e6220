"""Booking: a candidate gets a seat, a code and a PIN.

Code (40 bits) and PIN (20 bits) together are what a candidate enters with; the PIN is handed over apart and
is kept only as a MAC, so that nobody can read it back: who lost it gets another.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation, WorkstationState
from examapp.core.audit import record
from examapp.core.codes import new_code, new_digits
from examapp.core.signing import KeyRing
from examapp.sittings.errors import AlreadyBooked, RoomFull
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.planning import require_planned
from examapp.sittings.separate_rooms import refuse_shared_room

CODE_LENGTH = 8
PIN_LENGTH = 6


@dataclass(frozen=True)
class EntrySlip:
    """What a candidate enters with; the PIN exists in clear only here, to be handed over."""

    booking_id: int
    seat: int
    name: str
    candidate_code: str
    pin: str


def pin_mac(keys: KeyRing, candidate_code: str, pin: str) -> str:
    """Return what is kept of a PIN."""
    return keys.mac("pin", f"{candidate_code} {pin}".encode())


def pin_fits(keys: KeyRing, booking: Booking, pin: str) -> bool:
    """Tell in constant time whether a PIN is the booking's."""
    return hmac.compare_digest(booking.pin_mac, pin_mac(keys, booking.candidate_code, pin))


def book(
    db: Session, keys: KeyRing, sitting: Sitting, candidates: Sequence[Candidate], *, actor: str, at: datetime
) -> list[EntrySlip]:
    """Give each candidate the next free seat, and return the slips.

    Raises AlreadyBooked, RoomFull, and SeparateRoomNeeded where one who is to sit alone would not.
    """
    require_planned(sitting)
    refuse_shared_room(db, sitting, *candidates)
    seats = free_seats(db, sitting)
    if len(seats) < len(candidates):
        raise RoomFull(seats=_seats_in_service(db, sitting))
    return [
        seat_candidate(db, keys, sitting, candidate, seat, actor=actor, at=at)
        for candidate, seat in zip(candidates, seats, strict=False)
    ]


def seat_candidate(
    db: Session,
    keys: KeyRing,
    sitting: Sitting,
    candidate: Candidate,
    seat: Workstation,
    *,
    actor: str,
    at: datetime,
) -> EntrySlip:
    """Give a candidate this very seat, which must be free, and return the slip. Raises AlreadyBooked."""
    taken = select(Booking.id).where(Booking.sitting_id == sitting.id, Booking.candidate_id == candidate.id)
    if db.scalars(taken).first() is not None:
        raise AlreadyBooked(name=candidate.name_latn)
    code, pin = new_code(CODE_LENGTH), new_digits(PIN_LENGTH)
    booking = Booking(
        sitting=sitting,
        candidate=candidate,
        workstation=seat,
        candidate_code=code,
        pin_mac=pin_mac(keys, code, pin),
    )
    db.add(booking)
    db.flush()
    _note(db, "booking.made", sitting, actor, at, candidate=candidate.code, seat=seat.number)
    return EntrySlip(booking.id, seat.number, candidate.name_latn, code, pin)


def unbook(db: Session, sitting: Sitting, booking: Booking, *, actor: str, at: datetime) -> None:
    """Take a candidate off a sitting that is not published yet."""
    require_planned(sitting)
    _note(db, "booking.removed", sitting, actor, at, candidate=booking.candidate.code)
    db.delete(booking)


def renew_pins(
    db: Session, keys: KeyRing, bookings: Sequence[Booking], *, actor: str, at: datetime
) -> list[EntrySlip]:
    """Give each booking a new PIN, which ends the old one, and return the slips."""
    slips = []
    for booking in bookings:
        pin = new_digits(PIN_LENGTH)
        booking.pin_mac = pin_mac(keys, booking.candidate_code, pin)
        slips.append(
            EntrySlip(
                booking.id,
                booking.workstation.number,
                booking.candidate.name_latn,
                booking.candidate_code,
                pin,
            )
        )
        _note(db, "booking.pin_renewed", booking.sitting, actor, at, candidate=booking.candidate.code)
    return slips


def free_seats(db: Session, sitting: Sitting) -> Sequence[Workstation]:
    """Return the workstations in service of a sitting's room that nobody has, by number."""
    taken = select(Booking.workstation_id).where(Booking.sitting_id == sitting.id)
    return db.scalars(
        select(Workstation)
        .where(
            Workstation.room_id == sitting.room_id,
            Workstation.state == WorkstationState.IN_SERVICE,
            Workstation.id.not_in(taken),
        )
        .order_by(Workstation.number)
    ).all()


def _seats_in_service(db: Session, sitting: Sitting) -> int:
    return len(
        db.scalars(
            select(Workstation.id).where(
                Workstation.room_id == sitting.room_id, Workstation.state == WorkstationState.IN_SERVICE
            )
        ).all()
    )


def _note(db: Session, act: str, sitting: Sitting, actor: str, at: datetime, **facts: object) -> None:
    record(db, act=act, actor=actor, subject_kind="sitting", subject_code=sitting.code, at=at, facts=facts)
