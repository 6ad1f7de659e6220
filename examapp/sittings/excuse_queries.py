"""Reading excuses: the rows for who decides and for the own body's HR officer, for others what counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload, undefer

from examapp.accounts.signed_in import SignedInStaff
from examapp.candidates.list_models import KeptFile
from examapp.candidates.models import Candidate, CandidateNameWord
from examapp.candidates.name_search import find_ids_by_name
from examapp.core.clock import TASHKENT
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor
from examapp.organisations.models import Organisation
from examapp.organisations.sight import within_sight
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseState
from examapp.sittings.excusing import AWAITED, STANDING, last_day_of_papers
from examapp.sittings.models import Booking, Sitting

MOST_SHOWN: Final = 50
# Longer than any policy lets papers wait; what the policy says is asked of each sitting.
LONGEST_WAIT: Final = timedelta(days=120)


def list_excuses(db: Session, reader: Actor) -> Sequence[AbsenceExcuse]:
    """Return what the reader may see, the newest first: an HR officer, what the own body recorded."""
    query = (
        select(AbsenceExcuse)
        .join(AbsenceExcuse.organisation)
        .options(
            contains_eager(AbsenceExcuse.organisation),
            joinedload(AbsenceExcuse.candidate),
            joinedload(AbsenceExcuse.sitting),
        )
        .order_by(AbsenceExcuse.id.desc())
    )
    found: Sequence[AbsenceExcuse] = db.scalars(within_sight(query, reader)).all()
    return found


def count_to_decide(db: Session, reader: SignedInStaff) -> int:
    """Return how many reasons wait for this person's word: not those that they recorded themselves."""
    return sum(
        one.state is ExcuseState.REQUESTED and one.requested_by != reader.actor
        for one in list_excuses(db, reader)
    )


def get_excuse(db: Session, code: str, reader: Actor) -> AbsenceExcuse:
    """Return one that the reader may see, with its paper; any other raises NotFound."""
    query = (
        select(AbsenceExcuse)
        .join(AbsenceExcuse.organisation)
        .where(AbsenceExcuse.code == read_code(code))
        .options(joinedload(AbsenceExcuse.file).options(undefer(KeptFile.content)))
        .execution_options(populate_existing=True)
    )
    found: AbsenceExcuse | None = db.scalars(within_sight(query, reader)).first()
    if found is None:
        raise NotFound
    return found


def get_own_booking(db: Session, candidate_code: str, reader: Actor) -> Booking:
    """Return a booking whose absence the reader may excuse; any other raises NotFound."""
    query = _own_bookings(reader).where(Booking.candidate_code == read_code(candidate_code))
    found: Booking | None = db.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def list_excusable(db: Session, reader: Actor, typed: str, at: datetime) -> list[Booking]:
    """Return whose absence can still be excused, and is not yet, by the hour; a name narrows them."""
    standing = exists().where(
        AbsenceExcuse.booking_code == Booking.candidate_code, AbsenceExcuse.state.in_(STANDING)
    )
    query = _own_bookings(reader).where(
        Sitting.state.in_(AWAITED), Sitting.starts_at > at - LONGEST_WAIT, ~standing
    )
    if typed.strip():
        bodies = within_sight(select(Organisation.id), reader)
        within = CandidateNameWord.organisation_id.in_(bodies)
        query = query.where(Booking.candidate_id.in_(find_ids_by_name(db, typed, within)))
    today = at.astimezone(TASHKENT).date()
    rows = db.scalars(query.order_by(Sitting.starts_at, Candidate.search_key))
    return [one for one in rows if last_day_of_papers(one.sitting) >= today][:MOST_SHOWN]


def _own_bookings(reader: Actor) -> Select[Any]:
    query = (
        select(Booking)
        .join(Booking.candidate)
        .join(Candidate.organisation)
        .join(Booking.sitting)
        .options(
            contains_eager(Booking.candidate).contains_eager(Candidate.organisation),
            contains_eager(Booking.sitting),
        )
    )
    return within_sight(query, reader)


def is_excused() -> ColumnElement[bool]:
    """Return the condition over Booking that its absence is excused: the working body has agreed."""
    return exists().where(
        AbsenceExcuse.booking_code == Booking.candidate_code, AbsenceExcuse.state == ExcuseState.APPROVED
    )


def find_excuses(db: Session, booking_codes: Collection[str]) -> Mapping[str, AbsenceExcuse]:
    """Return the newest excuse of each of these bookings, by the booking's code."""
    rows = db.scalars(
        select(AbsenceExcuse).where(AbsenceExcuse.booking_code.in_(booking_codes)).order_by(AbsenceExcuse.id)
    )
    return {one.booking_code: one for one in rows}
