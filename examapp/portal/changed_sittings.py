"""What proctors, HR officers and heads are told on their desk: what was changed in sittings of theirs.

Each line stands there for a fortnight. The history of the sittings itself is the news: nothing has to be sent
for it, so nothing can be lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.candidates.models import Candidate
from examapp.core.permissions import BODY_ROLES, Role
from examapp.organisations.models import Organisation
from examapp.sittings.history import say_act
from examapp.sittings.models import Booking, Sitting, SittingProctor, SittingState
from examapp.sittings.proposal_models import SittingAct, SittingEvent

NEWS_FOR: Final = timedelta(days=14)
MOST: Final = 30
# Of one who moves, the body reads where to; where from stands in the same sentence.
_OF_ONE_PERSON: Final = frozenset({SittingAct.CANDIDATE_CAME, SittingAct.RESEATED})


@dataclass(frozen=True)
class Changed:
    """One line: when something was done to which sitting, what, and why."""

    at: datetime
    sitting: Sitting
    words: str
    reason: str


def list_changed(db: Session, actor: SignedInStaff, at: datetime) -> list[Changed]:
    """Return what concerns a person, the latest first; nobody else than those of above has any."""
    if actor.role is Role.PROCTOR:
        found = [*_of_proctor(db, actor, at)]
    elif actor.role in BODY_ROLES and actor.organisation_code:
        found = [*_of_body(db, actor.organisation_code, at)]
    else:
        return []
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _of_proctor(db: Session, actor: SignedInStaff, at: datetime) -> Iterator[Changed]:
    watched = set(
        db.scalars(select(SittingProctor.sitting_id).where(SittingProctor.staff_id == actor.id)).all()
    )
    for event, sitting in _events(db, at):
        # Whoever was replaced watches it no more, and must know just that.
        if sitting.id in watched or event.facts.get("leaving") == actor.code:
            yield Changed(event.at, sitting, say_act(event), event.reason)
    yield from (one for one in _cancelled(db, at) if one.sitting.id in watched)


def _of_body(db: Session, organisation: str, at: datetime) -> Iterator[Changed]:
    people = (
        select(Booking.sitting_id, Candidate.code)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .where(Organisation.code == organisation)
    )
    booked = {(row.sitting_id, row.code) for row in db.execute(people)}
    concerned = {sitting_id for sitting_id, _code in booked}
    for event, sitting in _events(db, at):
        of_own = event.act in _OF_ONE_PERSON and (sitting.id, event.facts["candidate"]) in booked
        if of_own or (event.act is SittingAct.MOVED and sitting.id in concerned):
            yield Changed(event.at, sitting, say_act(event), event.reason)
    yield from (one for one in _cancelled(db, at) if one.sitting.id in concerned)


def _events(db: Session, at: datetime) -> Sequence[tuple[SittingEvent, Sitting]]:
    """Return the acts of a fortnight; what is only planned nobody was told of, and nobody is."""
    query = select(SittingEvent, Sitting).join(Sitting, Sitting.id == SittingEvent.sitting_id)
    recent = query.where(SittingEvent.at > at - NEWS_FOR, Sitting.state != SittingState.PLANNED)
    return [(row[0], row[1]) for row in db.execute(recent)]


def _cancelled(db: Session, at: datetime) -> Iterator[Changed]:
    query = select(Sitting).where(
        Sitting.state == SittingState.CANCELLED, Sitting.cancelled_at > at - NEWS_FOR
    )
    for sitting in db.scalars(query):
        if sitting.cancelled_at is not None:
            yield Changed(sitting.cancelled_at, sitting, gettext("is cancelled"), sitting.cancel_reason or "")
