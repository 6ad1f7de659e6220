"""A published sitting with people who can be reached, made by rows: what notices begin with."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from examapp.notices.models import CandidateContact
from examapp.sittings.models import Booking, Sitting, SittingState
from tests.factories.closed_sitting import Seat, make_closed_sitting

STARTS = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)  # Tuesday 09:30 in Tashkent
PUBLISHED_AT = STARTS - timedelta(days=20)
TWO = (
    Seat("Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna", None, state=None),
    Seat("Karimov Botir Abduvohidovich", None, state=None),
)


def make_published_sitting(db: Session, seats=TWO, *, code: str = "TK-2026-1124-01", **facts) -> Sitting:
    sitting = make_closed_sitting(db, seats, code=code, **facts)
    sitting.state, sitting.starts_at = SittingState.PUBLISHED, STARTS
    sitting.opened_at = sitting.closed_at = None
    db.flush()
    return sitting


def reach(db: Session, booking: Booking, *, email: str | None = None, phone: str | None = None) -> None:
    db.add(
        CandidateContact(
            candidate_id=booking.candidate_id,
            email=email,
            phone=phone,
            changed_at=PUBLISHED_AT,
            changed_by="staff:T",
        )
    )
    db.flush()
