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
from examapp.centres.models import Workstation
from examapp.core.audit import record
from examapp.core.codes import new_code, new_digits
from examapp.core.signing import KeyRing
from examapp.sittings.errors import AlreadyBooked, BookedElsewhere
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.planning import hold_planned, require_planned
from examapp.sittings.room_times import find_of_candidate, minutes_of
from examapp.sittings.seating import choose_seats, hold_room
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
    """Give each candidate the next free seat that fits, and return the slips.

    Raises AlreadyBooked, BookedElsewhere, RoomFull, AccessibleSeatNeeded, and SeparateRoomNeeded where one
    who is to sit alone would not.
    """
    hold_planned(db, sitting)
    hold_room(db, sitting)
    refuse_shared_room(db, sitting, *candidates, at=at)
    for candidate in candidates:
        _refuse_twice(db, sitting, candidate, at)
    return [
        seat_candidate(db, keys, sitting, candidate, seat, actor=actor, at=at)
        for candidate, seat in zip(candidates, choose_seats(db, sitting, candidates, at), strict=True)
    ]


def _refuse_twice(db: Session, sitting: Sitting, candidate: Candidate, at: datetime) -> None:
    minutes = minutes_of(db, sitting, at, candidate)
    other = find_of_candidate(db, candidate.id, sitting.starts_at, minutes, at, but=sitting.id)
    if other is not None:
        raise BookedElsewhere(name=candidate.name_latn, code=other.code)


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


def _note(db: Session, act: str, sitting: Sitting, actor: str, at: datetime, **facts: object) -> None:
    record(db, act=act, actor=actor, subject_kind="sitting", subject_code=sitting.code, at=at, facts=facts)
