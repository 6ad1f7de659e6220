"""A power cut: one press stops the room's clocks and gives back what the seats lost before it.

Each candidate is credited from the last heartbeat of their seat, rounded up to whole minutes; whose seat is
back already, from there to the first new one, if that is no older than ten minutes: every such silence, but
for what was given back for it already (`silences`).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.attempts import lock_attempt
from examapp.delivery.closing import end_if_time_is_over
from examapp.delivery.models import Attempt
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.states import AttemptState
from examapp.proctoring.incidents import add_incident
from examapp.proctoring.interventions import Hand, intervene, require_open
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.proctoring.reasons import CAUSE_WORDS, Cause
from examapp.proctoring.silences import ALIVE, minutes_due, read_losses
from examapp.sittings.models import Sitting

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
    # Locked in the order in which an outage is credited, so that the two do not wait for each other.
    for row in sorted(list_attempts(db, sitting.id, hand.now), key=lambda row: row.attempt_id or 0):
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
    losses = read_losses(db, [row], hand.now, longer_than=ALIVE)[attempt.id]
    lost = minutes_due(losses, ended_since=hand.now.wall - BACK_SINCE)
    cause = CAUSE_WORDS[Cause.POWER_CUT]
    if lost:
        control.extend(db, attempt.id, minutes=lost, cause=cause, actor=hand.actor, now=hand.now)
    control.pause(db, attempt.id, cause=cause, actor=hand.actor, now=hand.now)
    return lost
