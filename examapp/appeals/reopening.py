"""The days of an appeal once more: the chair gives them, for a reason, to one who could not use them.

The own page tells whoever is late to write to the commission; this is what the commission does then.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.appeals.deadlines import find_window, policy_of
from examapp.appeals.errors import DaysStillRun, NobodyToHear
from examapp.appeals.models import ReopenedDays
from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.codes import read_code
from examapp.core.permissions import same_region
from examapp.delivery.models import Attempt
from examapp.results.competence import require_competent
from examapp.results.words_typed import read_words
from examapp.sittings.models import Booking
from examapp.sittings.working_days import working_day_after


def reopen_days(
    db: Session, typed_code: str, chair: SignedInStaff, *, reason: str, at: datetime
) -> ReopenedDays:
    """Give a candidate the working days of `appeal.window` from today on.

    Raises WordsMissing, NobodyToHear where the code has no published result that can be appealed within the
    chair's region, DaysStillRun, RanTheSitting, SatTheSitting, NotInOffice.
    """
    words = read_words(reason)
    booking = db.scalars(select(Booking).where(Booking.candidate_code == read_code(typed_code))).first()
    window = find_window(db, booking) if booking else None
    if booking is None or window is None or not same_region(chair, booking.sitting.room.centre.region_code):
        raise NobodyToHear
    if window.is_open(at):
        raise DaysStillRun
    require_competent(db, [booking.sitting_id], (chair.id, chair.display_name), at)
    policy, today = policy_of(booking.sitting), at.astimezone(TASHKENT).date()
    row = ReopenedDays(
        booking_id=booking.id,
        last_day=working_day_after(today, policy.appeal_working_days, policy.holidays),
        reason=words,
        opened_by=chair.actor,
        opened_at=at,
    )
    db.add(row)
    db.flush()
    _note(db, booking, chair.actor, words, row.last_day, at)
    return row


def _note(db: Session, booking: Booking, actor: str, reason: str, last_day: date, at: datetime) -> None:
    attempt = db.scalars(select(Attempt).where(Attempt.booking_id == booking.id)).first()
    record(
        db,
        act="attempt.appeal_days_reopened",
        actor=actor,
        subject_kind="attempt" if attempt else "candidate",
        subject_code=attempt.code if attempt else booking.candidate.code,
        at=at,
        facts={"reason": reason, "day": last_day.isoformat()},
    )
