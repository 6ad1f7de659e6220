"""First days by the body where people served on that day: whoever moved since makes no other body late."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.candidates.deadlines import FirstDay
from examapp.candidates.models import Candidate
from examapp.results.models import Result
from examapp.sittings.first_days import read_first_days
from examapp.sittings.models import Booking

_BODY_OF_THE_DAY: Final = func.coalesce(
    select(func.min(Result.organisation_id)).where(Result.booking_id == Booking.id).scalar_subquery(),
    Candidate.organisation_id,
)


def read_days_of_then(db: Session, year: int) -> Sequence[FirstDay]:
    """Return what `read_first_days` does; who stands on a sheet belongs to the body that it names."""
    return read_first_days(db, year, _BODY_OF_THE_DAY)
