"""What stands around an attempt: its place and programme, and how the room stands at this moment.

The former stands for one version of the attempt and one booked seat; the latter is read anew each time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.centres.models import Workstation
from examapp.core.i18n import say_in
from examapp.delivery.accommodations import needs_of
from examapp.delivery.models import Attempt, ConsoleSighting
from examapp.programmes.models import Programme
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting, SittingState

_ATTEMPT, _BOOKING, _SITTING = Attempt.__table__.c, Booking.__table__.c, Sitting.__table__.c


@dataclass(frozen=True, slots=True)
class RoomNow:
    """How the room and the candidate's own choices stand at this moment, and which seat is booked."""

    sitting_open: bool
    console_seen_at: datetime | None
    language: str | None
    consent: bool | None
    admitted_at: datetime | None
    workstation_id: int


_NOW = (
    select(
        Sitting.__table__.c.state,
        ConsoleSighting.__table__.c.seen_at,
        _ATTEMPT.language,
        _ATTEMPT.consent,
        _ATTEMPT.admitted_at,
        _BOOKING.workstation_id,
    )
    .join_from(Attempt.__table__, Sitting.__table__, Sitting.__table__.c.id == _ATTEMPT.sitting_id)
    .join(Booking.__table__, _BOOKING.id == _ATTEMPT.booking_id)
    .outerjoin(ConsoleSighting.__table__, ConsoleSighting.__table__.c.sitting_id == _ATTEMPT.sitting_id)
    .where(_ATTEMPT.id == bindparam("attempt_id"))
)


def read_room_now(db: Session, attempt_id: int) -> RoomNow:
    """Read what may change from one poll to the next, by one statement."""
    row = db.execute(_NOW, {"attempt_id": attempt_id}).one()
    is_open = row.state is SittingState.OPEN
    return RoomNow(is_open, row.seen_at, row.language, row.consent, row.admitted_at, row.workstation_id)


_PLACE = (
    select(
        Workstation.__table__.c.number,
        Candidate.__table__.c.name_latn,
        Candidate.__table__.c.name_cyrl,
        Programme.__table__.c.titles,
        _SITTING.code,
        _SITTING.rehearsal,
        _SITTING.policy,
        _SITTING.starts_at,
        _BOOKING.candidate_id,
        _ATTEMPT.accommodation_ms,
    )
    .join_from(Attempt.__table__, Booking.__table__, _BOOKING.id == _ATTEMPT.booking_id)
    .join(Workstation.__table__, Workstation.__table__.c.id == _BOOKING.workstation_id)
    .join(Candidate.__table__, Candidate.__table__.c.id == _BOOKING.candidate_id)
    .join(Sitting.__table__, _SITTING.id == _ATTEMPT.sitting_id)
    .join(Programme.__table__, Programme.__table__.c.id == _SITTING.programme_id)
    .where(_ATTEMPT.id == bindparam("attempt_id"))
)


def read_place(db: Session, attempt_id: int) -> dict[str, Any]:
    """Return what the candidate's page says of seat, person and programme, and what it shall obey.

    It stands for one version of the attempt and one booked seat. Of accommodations only what the page does
    is named.
    """
    row = db.execute(_PLACE, {"attempt_id": attempt_id}).one()
    policy = policy_from_snapshot(row.policy or {})
    needs = needs_of(db, row.candidate_id, row.starts_at)
    extra = row.accommodation_ms // 60_000
    return {
        "seat": row.number,
        "name": row.name_latn,
        "name_cyrl": row.name_cyrl,
        "programme": row.titles | {"uz-Cyrl": say_in(row.titles, "uz-Cyrl")},
        "sitting": row.code,
        "rehearsal": row.rehearsal,
        "question_count": policy.question_count,
        "minutes": policy.duration_minutes + extra,
        "accommodation_minutes": extra,
        "accommodations": needs.on_the_page,
        "languages": list(policy.languages),
    }


def count_seats(db: Session, sitting_id: int) -> int:
    """Return how many are booked at a sitting."""
    return db.scalar(select(func.count()).select_from(Booking).where(Booking.sitting_id == sitting_id)) or 0
