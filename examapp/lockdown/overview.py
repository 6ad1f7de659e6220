"""One sitting as its page of watchfulness shows it: each person with failed checks, exception and signals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.core.errors import NotFound
from examapp.delivery.models import Attempt
from examapp.lockdown.exceptions import list_exceptions
from examapp.lockdown.failures import list_failures
from examapp.lockdown.models import LockdownException, LockdownFailure
from examapp.lockdown.signals import SignalTotal, list_totals
from examapp.sittings.models import Booking, Sitting


@dataclass(frozen=True, slots=True)
class WatchedSeat:
    """One person: `code` is the candidate's public one, `seat` the number of the booked workstation."""

    code: str
    seat: int
    name: str
    name_cyrl: str | None
    attempt_id: int
    failure: LockdownFailure | None
    exception: LockdownException | None
    signals: Sequence[SignalTotal]


def list_watched(db: Session, sitting: Sitting) -> list[WatchedSeat]:
    """Return the people of a sitting whose attempts are prepared, by seat."""
    failures, exceptions = list_failures(db, sitting.id), list_exceptions(db, sitting.id)
    totals = list_totals(db, sitting.id)
    rows = db.execute(
        select(Attempt.id, Workstation.number, Candidate.code, Candidate.name_latn, Candidate.name_cyrl)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Workstation, Workstation.id == Booking.workstation_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .where(Attempt.sitting_id == sitting.id)
        .order_by(Workstation.number)
    )
    return [
        WatchedSeat(
            code=row.code,
            seat=row.number,
            name=row.name_latn,
            name_cyrl=row.name_cyrl,
            attempt_id=row.id,
            failure=failures.get(row.id),
            exception=exceptions.get(row.id),
            signals=totals.get(row.id, ()),
        )
        for row in rows
    ]


def get_watched(db: Session, sitting: Sitting, code: str) -> WatchedSeat:
    """Return the person of a candidate's code; raises NotFound."""
    for one in list_watched(db, sitting):
        if one.code == code:
            return one
    raise NotFound
