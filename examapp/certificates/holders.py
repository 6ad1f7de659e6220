"""Who holds a certificate: the place at the test, and the person as the register of candidates has it now."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate
from examapp.delivery.models import Attempt
from examapp.sittings.models import Booking


def find_place(db: Session, attempt_id: int) -> Booking:
    """Return the booking of an attempt, with its candidate."""
    query = select(Booking).join(Attempt, Attempt.booking_id == Booking.id).where(Attempt.id == attempt_id)
    return db.scalars(query.options(joinedload(Booking.candidate))).one()


def is_named_otherwise(certificate: Certificate, candidate: Candidate) -> bool:
    """Tell whether a certificate bears another name than the register of candidates has now."""
    registered = (candidate.name_latn, candidate.name_cyrl)
    return (certificate.name_latn, certificate.name_cyrl) != registered


def named_otherwise() -> ColumnElement[bool]:
    """Return the same as a condition on certificates."""
    return (
        select(Attempt.id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .where(
            Attempt.id == Certificate.attempt_id,
            or_(
                Candidate.name_latn != Certificate.name_latn,
                Candidate.name_cyrl != Certificate.name_cyrl,
            ),
        )
        .exists()
    )
