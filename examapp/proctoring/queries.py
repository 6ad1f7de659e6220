"""Finding a person of a sitting by the candidate's public code, which never opens an attempt."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.core.errors import NotFound
from examapp.core.i18n import current_language
from examapp.delivery.attempts import find_attempt, prepare_attempt
from examapp.delivery.models import Attempt
from examapp.proctoring.names import name_for
from examapp.proctoring.seats import list_free_seats
from examapp.sittings.models import Booking, Sitting


def get_booking_of(db: Session, sitting: Sitting, code: str) -> Booking:
    """Return the booking of a candidate at a sitting; raises NotFound."""
    booking = db.scalars(
        select(Booking)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .where(Booking.sitting_id == sitting.id, Candidate.code == code)
    ).first()
    if booking is None:
        raise NotFound
    return booking


def name_of(db: Session, booking_id: int) -> str:
    """Return the name of a booking's candidate in the reader's script."""
    person = db.get_one(Booking, booking_id).candidate
    return name_for(current_language(), person.name_latn, person.name_cyrl)


def get_attempt_of(db: Session, booking: Booking, at: datetime) -> Attempt:
    """Return the attempt of a booking, preparing it where that has not been done yet."""
    return prepare_attempt(db, booking, at)


def find_attempt_of(db: Session, sitting: Sitting, code: str, at: datetime) -> Attempt | None:
    """Return the attempt of a candidate's code, or None for the empty code, which stands for the room."""
    return get_attempt_of(db, get_booking_of(db, sitting, code), at) if code else None


def find_seat(db: Session, sitting: Sitting, number: str) -> Workstation | None:
    """Return a workstation of the sitting's room by its number; None for the empty number."""
    if not number:
        return None
    seat = db.scalars(
        select(Workstation).where(Workstation.room_id == sitting.room_id, Workstation.number == int(number))
    ).first()
    if seat is None:
        raise NotFound
    return seat


def list_seats_for(db: Session, sitting: Sitting, booking: Booking) -> list[int]:
    """Return the numbers of the seats to which the person of a booking can be moved."""
    attempt = find_attempt(db, booking.id)
    return [seat.number for seat in list_free_seats(db, sitting, attempt)] if attempt else []
