"""What follows for somebody whose result is void: no wait, and when the next test can be.

A void result counts neither as passed nor as failed, so that nobody waits for it (`attempt.abort_reason`:
void and may sit again); only an earlier failure that no pass has followed still makes somebody wait.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.eligibility import add_months
from examapp.core.i18n import in_tashkent, show_date, show_day
from examapp.portal.past_results import read_past_results
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting, SittingState
from examapp.sittings.schedule_queries import find_next_period


@dataclass(frozen=True)
class AfterVoid:
    """Days as people write them: of a place that is booked already, the first one that is free, the period.

    Empty where there is none; without `again` nobody waits. `period` is the body's next one in the schedule.
    """

    booked: str
    again: str
    period: tuple[str, str] | None


def read_after_void(db: Session, booking: Booking, at: datetime) -> AfterVoid:
    """Return what follows for the person of a booking."""
    today, programme_id = in_tashkent(at).date(), booking.sitting.programme_id
    past = read_past_results(db, programme_id, [booking.candidate_id], at).get(booking.candidate_id)
    wait = policy_from_snapshot(booking.sitting.policy or {}).retake_wait_months
    failed_on = past.failed_on if past is not None else None
    free_from = add_months(failed_on, wait) if failed_on is not None else today
    row = find_next_period(db, booking.candidate.organisation_id, programme_id, max(today, free_from))
    return AfterVoid(
        booked=_find_booked(db, booking, at),
        again=show_day(free_from) if free_from > today else "",
        period=(show_day(row.first_day), show_day(row.last_day)) if row is not None else None,
    )


def _find_booked(db: Session, booking: Booking, at: datetime) -> str:
    starts_at = db.scalars(
        select(Sitting.starts_at)
        .join(Booking, Booking.sitting_id == Sitting.id)
        .where(
            Booking.candidate_id == booking.candidate_id,
            Sitting.programme_id == booking.sitting.programme_id,
            Sitting.rehearsal.is_(False),
            Sitting.state == SittingState.PUBLISHED,
            Sitting.starts_at > at,
        )
        .order_by(Sitting.starts_at)
        .limit(1)
    ).first()
    return show_date(starts_at) if starts_at is not None else ""
