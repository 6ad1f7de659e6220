"""Until when one may appeal, until when the panel must answer, and how many working days are left.

Rule appeal.window of the policy that governs the sitting; days are days in Tashkent, holidays those of the
policy's calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.appeals.models import ReopenedDays
from examapp.core.clock import TASHKENT
from examapp.programmes.policy import Policy, policy_from_snapshot
from examapp.results.outcomes import Outcome
from examapp.results.revision_history import ResultInRevision, list_result_history
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.working_days import has_working_day, holidays_between, working_day_after


@dataclass(frozen=True)
class Window:
    """The days in which a published result can be appealed; `told` is the revision that published it."""

    told: ResultInRevision
    last_day: date

    def is_open(self, at: datetime) -> bool:
        """Tell whether one may appeal at a moment."""
        return at.astimezone(TASHKENT).date() <= self.last_day


def find_window(db: Session, booking: Booking) -> Window | None:
    """Return when a booking's result can be appealed, or None where nothing is published or official.

    The days run from the last publication that changed this candidate's own result: an appeal of a neighbour
    and a mended name open no new days; the chair may give them once more. An absence that is excused costs
    nobody anything.
    Raises SheetBroken.
    """
    if booking.sitting.rehearsal:
        return None
    told = [one for one in list_result_history(db, booking.id) if one.confirmed_at is not None]
    own = [one for place, one in enumerate(told) if place == 0 or _changes_result(one)]
    if not own or own[-1].confirmed_at is None or own[-1].line.outcome is Outcome.EXCUSED:
        return None
    policy = policy_of(booking.sitting)
    published = own[-1].confirmed_at.astimezone(TASHKENT).date()
    last_day = working_day_after(published, policy.appeal_working_days, policy.holidays)
    again = select(func.max(ReopenedDays.last_day)).where(ReopenedDays.booking_id == booking.id)
    return Window(told[-1], max(last_day, db.scalar(again) or last_day))


def _changes_result(one: ResultInRevision) -> bool:
    """Tell whether a revision changed a result: a mended name gives nobody the days once more."""
    return any(change.what not in {"name_latn", "name_cyrl"} for change in one.changes)


def answer_day(sitting: Sitting, filed_at: datetime) -> date:
    """Return the last day for the answer to an appeal that was filed at a moment."""
    policy, filed = policy_of(sitting), filed_at.astimezone(TASHKENT).date()
    return working_day_after(filed, policy.appeal_answer_working_days, policy.holidays)


def count_days_left(today: date, last_day: date, table: Iterable[str]) -> int:
    """Return how many working days come after today up to the last one; below 0, how many it is late."""
    first, last = sorted((today, last_day))
    holidays = holidays_between(table, first, last)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    working = sum(has_working_day(day, day, holidays) for day in days)
    # A day without work after the last one is late all the same.
    return working if today <= last_day else -max(1, working)


def policy_of(sitting: Sitting) -> Policy:
    """Return the policy that governs a sitting."""
    return policy_from_snapshot(sitting.policy or {})
