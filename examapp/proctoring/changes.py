"""Whether the room looks otherwise than a moment ago: one query, for a console that asks every two seconds.

Whatever changes a tile or a card raises a number that is read here, or is a boundary of time that is looked
at here; and ten seconds on the picture is drawn anew in any case. So most looks cost one statement and move
thirty short numbers, and no change waits for longer than one look.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.delivery.answer_log import SILENT_AFTER
from examapp.delivery.models import Alert, Attempt, ConsoleSighting, Lease, SeatSighting
from examapp.lockdown.models import SeatSignal
from examapp.proctoring.models import Incident, Intervention, RoomHandover
from examapp.proctoring.needs_me import SLOW_AFTER
from examapp.sittings.models import Booking, Sitting

ANEW_SECONDS: Final = 10
# The console counts as open for minutes: noting it every five seconds is often enough.
NOTE_AFTER: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class RoomChange:
    """What stands at one moment: `tag` changes with the picture, `signs` are the ages of the heartbeats.

    `signs` gives whole seconds by candidate's code, for those alone whose seat was ever seen. `noted_at` is
    when the console was last noted as open.
    """

    tag: str
    signs: Mapping[str, int]
    noted_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Tell whether the console is to be noted as open again."""
        return self.noted_at is None or now - self.noted_at > NOTE_AFTER


def read_change(db: Session, sitting: Sitting, now: datetime) -> RoomChange:
    """Read by one statement what a look at the room depends on."""
    rows = db.execute(_select_change(sitting.id)).all()
    head = rows[0] if rows else None
    picture = [now.timestamp() // ANEW_SECONDS, sitting.state.value, *_counters(head)]
    picture += [_line(row, sitting, now) for row in rows]
    signs = {row.code: max(0, (now - row.seen_at) // timedelta(seconds=1)) for row in rows if row.seen_at}
    return RoomChange(
        tag=hashlib.sha256(repr(picture).encode()).hexdigest()[:32],
        signs=signs,
        noted_at=head.noted_at if head else None,
    )


def _select_change(sitting_id: int) -> Select[Any]:
    answers = (
        select(Lease.attempt_id, func.sum(Lease.next_seq + Lease.highest).label("saved"))
        .join(Attempt, Attempt.id == Lease.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .group_by(Lease.attempt_id)
        .subquery()
    )
    alerts = (
        select(Alert).join(Attempt, Attempt.id == Alert.attempt_id).where(Attempt.sitting_id == sitting_id)
    )
    # A note is written once and never changed: their number tells.
    noted = (
        select(func.count(SeatSignal.mark))
        .join(Attempt, Attempt.id == SeatSignal.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
    )
    settled = select(func.count(RoomHandover.settled_at)).where(RoomHandover.sitting_id == sitting_id)
    acts = select(func.max(Intervention.id)).where(Intervention.sitting_id == sitting_id)
    incidents = select(func.max(Incident.id)).where(Incident.sitting_id == sitting_id)
    return (
        select(
            Candidate.code,
            Attempt.version,
            Attempt.duration_ms,
            Attempt.accommodation_ms,
            Attempt.consent,
            Attempt.started_at,
            Attempt.admitted_at,
            SeatSighting.seen_at,
            answers.c.saved,
            ConsoleSighting.seen_at.label("noted_at"),
            alerts.with_only_columns(func.max(Alert.id)).scalar_subquery().label("alerts"),
            alerts.with_only_columns(func.count(Alert.answered_at)).scalar_subquery().label("answered"),
            acts.scalar_subquery().label("acts"),
            incidents.scalar_subquery().label("incidents"),
            noted.scalar_subquery().label("noted"),
            settled.scalar_subquery().label("settled"),
        )
        .select_from(Booking)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .outerjoin(Attempt, Attempt.booking_id == Booking.id)
        .outerjoin(SeatSighting, SeatSighting.attempt_id == Attempt.id)
        .outerjoin(answers, answers.c.attempt_id == Attempt.id)
        .outerjoin(ConsoleSighting, ConsoleSighting.sitting_id == Booking.sitting_id)
        .where(Booking.sitting_id == sitting_id)
        .order_by(Booking.id)
    )


def _counters(head: Any) -> Sequence[object]:
    if head is None:
        return ()
    return head.alerts, head.answered, head.acts, head.incidents, head.noted, head.settled


def _line(row: Any, sitting: Sitting, now: datetime) -> tuple[object, ...]:
    """Return what one seat shows: its numbers, and on which side of each boundary of time it stands."""
    last_sign = max((at for at in (row.seen_at, row.started_at) if at is not None), default=None)
    could_start = max((at for at in (row.admitted_at, sitting.opened_at) if at is not None), default=None)
    return (
        row.code,
        row.version,
        row.duration_ms,  # by another hand than ours these two change without a version: an alarm
        row.accommodation_ms,
        row.consent,
        row.saved,
        row.seen_at is None,
        last_sign is not None and now - last_sign > SILENT_AFTER,
        could_start is not None and now - could_start > SLOW_AFTER,
    )
