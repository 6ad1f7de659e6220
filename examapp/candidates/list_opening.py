"""Calling for the lists of a year, and opening an organisation's own."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_errors import ListExists, YearRefused
from examapp.candidates.list_history import Hand, note_list
from examapp.candidates.list_models import CandidateList, ListCall
from examapp.candidates.list_moving import needs_agreement
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme


def open_list(
    db: Session, organisation: Organisation, programme: Programme, year: int, *, by: Hand, at: datetime
) -> CandidateList:
    """Open an organisation's list of a programme and year. Raises ListExists and YearRefused."""
    this_year = at.astimezone(TASHKENT).year
    if year not in {this_year, this_year + 1}:
        raise YearRefused
    if find_list(db, organisation.id, programme.id, year) is not None:
        raise ListExists
    found = CandidateList(
        code=new_code(8),
        organisation=organisation,
        programme=programme,
        year=year,
        agreement=needs_agreement(db, organisation, programme.id, at),
        created_at=at,
        state_at=at,
    )
    try:
        with db.begin_nested():
            db.add(found)
    except IntegrityError as clash:  # a colleague has opened it this very moment
        raise ListExists from clash
    facts = {"organisation": organisation.code, "programme": programme.code, "year": year}
    note_list(db, found, "opened", by, at, facts=facts)
    return found


def find_list(db: Session, organisation_id: int, programme_id: int, year: int) -> CandidateList | None:
    """Return an organisation's list of a programme and year, or None."""
    return db.scalars(
        select(CandidateList).where(
            CandidateList.organisation_id == organisation_id,
            CandidateList.programme_id == programme_id,
            CandidateList.year == year,
        )
    ).first()


def call_for_lists(
    db: Session, programme: Programme, year: int, first_day: date, *, by: Hand, at: datetime
) -> ListCall:
    """Call for a year's lists, or move the first day from which their deadlines count. Raises YearRefused."""
    this_year = at.astimezone(TASHKENT).year
    if year not in {this_year, this_year + 1} or first_day.year != year:
        raise YearRefused
    call = db.scalars(
        select(ListCall).where(ListCall.programme_id == programme.id, ListCall.year == year)
    ).first()
    if call is None:
        call = ListCall(programme=programme, year=year, first_day=first_day, called_by=by.actor, called_at=at)
        db.add(call)
    call.first_day, call.called_by, call.called_at = first_day, by.actor, at
    record(
        db,
        act="candidate_list.called",
        actor=by.actor,
        subject_kind="programme",
        subject_code=programme.code,
        at=at,
        facts={"year": year, "first_day": first_day.isoformat()},
    )
    return call


def list_calls(db: Session) -> Sequence[ListCall]:
    """Return all calls, the newest year first."""
    return db.scalars(
        select(ListCall)
        .options(joinedload(ListCall.programme))
        .order_by(ListCall.year.desc(), ListCall.programme_id)
    ).all()
