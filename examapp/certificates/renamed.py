"""Whose name in the register parted from their valid papers, whatever changed it, for the operator's desk.

A hand in the register, an import, an organisation's list or its program: all leave the same mark on the
person, and the question is put to the database. What waits for somebody else is no call to the operator.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from examapp.candidates.models import Candidate
from examapp.certificates.models import (
    Certificate,
    CertificateDraft,
    CertificateRequest,
    RequestState,
    Revocation,
)
from examapp.core.permissions import Actor
from examapp.organisations.models import Organisation
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.sittings.models import Booking

MOST = 200


def count_renamed(db: Session, actor: Actor, today: date) -> int:
    """Return how many people of the actor's sight have a valid paper with another name, and nobody at it."""
    return db.scalar(_query(actor, today).with_only_columns(func.count(Candidate.id))) or 0


def list_renamed(db: Session, actor: Actor, today: date) -> Sequence[Candidate]:
    """Return those people, the longest renamed first, at most `MOST`."""
    query = _query(actor, today).options(joinedload(Candidate.organisation))
    return db.scalars(query.order_by(Candidate.renamed_at, Candidate.id).limit(MOST)).all()


def _query(actor: Actor, today: date) -> Select[Candidate]:
    otherwise = _certificates_named_otherwise(today)
    calls = or_(
        and_(otherwise.exists(), ~otherwise.where(_is_at_work()).exists()),
        and_(_differs(Result), ~otherwise.exists(), ~_is_drawn_up()),
    )
    tests = (
        select(Booking.id)
        .join(Result, Result.booking_id == Booking.id)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .where(Booking.candidate_id == Candidate.id, ResultSheet.state == SheetState.CONFIRMED, calls)
    )
    people = select(Candidate).where(Candidate.renamed_at.is_not(None))
    if actor.region_code is not None:  # else somebody is called to a person whom they may not open
        tests = tests.where(ResultSheet.region_code == actor.region_code)
        people = people.join(Organisation).where(Organisation.region_code == actor.region_code)
    return people.where(tests.exists())


def _certificates_named_otherwise(today: date) -> Select[int]:
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id)
    named_otherwise = select(Certificate.id).where(
        Certificate.attempt_id == Result.attempt_id,
        Certificate.replaced_at.is_(None),
        Certificate.valid_until >= today,
        ~revoked.exists(),
        _differs(Certificate),
    )
    # Said outright: by itself it correlates with the query around it, and the person stands further out.
    return named_otherwise.correlate(Result, Candidate)


def _differs(paper: type[Result | Certificate]) -> ColumnElement[bool]:
    return or_(paper.name_latn != Candidate.name_latn, paper.name_cyrl != Candidate.name_cyrl)


def _is_at_work() -> ColumnElement[bool]:
    """Whether the chair has a request on the certificate, or another is being made in its place."""
    asked = select(CertificateRequest.id).where(
        CertificateRequest.certificate_id == Certificate.id, CertificateRequest.state == RequestState.WAITING
    )
    begun = select(CertificateDraft.attempt_id).where(CertificateDraft.attempt_id == Certificate.attempt_id)
    return or_(asked.exists(), begun.exists())


def _is_drawn_up() -> ColumnElement[bool]:
    """Whether a revision that waits for signatures, or for an answer to remarks, has the register's name."""
    line, sheet = aliased(Result), aliased(ResultSheet)
    return (
        select(line.sheet_id)
        .join(sheet, sheet.id == line.sheet_id)
        .where(
            line.booking_id == Booking.id,
            sheet.state.in_([SheetState.DRAFT, SheetState.RETURNED]),
            line.name_latn == Candidate.name_latn,
            line.name_cyrl == Candidate.name_cyrl,
        )
        .correlate(Booking, Candidate)
        .exists()
    )
