"""The sittings that lie ahead, each with a sign that changes whenever somebody there may be due a notice.

Looking through every person each round would cost a second of CPU for five thousand; the signs of a hundred
sittings cost some milliseconds, and only where one has changed people are looked at.
"""

from collections.abc import Hashable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.centres.models import Centre, Room
from examapp.notices.models import Notice, NoticeState
from examapp.notices.occasions import reminder_at
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Booking, Sitting, SittingState

_TOLD_STATES: Final = (SittingState.PUBLISHED, SittingState.CANCELLED)
_IN_VAIN: Final = (NoticeState.FAILED, NoticeState.GIVEN_UP)


def read_signs(db: Session, at: datetime) -> dict[int, Hashable]:
    """Return the sign of each sitting before which somebody may have to be told something."""
    booked = dict[int, Hashable](
        (sitting_id, (count, total))
        for sitting_id, count, total in db.execute(
            select(Booking.sitting_id, func.count(), func.sum(Booking.id))
            .join(Sitting, Sitting.id == Booking.sitting_id)
            .where(Sitting.starts_at > at)
            .group_by(Booking.sitting_id)
        )
    )
    in_vain = dict[int, Hashable](
        (sitting_id, count)
        for sitting_id, count in db.execute(
            select(Notice.sitting_id, func.count())
            .join(Sitting, Sitting.id == Notice.sitting_id)
            .where(Sitting.starts_at > at, Notice.state.in_(_IN_VAIN))
            .group_by(Notice.sitting_id)
        )
    )
    rows = db.execute(
        select(Sitting.id, Sitting.state, Sitting.starts_at, Sitting.policy, Room.name, Centre.address)
        .join(Sitting.room)
        .join(Room.centre)
        .where(Sitting.starts_at > at, Sitting.state.in_(_TOLD_STATES))
    )
    return {
        row.id: (
            row.state,
            row.starts_at,
            row.name,
            row.address,
            sum(
                reminder_at(row.starts_at, days) <= at
                for days in policy_from_snapshot(row.policy or {}).notice_days
            ),
            booked.get(row.id),
            in_vain.get(row.id),
        )
        for row in rows
    }
