"""The date of one booking as a calendar file that the candidate takes from a page, not from a letter."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.signing import KeyRing
from examapp.notices.calendar_file import calendar_uid, write_calendar
from examapp.notices.facts import facts_of
from examapp.notices.links import link_url
from examapp.notices.models import Notice, NoticeKind
from examapp.notices.wording import write_words
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, SittingState


def make_own_calendar(
    db: Session, booking: Booking, keys: KeyRing, base_url: str, *, language: str, at: datetime
) -> bytes:
    """Return the date as it stands; calendars that know it from a letter take this in its stead."""
    sitting, facts = booking.sitting, facts_of(booking)
    cancelled = sitting.state is SittingState.CANCELLED
    kind = NoticeKind.CANCELLED if cancelled else NoticeKind.BOOKED
    link = link_url(keys, base_url, booking.candidate_code)
    latest = select(func.max(Notice.id)).where(Notice.booking_code == booking.candidate_code)
    return write_calendar(
        kind,
        facts,
        write_words(kind, facts, booking.candidate, language, link),
        uid=calendar_uid(booking.candidate_code),
        number=db.scalar(latest) or 0,
        minutes=policy_from_snapshot(sitting.policy or {}).duration_minutes,
        at=at,
    )
