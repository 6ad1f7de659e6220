"""Attempts whose years are over, and what still needs them.

The years count from the day of the sitting, or from the day on which the last appeal was answered. Marks go
with the attempt; the sheet on which they stand is the commission's decision and stays.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from examapp.appeals.models import Appeal, AppealState
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, CertificateDraft, Revocation
from examapp.delivery.models import Attempt
from examapp.grading.models import ItemMatter, MatterState
from examapp.regrading.models import ItemMatterSheet
from examapp.regrading.queries import matters_with_later
from examapp.results.models import ResultSheet, SheetState, VoidRequest, VoidState
from examapp.retention.held import holds_on
from examapp.retention.models import HoldKind, Kind, Outcome, ProposedThing
from examapp.retention.models import Proposal as Deletion
from examapp.retention.terms import Term, day_of, end_of
from examapp.retention.things import Held, Thing
from examapp.sittings.models import Booking, Sitting

# In the order in which they are told, where several hold.
_REASONS: Final = (Held.COURT, Held.APPEAL, Held.ITEM, Held.UNDECIDED, Held.CERTIFICATE)


def list_attempts(db: Session, term: Term, today: date) -> Iterator[Thing]:
    """Yield the attempts of a programme whose years are over, the oldest first."""
    until = end_of(term.last_day(today))
    reasons = _needs(today, until)
    query = (
        select(
            Attempt.code,
            Sitting.code.label("sitting"),
            Sitting.starts_at,
            *(reasons[reason].label(reason.value) for reason in _REASONS),
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .where(Sitting.programme_id == term.programme_id, Sitting.starts_at < until, ~_is_deleted())
        .order_by(Sitting.starts_at, Attempt.id)
    )
    for row in db.execute(query):
        held = next((reason for reason in _REASONS if getattr(row, reason.value)), None)
        yield Thing(row.code, row.sitting, day_of(row.starts_at), held)


def _is_deleted() -> ColumnElement[bool]:
    return (
        exists()
        .where(ProposedThing.code == Attempt.code, ProposedThing.outcome == Outcome.DELETED)
        .where(ProposedThing.proposal_id == Deletion.id, Deletion.kind == Kind.ATTEMPTS)
    )


def _needs(today: date, until: datetime) -> Mapping[Held, ColumnElement[bool]]:
    """Return the condition under which each reason holds an attempt back."""
    return {
        Held.COURT: or_(
            holds_on(HoldKind.ATTEMPT, Attempt.code),
            holds_on(HoldKind.SITTING, Sitting.code),
            holds_on(HoldKind.CANDIDATE, Candidate.code),
        ),
        Held.APPEAL: exists().where(
            Appeal.attempt_id == Attempt.id,
            or_(Appeal.state != AppealState.ANSWERED, Appeal.answered_at >= until),
        ),
        Held.ITEM: _has_open_matter(),
        Held.UNDECIDED: _is_undecided(),
        Held.CERTIFICATE: or_(
            stands_for(Attempt.id, today),
            exists().where(CertificateDraft.attempt_id == Attempt.id),
        ),
    }


def stands_for(attempt_id: Any, today: date) -> ColumnElement[bool]:
    """Return the condition that a certificate stands for an attempt: neither ended nor replaced."""
    revoked = exists().where(Revocation.certificate_id == Certificate.id)
    return exists().where(
        Certificate.attempt_id == attempt_id,
        Certificate.valid_until >= today,
        Certificate.replaced_at.is_(None),
        ~revoked,
    )


def _has_open_matter() -> ColumnElement[bool]:
    """Say that a matter of the sitting's list is not decided, or has not reached the certificates."""
    undecided = or_(ItemMatter.state != MatterState.IN_FORCE, ItemMatter.id.in_(matters_with_later()))
    open_matter = exists().where(ItemMatter.list_id == Sitting.list_id, undecided)
    not_carried_out = exists().where(
        ItemMatterSheet.sheet_id == ResultSheet.id,
        ResultSheet.sitting_id == Sitting.id,
        ItemMatterSheet.carried_out_at.is_(None),
    )
    return or_(open_matter, not_carried_out)


def _is_undecided() -> ColumnElement[bool]:
    """Say that an official sheet is not confirmed or waits for signatures, or a result for annulment."""
    of_sitting = ResultSheet.sitting_id == Sitting.id
    confirmed = exists().where(of_sitting, ResultSheet.state == SheetState.CONFIRMED)
    waiting = exists().where(of_sitting, ResultSheet.state == SheetState.DRAFT)
    annulling = exists().where(
        of_sitting, VoidRequest.sheet_id == ResultSheet.id, VoidRequest.state == VoidState.ASKED
    )
    official = and_(Sitting.rehearsal.is_(False), Sitting.closed_at.is_not(None))
    return or_(annulling, and_(official, or_(waiting, ~confirmed)))
