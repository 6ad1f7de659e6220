"""Incidents: a kind first, words only in addition, and the consequence in the same act."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.codes import new_code
from examapp.delivery import control
from examapp.delivery.models import Attempt
from examapp.proctoring.interventions import Hand, intervene, require_running
from examapp.proctoring.models import Incident, IncidentConsequence, IncidentKind
from examapp.proctoring.reasons import CAUSE_WORDS, INCIDENT_CAUSES
from examapp.proctoring.time_acts import give_all
from examapp.sittings.models import Sitting

CODE_LENGTH = 8


def record_incident(
    db: Session,
    sitting: Sitting,
    attempt: Attempt | None,
    kind: IncidentKind,
    hand: Hand,
    *,
    text: str = "",
    minutes: int = 0,
) -> Incident | None:
    """Record what went wrong, and give the minutes that it cost; None where this was done already.

    Without an attempt it concerns the room, and the minutes go to everybody who has started and not ended.
    """
    require_running(sitting)
    facts = {"kind": kind.value, "minutes": minutes}
    if not intervene(db, sitting, attempt, "incident", hand, **facts):
        return None
    cause = INCIDENT_CAUSES[kind]
    if minutes and attempt:
        words = CAUSE_WORDS[cause]
        control.extend(db, attempt.id, minutes=minutes, cause=words, actor=hand.actor, now=hand.now)
    elif minutes:
        give_all(db, sitting, minutes, cause, hand)
    consequence = IncidentConsequence.TIME_GIVEN if minutes else IncidentConsequence.NOTED
    return add_incident(db, sitting, attempt, kind, consequence, hand, text=text, minutes=minutes)


def add_incident(
    db: Session,
    sitting: Sitting,
    attempt: Attempt | None,
    kind: IncidentKind,
    consequence: IncidentConsequence,
    hand: Hand,
    *,
    text: str = "",
    minutes: int = 0,
) -> Incident:
    """Write the row of an incident whose consequence the caller has seen to."""
    incident = Incident(
        code=new_code(CODE_LENGTH),
        sitting_id=sitting.id,
        attempt_id=attempt.id if attempt else None,
        kind=kind,
        text=text,
        consequence=consequence,
        minutes=minutes,
        recorded_by=hand.actor,
        recorded_at=hand.now.wall,
    )
    db.add(incident)
    db.flush()
    return incident


def list_incidents(db: Session, sitting_id: int) -> Sequence[Incident]:
    """Return the incidents of a sitting in the order in which they were recorded."""
    return db.scalars(
        select(Incident).where(Incident.sitting_id == sitting_id).order_by(Incident.recorded_at, Incident.id)
    ).all()
