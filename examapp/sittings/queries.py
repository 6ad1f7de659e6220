"""Reading sittings, within the region or centre that bounds the reader."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import Needs
from examapp.candidates.models import Candidate
from examapp.candidates.name_search import find_ids_by_name
from examapp.centres.models import Centre, Room
from examapp.core.clock import TASHKENT
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor, Role, same_centre, same_region
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingProctor


def list_sittings(db: Session, actor: Actor) -> Sequence[Sitting]:
    """Return the sittings that the actor may see, the latest first; a proctor sees the assigned ones."""
    query = (
        select(Sitting)
        .join(Sitting.room)
        .join(Room.centre)
        .options(joinedload(Sitting.room).joinedload(Room.centre), joinedload(Sitting.programme))
        .options(selectinload(Sitting.bookings), selectinload(Sitting.proctors))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    )
    if actor.region_code is not None:
        query = query.where(Centre.region_code == actor.region_code)
    if actor.centre_code is not None:
        query = query.where(Centre.code == actor.centre_code)
    if actor.role is Role.PROCTOR:
        query = query.join(Sitting.proctors).where(SittingProctor.staff_id == actor.id)
    return db.scalars(query).unique().all()


def get_sitting(db: Session, code: str, actor: Actor) -> Sitting:
    """Return a sitting that the actor may see; any other raises NotFound."""
    sitting = db.scalars(select(Sitting).where(Sitting.code == code)).first()
    if sitting is None:
        raise NotFound
    centre = sitting.room.centre
    if not (same_region(actor, centre.region_code) and same_centre(actor, centre.code)):
        raise NotFound
    if actor.role is Role.PROCTOR and db.get(SittingProctor, (sitting.id, actor.id)) is None:
        raise NotFound
    return sitting


def find_sitting(db: Session, typed_code: str) -> Sitting | None:
    """Return the sitting of a code as a person typed it, or None."""
    return db.scalars(select(Sitting).where(Sitting.entry_code == read_code(typed_code))).first()


def find_booking(db: Session, sitting: Sitting, typed_code: str) -> Booking | None:
    """Return the booking of a candidate's code at a sitting as a person typed it, or None."""
    return db.scalars(
        select(Booking).where(
            Booking.sitting_id == sitting.id, Booking.candidate_code == read_code(typed_code)
        )
    ).first()


def get_form(db: Session, form_id: int) -> ExamFormRecord:
    """Return a sealed exam form; raises NotFound."""
    form = db.get(ExamFormRecord, form_id)
    if form is None:
        raise NotFound
    return form


def list_bookable(db: Session, sitting: Sitting, typed_name: str, *, most: int = 200) -> Sequence[Candidate]:
    """Return candidates without a place at this sitting, by name; a typed name in any script narrows them."""
    booked = select(Booking.candidate_id).where(Booking.sitting_id == sitting.id)
    query = select(Candidate).where(Candidate.id.not_in(booked)).order_by(Candidate.search_key).limit(most)
    if typed_name.strip():
        query = query.where(Candidate.id.in_(find_ids_by_name(db, typed_name)))
    return db.scalars(query).all()


def get_candidates(db: Session, codes: Sequence[str]) -> Sequence[Candidate]:
    """Return the candidates of the codes, by name; raises NotFound if one is unknown."""
    found = db.scalars(
        select(Candidate).where(Candidate.code.in_(codes)).order_by(Candidate.search_key)
    ).all()
    if len(found) != len(set(codes)):
        raise NotFound
    return found


def get_booking(db: Session, sitting: Sitting, candidate_code: str) -> Booking:
    """Return a sitting's booking by the candidate's entry code, or raise NotFound."""
    booking = find_booking(db, sitting, candidate_code)
    if booking is None:
        raise NotFound
    return booking


def needs_at(db: Session, sitting: Sitting, *others: Candidate) -> Mapping[int, Needs]:
    """Return, by candidate, what holds on a sitting's day for those booked, and for others who may be."""
    booked = db.scalars(select(Booking.candidate_id).where(Booking.sitting_id == sitting.id)).all()
    day = sitting.starts_at.astimezone(TASHKENT).date()
    return needs_of_candidates(db, {*booked, *(one.id for one in others)}, day)


def list_rooms(db: Session, actor: Actor) -> Sequence[Room]:
    """Return the rooms of the centres that the actor may see."""
    rooms = db.scalars(select(Room).join(Room.centre).order_by(Centre.code, Room.name)).all()
    return [
        room
        for room in rooms
        if same_region(actor, room.centre.region_code) and same_centre(actor, room.centre.code)
    ]
