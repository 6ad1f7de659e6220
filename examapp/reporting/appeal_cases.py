"""The cases of appeals: how long each published result could be appealed, and when each appeal was answered.

Source: appeal.window of the policy that governs the sitting; both count working days.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from examapp.appeals.models import Appeal, ReopenedDays
from examapp.core.i18n import in_tashkent
from examapp.programmes.models import Programme
from examapp.programmes.policy import policy_from_snapshot
from examapp.reporting.deadlines import Case, Rule
from examapp.results.models import Decision, ResultSheet
from examapp.sittings.models import Booking, Sitting
from examapp.sittings.working_days import working_day_after


def list_windows(db: Session, region_code: str | None, today: date) -> Iterator[Case]:
    """Yield the days in which each published revision could be appealed, with who filed, and who filed late.

    A window is over with its last day, whether anybody filed or not. Complaints from the room are entered by
    the program and have no window; for whom the chair gave the days once more has one of their own.
    """
    filed: dict[tuple[str, int], list[date]] = {}
    for row in db.execute(
        select(Appeal.sheet_number, Appeal.sheet_revision, Appeal.filed_at).where(
            Appeal.file_id.is_(None), ~exists().where(ReopenedDays.booking_id == Appeal.booking_id)
        )
    ):
        filed.setdefault((row.sheet_number, row.sheet_revision), []).append(in_tashkent(row.filed_at).date())
    for row in db.execute(_published(region_code)):
        policy = policy_from_snapshot(row.policy or {})
        published = in_tashkent(row.at).date()
        due = working_day_after(published, policy.appeal_working_days, policy.holidays)
        days = filed.get((row.number, row.revision), [])
        late = [day for day in days if day > due]
        done = max(late, default=due) if today > due or late else None
        yield Case(Rule.APPEAL_WINDOW, row.number, row.titles, due, done, today, len(days), len(late))


def list_answers(db: Session, region_code: str | None, today: date) -> Iterator[Case]:
    """Yield the appeals: each had to be answered by a day that was fixed when it was filed."""
    query = (
        select(Appeal.number, Appeal.answer_by, Appeal.answered_at, Programme.titles)
        .join(Booking, Booking.id == Appeal.booking_id)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .join(Programme, Programme.id == Sitting.programme_id)
        .order_by(Appeal.id)
    )
    if region_code is not None:
        query = query.where(Appeal.region_code == region_code)
    for row in db.execute(query):
        done = in_tashkent(row.answered_at).date() if row.answered_at else None
        yield Case(Rule.APPEAL_ANSWER, row.number, row.titles, row.answer_by, done, today)


def _published(region_code: str | None) -> Any:
    query = (
        select(ResultSheet.number, ResultSheet.revision, Decision.at, Sitting.policy, Programme.titles)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .join(Programme, Programme.id == Sitting.programme_id)
        .where(ResultSheet.rehearsal.is_(False))
        .order_by(ResultSheet.number, ResultSheet.revision)
    )
    return query if region_code is None else query.where(ResultSheet.region_code == region_code)
