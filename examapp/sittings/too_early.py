"""Who of a planned sitting may not be examined yet, or need not be: after a failure two months pass.

Nothing on a sitting's page refuses such a booking: the commission may have decided otherwise. The planning
over the schedule places nobody before the day.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from examapp.candidates.eligibility import PastResults, ReadPast, add_months
from examapp.core.clock import TASHKENT
from examapp.core.i18n import N_
from examapp.programmes.policy import Policy, read_policy
from examapp.sittings.consequences import Line
from examapp.sittings.models import Sitting, SittingState


def free_from(past: PastResults, policy: Policy) -> date | None:
    """Return the first day for another test, None where there is nothing to wait for."""
    return add_months(past.failed_on, policy.retake_wait_months) if past.failed_on else None


def list_too_early(db: Session, sitting: Sitting, read_past: ReadPast, at: datetime) -> list[Line]:
    """Return who of a planned official sitting waits still on its day, or has a certificate then."""
    if sitting.state is not SittingState.PLANNED or sitting.rehearsal:
        return []
    people = {booking.candidate_id: booking.candidate for booking in sitting.bookings}
    policy, day = read_policy(db, sitting.programme_id, at), sitting.starts_at.astimezone(TASHKENT).date()
    lines = []
    for candidate_id, past in read_past(db, sitting.programme_id, list(people), at).items():
        name, free = people[candidate_id].name_latn, free_from(past, policy)
        if past.valid_until is not None and past.valid_until >= day:
            message = N_("%(name)s has a certificate that is valid until %(day)s.")
            lines.append(Line(message, {"name": name, "day": f"{past.valid_until:%d.%m.%Y}"}))
        elif free is not None and free > day:
            message = N_("%(name)s may take the test again only from %(day)s.")
            lines.append(Line(message, {"name": name, "day": f"{free:%d.%m.%Y}"}))
    return lines
