"""Incidents: a kind first, words only in addition, and the consequence in the same act."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.codes import new_code
from examapp.delivery import control
from examapp.delivery.models import Attempt
from examapp.proctoring.errors import NothingSeen
from examapp.proctoring.interventions import Hand, intervene, require_running
from examapp.proctoring.item_seen import SeenItem
from examapp.proctoring.models import AppealFile, Incident, IncidentConsequence, IncidentKind
from examapp.proctoring.reasons import BREACH_KINDS, CAUSE_WORDS, INCIDENT_CAUSES, Cause
from examapp.proctoring.time_acts import give_all
from examapp.sittings.models import Sitting

CODE_LENGTH = 8
SHORTEST_REPORT = 10
FOR_COMMISSION = frozenset(
    {
        IncidentConsequence.ITEM_PUT,
        IncidentConsequence.APPEAL_OPENED,
        IncidentConsequence.BREACH_REPORTED,
    }
)


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
    if minutes:
        _give_back(db, sitting, attempt, INCIDENT_CAUSES.get(kind, Cause.DISTURBANCE), minutes, hand)
    consequence = IncidentConsequence.TIME_GIVEN if minutes else IncidentConsequence.NOTED
    return add_incident(db, sitting, attempt, kind, consequence, hand, text=text, minutes=minutes)


def _give_back(
    db: Session, sitting: Sitting, attempt: Attempt | None, cause: Cause, minutes: int, hand: Hand
) -> None:
    if attempt is None:
        give_all(db, sitting, minutes, cause, hand)
        return
    words = CAUSE_WORDS[cause]
    control.extend(db, attempt.id, minutes=minutes, cause=words, actor=hand.actor, now=hand.now)


def put_item(
    db: Session, sitting: Sitting, attempt: Attempt, item: SeenItem, hand: Hand, *, text: str = ""
) -> Incident | None:
    """Put an item of a candidate's paper before the commission; None where this was done already.

    The number stands in the text, because the commission reads the paper as the candidate saw it.
    """
    require_running(sitting)
    facts = {"item": item.id, "number": item.number}
    if not intervene(db, sitting, attempt, "item_put", hand, **facts):
        return None
    words = f"№ {item.number}. {text}".strip()
    put = IncidentConsequence.ITEM_PUT
    return add_incident(db, sitting, attempt, IncidentKind.ITEM_FAULT, put, hand, text=words, item=item.id)


def open_appeal_file(
    db: Session, sitting: Sitting, attempt: Attempt, hand: Hand, *, text: str = ""
) -> AppealFile | None:
    """Take a candidate's complaint down and open its file; None where this was done already."""
    require_running(sitting)
    if not intervene(db, sitting, attempt, "appeal_file_opened", hand):
        return None
    opened = IncidentConsequence.APPEAL_OPENED
    incident = add_incident(db, sitting, attempt, IncidentKind.COMPLAINT, opened, hand, text=text)
    file = AppealFile(
        code=new_code(CODE_LENGTH),
        sitting_id=sitting.id,
        attempt_id=attempt.id,
        incident_id=incident.id,
        opened_by=hand.actor,
        opened_at=hand.now.wall,
    )
    db.add(file)
    db.flush()
    return file


def report_breach(
    db: Session, sitting: Sitting, attempt: Attempt, kind: IncidentKind, hand: Hand, *, text: str
) -> Incident | None:
    """Report a breach of the rules as the proctor saw it; None where this was done already.

    It is a report and no verdict: what follows is the commission's, and the attempt goes on unless it is
    ended by an act of its own. Raises NothingSeen without the proctor's own words.
    """
    require_running(sitting)
    if kind not in BREACH_KINDS or len(text.strip()) < SHORTEST_REPORT:
        raise NothingSeen(letters=SHORTEST_REPORT)
    if not intervene(db, sitting, attempt, "breach_reported", hand, kind=kind.value):
        return None
    reported = IncidentConsequence.BREACH_REPORTED
    return add_incident(db, sitting, attempt, kind, reported, hand, text=text.strip())


def list_appeal_files(db: Session, sitting_id: int) -> Sequence[AppealFile]:
    """Return the complaints that were taken down at a sitting, in order."""
    query = select(AppealFile).where(AppealFile.sitting_id == sitting_id).order_by(AppealFile.id)
    return db.scalars(query).all()


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
    item: str | None = None,
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
        item=item,
        recorded_by=hand.actor,
        recorded_at=hand.now.wall,
    )
    db.add(incident)
    db.flush()
    return incident


def list_before_commission(db: Session, sitting_id: int) -> Sequence[Incident]:
    """Return the incidents that the commission will speak about, in order."""
    return [one for one in list_incidents(db, sitting_id) if one.consequence in FOR_COMMISSION]


def list_incidents(db: Session, sitting_id: int) -> Sequence[Incident]:
    """Return the incidents of a sitting in the order in which they were recorded."""
    return db.scalars(
        select(Incident).where(Incident.sitting_id == sitting_id).order_by(Incident.recorded_at, Incident.id)
    ).all()
