"""Sittings of the demo: planned, booked, assembled, published and opened by the verbs of the real rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.vault import ListVault
from examapp.candidates.models import Candidate
from examapp.centres.models import Room
from examapp.core.clock import read_instant
from examapp.core.disk import Disk
from examapp.core.signing import KeyRing
from examapp.delivery.attempts import find_attempt, prepare_attempts
from examapp.demo.installation import ACTOR, House
from examapp.proctoring.checkin import confirm_identity_and_admit
from examapp.proctoring.interventions import Hand
from examapp.proctoring.models import DocumentKind
from examapp.proctoring.opening import open_room
from examapp.sittings.booking import EntrySlip, book
from examapp.sittings.forms import assemble_forms
from examapp.sittings.models import Sitting
from examapp.sittings.planning import assign_proctor, create_sitting, publish


@dataclass(frozen=True)
class PlannedSitting:
    """A published sitting and what its candidates enter with, in the order of their seats."""

    id: int
    code: str
    slips: tuple[EntrySlip, ...]


def plan_sitting(
    db: Session,
    keys: KeyRing,
    house: House,
    candidates: Sequence[Candidate],
    *,
    starts_at: datetime,
    at: datetime,
    room: Room | None = None,
) -> PlannedSitting:
    """Plan and publish a rehearsal for the candidates, in the first room unless another is given."""
    sitting = create_sitting(
        db,
        programme=house.programme,
        question_list=house.question_list,
        room=room or house.rooms[0],
        starts_at=starts_at,
        rehearsal=True,
        actor=ACTOR,
        at=at,
    )
    slips = book(db, keys, sitting, candidates, actor=ACTOR, at=at)
    assign_proctor(db, sitting, house.staff["proctor"], actor=ACTOR, at=at)
    assemble_forms(db, sitting, ListVault(keys), actor=ACTOR, at=at)
    publish(db, sitting, actor=ACTOR, at=at)
    prepare_attempts(db, sitting, at)
    return PlannedSitting(sitting.id, sitting.code, tuple(slips))


def open_and_admit(
    db: Session, sitting: Sitting, proctor: StaffAccount, came: Sequence[str], disk: Disk
) -> None:
    """Open the room and admit those who came, named by their candidate codes, as the proctor does it."""
    open_room(db, sitting, _hand(proctor, f"demo {sitting.code} open"), disk=disk)
    bookings = {booking.candidate_code: booking for booking in sitting.bookings}
    for code in came:
        attempt = find_attempt(db, bookings[code].id)
        if attempt is not None:
            hand = _hand(proctor, f"demo {sitting.code} {bookings[code].id}")
            confirm_identity_and_admit(db, sitting, attempt, DocumentKind.ID_CARD, hand)


def _hand(proctor: StaffAccount, key: str) -> Hand:
    return Hand(actor=f"staff:{proctor.code}", now=read_instant(), key=key)
