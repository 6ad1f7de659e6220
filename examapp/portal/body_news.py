"""What a body's HR officer and head are told on their desk: published results and issued certificates.

Each stands there for a fortnight.

The state itself is the news: nothing has to be sent for it, so nothing can be lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate
from examapp.core.permissions import Actor
from examapp.organisations.models import Organisation
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.sittings.models import Booking

NEWS_FOR: Final = timedelta(days=14)


@dataclass(frozen=True)
class BodyNews:
    """How many people of the own body have a newly published result, and how many a new certificate."""

    results: int
    certificates: int


def read_news(db: Session, actor: Actor, at: datetime) -> BodyNews:
    """Return the news of a fortnight; whoever is bound to no body has none."""
    if not actor.organisation_code:
        return BodyNews(0, 0)
    results = _of_body(actor.organisation_code).where(
        ResultSheet.state == SheetState.CONFIRMED, Decision.at > at - NEWS_FOR
    )
    certificates = (
        _of_body(actor.organisation_code)
        .join(Certificate, Certificate.attempt_id == Result.attempt_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            Certificate.issued_at > at - NEWS_FOR,
            Certificate.replaced_at.is_(None),
        )
    )
    return BodyNews(db.scalar(results) or 0, db.scalar(certificates) or 0)


def _of_body(code: str) -> Any:
    return (
        select(func.count())
        .select_from(Result)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .where(Organisation.code == code, ResultSheet.rehearsal.is_(False))
    )
