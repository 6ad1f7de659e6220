"""Drafts that nobody confirmed, and personal papers of sittings long past, whose years are over.

A candidate list is a draft until the operator has taken it; an intake or an import until it was written. An
excuse counts from the day of its sitting, an accommodation from the day on which it ended or was refused.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.list_models import CandidateList, IntakeState, ListIntake
from examapp.candidates.list_states import TAKEN
from examapp.candidates.models import Candidate, CandidateImport, ImportState
from examapp.organisations.models import Organisation
from examapp.retention.held import holds_on
from examapp.retention.models import HoldKind
from examapp.retention.terms import Term, day_of, end_of
from examapp.retention.things import Held, Thing
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseState
from examapp.sittings.models import Sitting


def list_excuses(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the excuses with their papers."""
    on_hold = or_(
        holds_on(HoldKind.SITTING, Sitting.code),
        holds_on(HoldKind.CANDIDATE, Candidate.code),
    )
    query = (
        select(
            AbsenceExcuse.code,
            AbsenceExcuse.state,
            Sitting.code.label("sitting"),
            Sitting.starts_at,
            on_hold.label("on_hold"),
        )
        .join(Sitting, Sitting.id == AbsenceExcuse.sitting_id)
        .join(Candidate, Candidate.id == AbsenceExcuse.candidate_id)
        .where(Sitting.programme_id == term.programme_id, Sitting.starts_at < end_of(term.last_day(today)))
        .order_by(Sitting.starts_at, AbsenceExcuse.id)
    )
    for row in db.execute(query):
        undecided = Held.UNDECIDED if row.state is ExcuseState.REQUESTED else None
        yield Thing(row.code, row.sitting, day_of(row.starts_at), Held.COURT if row.on_hold else undecided)


def list_accommodations(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the accommodations that ended, ran out or were refused; of one that goes on nothing is over."""
    query = (
        select(Accommodation, Organisation.code, holds_on(HoldKind.CANDIDATE, Candidate.code))
        .join(Candidate, Candidate.id == Accommodation.candidate_id)
        .join(Organisation, Organisation.id == Accommodation.organisation_id)
        .where(Accommodation.state != AccommodationState.REQUESTED)
        .order_by(Accommodation.id)
    )
    for found, body, on_hold in db.execute(query):
        ended = _ended(found)
        if ended is not None and ended <= term.last_day(today):
            yield Thing(found.code, body, ended, Held.COURT if on_hold else None)


def _ended(found: Accommodation) -> date | None:
    if found.ended_at is not None:
        return day_of(found.ended_at)
    if found.state is AccommodationState.APPROVED:
        return found.valid_until
    return day_of(found.decided_at) if found.decided_at else None


def list_drafts(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the candidate lists of past years that nobody has taken."""
    query = (
        select(
            CandidateList.code,
            CandidateList.state_at,
            Organisation.code.label("body"),
            holds_on(HoldKind.LIST, CandidateList.code).label("on_hold"),
        )
        .join(Organisation, Organisation.id == CandidateList.organisation_id)
        .where(CandidateList.programme_id == term.programme_id, _is_draft(term, today))
        .order_by(CandidateList.state_at, CandidateList.id)
    )
    for row in db.execute(query):
        yield Thing(row.code, row.body, day_of(row.state_at), Held.COURT if row.on_hold else None)


def _is_draft(term: Term, today: date) -> ColumnElement[bool]:
    return and_(
        CandidateList.state.not_in(TAKEN),
        CandidateList.state_at < end_of(term.last_day(today)),
        CandidateList.year < today.year,
    )


def list_intakes(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield what was brought for a list and never written; what belongs to a list that goes, goes with it."""
    query = (
        select(
            ListIntake.code,
            CandidateList.code.label("list"),
            ListIntake.brought_at,
            holds_on(HoldKind.LIST, CandidateList.code).label("on_hold"),
        )
        .join(CandidateList, CandidateList.id == ListIntake.list_id)
        .where(
            CandidateList.programme_id == term.programme_id,
            ListIntake.state != IntakeState.WRITTEN,
            ListIntake.brought_at < end_of(term.last_day(today)),
            case((_is_draft(term, today), False), else_=True),
        )
        .order_by(ListIntake.brought_at, ListIntake.id)
    )
    for row in db.execute(query):
        yield Thing(row.code, row.list, day_of(row.brought_at), Held.COURT if row.on_hold else None)


def list_imports(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the files of candidates that were checked and never written."""
    until: datetime = end_of(term.last_day(today))
    query = (
        select(CandidateImport.code, CandidateImport.region_code, CandidateImport.imported_at)
        .where(CandidateImport.state != ImportState.WRITTEN, CandidateImport.imported_at < until)
        .order_by(CandidateImport.imported_at, CandidateImport.id)
    )
    for row in db.execute(query):
        yield Thing(row.code, row.region_code or "", day_of(row.imported_at))
