"""A power cut: one press stops the room's clocks and gives back what the seats lost before it.

Each candidate is credited from the last heartbeat of their seat, rounded up to whole minutes; whose seat is
back already, from there to the first new one, if that is no older than ten minutes. What a pause or an outage
of the server has already taken off the clock is not credited twice: used times are compared. Nor is a silence
after whose beginning anybody has given time: that was for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy.orm import Session

from examapp.core.clock import Instant
from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt, milliseconds
from examapp.delivery.closing import end_if_time_is_over
from examapp.delivery.ledger import read_attempt_clock
from examapp.delivery.models import Attempt
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.states import AttemptState
from examapp.delivery.timing import AttemptClock, read_clock
from examapp.proctoring.incidents import add_incident
from examapp.proctoring.interventions import Hand, intervene, require_open
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.sittings.models import Sitting

_MINUTE_MS: Final = 60_000
# A seat that is alive was seen within one interval of its heartbeat; it has lost nothing.
ALIVE: Final = timedelta(seconds=12)
# Computers start at different speed, and the proctor's own link may come last: the press comes late.
BACK_SINCE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PowerCut:
    """What the press did: how many clocks were stopped, and the most minutes that anybody was given."""

    stopped: int
    most_minutes: int


def stop_for_power_cut(db: Session, sitting: Sitting, hand: Hand) -> PowerCut:
    """Stop every running clock, credit each from its seat's last sign of life, and record the incident."""
    require_open(sitting)
    if not intervene(db, sitting, None, "power_cut", hand):
        return PowerCut(0, 0)
    minutes = []
    for row in list_attempts(db, sitting.id, hand.now):
        attempt = lock_attempt(db, row.attempt_id) if row.attempt_id else None
        if attempt is None or end_if_time_is_over(db, attempt, hand.now):
            continue
        if attempt.state is AttemptState.IN_PROGRESS:
            minutes.append(_stop(db, attempt, row, hand))
    done = PowerCut(len(minutes), max(minutes, default=0))
    given = IncidentConsequence.TIME_GIVEN if done.most_minutes else IncidentConsequence.NOTED
    add_incident(db, sitting, None, IncidentKind.POWER_CUT, given, hand, minutes=done.most_minutes)
    return done


def _stop(db: Session, attempt: Attempt, row: AttemptRow, hand: Hand) -> int:
    """Stop one clock and return the minutes that were given back."""
    lost = minutes_lost(
        read_attempt_clock(db, attempt), row.last_seen_at or attempt.started_at, hand.now, row.silence
    )
    cause = CAUSE_WORDS[Cause.POWER_CUT]
    if lost:
        control.extend(db, attempt.id, minutes=lost, cause=cause, actor=hand.actor, now=hand.now)
    control.pause(db, attempt.id, cause=cause, actor=hand.actor, now=hand.now)
    return lost


def minutes_lost(
    clock: AttemptClock,
    last_sign: datetime | None,
    now: Instant,
    silence: tuple[datetime, datetime] | None = None,
) -> int:
    """Return the time that ran off a clock while a seat was silent, in whole minutes rounded up.

    That is since its last sign of life, and in a `silence` that is over, if it ended lately.
    """

    def used_ms(moment: datetime) -> int:
        return read_clock(clock, now.later(milliseconds=-milliseconds(now.wall - moment))).used_ms

    lost_ms = 0
    if last_sign is not None and now.wall - last_sign > ALIVE:
        lost_ms = used_ms(now.wall) - used_ms(last_sign)
    if silence is not None and now.wall - silence[1] <= BACK_SINCE and not _given_since(clock, silence[0]):
        lost_ms += used_ms(silence[1]) - used_ms(silence[0])
    return ceil(lost_ms / _MINUTE_MS)


def _given_since(clock: AttemptClock, moment: datetime) -> bool:
    return any(entry.added_ms > 0 and entry.at.wall >= moment for entry in clock.entries)
