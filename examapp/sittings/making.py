"""Making the sittings of an accepted proposal: each in a transaction of its own, once, and telling the rest.

Between the proposal and its making the world goes on: somebody is booked by hand, a computer breaks, a room
is taken. What cannot be done any more is kept with its cause, and everything else is made.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import NO_NEEDS
from examapp.candidates.models import Candidate
from examapp.centres.models import Room, Workstation
from examapp.core.clock import TASHKENT
from examapp.core.db import changed_rows
from examapp.core.signing import KeyRing
from examapp.programmes.models import Programme
from examapp.sittings.booking import seat_candidate
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.planning import create_sitting
from examapp.sittings.proposal_models import ProposedSitting, SittingProposal
from examapp.sittings.room_times import LIVE, find_in_room
from examapp.sittings.seating import seat_fits


class Missed(StrEnum):
    """Why somebody of an accepted proposal was not booked."""

    ROOM_TAKEN = "room_taken"
    BOOKED_MEANWHILE = "booked_meanwhile"
    SEAT_GONE = "seat_gone"
    NEEDS_CHANGED = "needs_changed"


def list_unmade(db: Session, proposal: SittingProposal) -> list[int]:
    """Return the ids of the proposed sittings that are still to be made, in order."""
    return list(
        db.scalars(
            select(ProposedSitting.id)
            .where(ProposedSitting.proposal_id == proposal.id, ProposedSitting.made.is_(False))
            .order_by(ProposedSitting.number)
        )
    )


def make_sitting(
    db: Session, keys: KeyRing, proposed: ProposedSitting, *, actor: str, at: datetime
) -> Sitting | None:
    """Make one proposed sitting with its bookings; made before, nothing changes. Return it, or None."""
    swapped = changed_rows(
        db,
        update(ProposedSitting)
        .where(ProposedSitting.id == proposed.id, ProposedSitting.made.is_(False))
        .values(made=True),
    )
    db.refresh(proposed)
    if swapped != 1:
        return proposed.sitting
    _hold(db, proposed)
    taken = find_in_room(db, proposed.room_id, proposed.starts_at, proposed.minutes, at)
    pairs = list(_pairs(db, proposed))
    causes = {
        candidate.id: Missed.ROOM_TAKEN if taken is not None else cause for candidate, _seat, cause in pairs
    }
    proposed.missed = [
        {"candidate": candidate, "cause": cause.value} for candidate, cause in causes.items() if cause
    ]
    free = [(candidate, seat) for candidate, seat, _cause in pairs if causes[candidate.id] is None]
    if not free:
        return None
    sitting = _create(db, proposed, actor, at)
    for candidate, seat in free:
        seat_candidate(db, keys, sitting, candidate, seat, actor=actor, at=at)
    proposed.sitting = sitting
    return sitting


def _hold(db: Session, proposed: ProposedSitting) -> None:
    """Let no other proposal give the room or these people away until this transaction ends."""
    db.execute(select(Room.id).where(Room.id == proposed.room_id).with_for_update(key_share=True))
    people = select(Candidate.id).where(Candidate.id.in_([candidate for _seat, candidate in proposed.seats]))
    db.execute(people.order_by(Candidate.id).with_for_update(key_share=True))


def _create(db: Session, proposed: ProposedSitting, actor: str, at: datetime) -> Sitting:
    question_list = proposed.proposal.question_list
    return create_sitting(
        db,
        programme=db.get_one(Programme, question_list.programme_id),
        question_list=question_list,
        room=proposed.room,
        starts_at=proposed.starts_at,
        rehearsal=proposed.proposal.rehearsal,
        planned_minutes=proposed.minutes,
        actor=actor,
        at=at,
    )


def _find_booked(db: Session, proposed: ProposedSitting, ids: Sequence[int], morning: datetime) -> set[int]:
    """Return who has a place of the same kind by now, or sits for something else on that day."""
    proposal = proposed.proposal
    same = and_(
        Sitting.programme_id == proposal.question_list.programme_id,
        Sitting.rehearsal.is_(proposal.rehearsal),
    )
    same_day = and_(Sitting.starts_at >= morning, Sitting.starts_at < morning + timedelta(days=1))
    booked = select(Booking.candidate_id).join(Booking.sitting).where(Booking.candidate_id.in_(ids))
    return set(db.scalars(booked.where(Sitting.state.in_(LIVE), or_(same, same_day))))


def _pairs(db: Session, proposed: ProposedSitting) -> Iterator[tuple[Candidate, Workstation, Missed | None]]:
    """Yield each candidate with the seat and what stands in the way by now."""
    ids = [candidate for _seat, candidate in proposed.seats]
    day = proposed.starts_at.astimezone(TASHKENT).date()
    elsewhere = _find_booked(db, proposed, ids, datetime.combine(day, time.min, TASHKENT))
    needs = needs_of_candidates(db, ids, day)
    for seat_id, candidate_id in proposed.seats:
        seat, granted = db.get_one(Workstation, seat_id), needs[candidate_id]
        cause = Missed.BOOKED_MEANWHILE if candidate_id in elsewhere else None
        if not seat_fits(seat, NO_NEEDS):
            cause = cause or Missed.SEAT_GONE
        if (granted.separate_room and len(ids) > 1) or not seat_fits(seat, granted):
            cause = cause or Missed.NEEDS_CHANGED
        yield db.get_one(Candidate, candidate_id), seat, cause
