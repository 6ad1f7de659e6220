"""Who has been reached: by organisation for the working body, and person by person within one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.models import Candidate
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor
from examapp.notices.confirming import list_confirmed
from examapp.notices.facts import NoticeFacts, facts_from_json
from examapp.notices.models import Channel, Notice, NoticeKind, NoticeState
from examapp.organisations.models import Organisation
from examapp.sittings.models import Sitting

_Columns = TypeVarTuple("_Columns")


class Reach(StrEnum):
    """How far a notice has got with a person, the best first."""

    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    SENT = "sent"
    ON_THE_WAY = "on_the_way"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class BodyReach:
    """An organisation and how many of its people were reached how far."""

    organisation: Organisation
    counts: Counter[Reach]

    @property
    def total(self) -> int:
        """How many people have something to be told."""
        return self.counts.total()


@dataclass(frozen=True)
class PersonReach:
    """A person, what they are to know last, and how far each way has led."""

    candidate: Candidate
    kind: NoticeKind
    facts: NoticeFacts
    reach: Reach
    notices: Sequence[Notice]

    @property
    def booking_code(self) -> str:
        """The booking that this is about."""
        return self.notices[0].booking_code


def judge(states: Iterable[tuple[Channel, NoticeState]], *, confirmed: bool) -> Reach:
    """Return how far the notices of one occasion have got."""
    if confirmed:
        return Reach.CONFIRMED
    found = set(states)
    reached = {state for _channel, state in found}
    if NoticeState.DELIVERED in reached:
        return Reach.DELIVERED
    if NoticeState.SENT in reached:
        return Reach.SENT
    under_way = {NoticeState.PLANNED, NoticeState.SENDING}
    if any(channel is not Channel.HAND and state in under_way for channel, state in found):
        return Reach.ON_THE_WAY
    return Reach.NOT_REACHED


def list_bodies(db: Session, actor: Actor, at: datetime) -> list[BodyReach]:
    """Return the organisations within the actor's sight whose people have a test ahead, by code."""
    columns = (
        Candidate.organisation_id,
        Notice.booking_code,
        Notice.occasion,
        Notice.channel,
        Notice.state,
        Notice.kind,
        Sitting.starts_at,
    )
    rows = db.execute(_ahead(select(*columns), actor, at).order_by(Notice.id)).all()
    latest: dict[str, list[tuple[Channel, NoticeState]]] = {}
    about: dict[str, tuple[int, str, NoticeKind, datetime]] = {}
    for body, code, occasion, channel, state, kind, starts_at in rows:
        if about.get(code, (0, ""))[1] != occasion:
            latest[code] = []
        about[code] = (body, occasion, kind, starts_at)
        latest[code].append((channel, state))
    sure = list_confirmed(db, about)
    counts: defaultdict[int, Counter[Reach]] = defaultdict(Counter)
    for code, (body, _occasion, kind, starts_at) in about.items():
        confirmed = kind is not NoticeKind.CANCELLED and (code, starts_at) in sure
        counts[body][judge(latest[code], confirmed=confirmed)] += 1
    bodies = db.scalars(select(Organisation).where(Organisation.id.in_(counts)).order_by(Organisation.code))
    return [BodyReach(body, counts[body.id]) for body in bodies]


def list_people(db: Session, organisation: Organisation, actor: Actor, at: datetime) -> list[PersonReach]:
    """Return the people of an organisation who have a test ahead, by the hour and the name."""
    query = _ahead(select(Notice), actor, at).where(Candidate.organisation_id == organisation.id)
    by_booking: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in db.scalars(query.options(joinedload(Notice.candidate)).order_by(Notice.id)):
        by_booking[notice.booking_code].append(notice)
    sure = list_confirmed(db, by_booking)
    people = [_person(rows, sure) for rows in by_booking.values()]
    return sorted(people, key=lambda one: (one.facts.starts, one.candidate.search_key))


def get_body(db: Session, code: str, actor: Actor) -> Organisation:
    """Return an organisation within the actor's sight, or raise NotFound."""
    found = db.scalars(select(Organisation).where(Organisation.code == code)).first()
    if found is None or actor.region_code not in {None, found.region_code}:
        raise NotFound
    return found


def _ahead(query: Select[*_Columns], actor: Actor, at: datetime) -> Select[*_Columns]:
    query = (
        query.join(Candidate, Candidate.id == Notice.candidate_id)
        .join(Sitting, Sitting.id == Notice.sitting_id)
        .where(Sitting.starts_at > at)
    )
    if actor.region_code is not None:
        query = query.join(Organisation, Organisation.id == Candidate.organisation_id).where(
            Organisation.region_code == actor.region_code
        )
    return query


def _person(rows: Sequence[Notice], sure: set[tuple[str, datetime]]) -> PersonReach:
    last = rows[-1]
    told = [row for row in rows if row.occasion == last.occasion]
    facts = facts_from_json(last.facts)
    confirmed = last.kind is not NoticeKind.CANCELLED and (last.booking_code, facts.starts) in sure
    reach = judge([(row.channel, row.state) for row in told], confirmed=confirmed)
    return PersonReach(last.candidate, last.kind, facts, reach, told)
