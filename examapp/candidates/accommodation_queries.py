"""Reading accommodations: the rows for those who need them, for all others only what holds on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from examapp.candidates.accommodation_models import Accommodation, AccommodationState
from examapp.candidates.accommodation_rules import NO_NEEDS, Grant, Needs, needs_on
from examapp.candidates.models import Candidate, CandidateNameWord
from examapp.candidates.name_search import find_ids_by_name
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor
from examapp.organisations.models import Organisation
from examapp.organisations.sight import within_sight

MOST_FOUND = 30
# Built once: a hall starts at one moment, and building costs as much as running.
_GRANTED = select(
    Accommodation.__table__.c.candidate_id,
    Accommodation.__table__.c.kind,
    Accommodation.__table__.c.valid_until,
    Accommodation.__table__.c.percent,
).where(
    Accommodation.__table__.c.candidate_id.in_(bindparam("candidate_ids", expanding=True)),
    Accommodation.__table__.c.state == AccommodationState.APPROVED,
)
STANDING = (AccommodationState.REQUESTED, AccommodationState.APPROVED)


def _rows() -> Select[Any]:
    return (
        select(Accommodation)
        .join(Accommodation.organisation)
        .options(contains_eager(Accommodation.organisation), joinedload(Accommodation.candidate))
        .execution_options(populate_existing=True)
    )


def list_accommodations(
    db: Session, reader: Actor, *, state: AccommodationState | None = None
) -> Sequence[Accommodation]:
    """Return what the reader may see: requests by age, everything else the latest first.

    An HR officer sees what the own body asked for: the paper of a body where somebody served before is not
    the new one's to read.
    """
    query = within_sight(_rows(), reader)
    if state is not None:
        query = query.where(Accommodation.state == state)
    order = Accommodation.id if state is AccommodationState.REQUESTED else Accommodation.id.desc()
    found: Sequence[Accommodation] = db.scalars(query.order_by(order)).all()
    return found


def get_accommodation(db: Session, code: str, reader: Actor) -> Accommodation:
    """Return one that the reader may see; any other raises NotFound."""
    found: Accommodation | None = db.scalars(
        within_sight(_rows().where(Accommodation.code == read_code(code)), reader)
    ).first()
    if found is None:
        raise NotFound
    return found


def list_history(db: Session, accommodation: Accommodation, reader: Actor) -> Sequence[Accommodation]:
    """Return what the reader may see of all that was asked for the same candidate, the latest first."""
    query = _rows().where(Accommodation.candidate_id == accommodation.candidate_id)
    found: Sequence[Accommodation] = db.scalars(
        within_sight(query, reader).order_by(Accommodation.id.desc())
    ).all()
    return found


def list_standing(db: Session, candidate: Candidate, day: date) -> Sequence[Accommodation]:
    """Return the help that a candidate has on a day or that is asked for, whichever body asked."""
    return db.scalars(
        select(Accommodation)
        .where(
            Accommodation.candidate_id == candidate.id,
            Accommodation.state.in_(STANDING),
            or_(Accommodation.valid_until.is_(None), Accommodation.valid_until >= day),
        )
        .order_by(Accommodation.id)
    ).all()


def get_own_candidate(db: Session, code: str, reader: Actor) -> Candidate:
    """Return a candidate for whom the reader may ask; any other raises NotFound."""
    query = select(Candidate).join(Candidate.organisation).where(Candidate.code == read_code(code))
    found: Candidate | None = db.scalars(within_sight(query, reader)).first()
    if found is None:
        raise NotFound
    return found


def find_own_candidates(db: Session, typed: str, reader: Actor) -> Sequence[Candidate]:
    """Return the first candidates for whom the reader may ask; a name in any script narrows them."""
    query = within_sight(select(Candidate).join(Candidate.organisation), reader).order_by(
        Candidate.search_key
    )
    if typed.strip():
        bodies = within_sight(select(Organisation.id), reader)
        within = CandidateNameWord.organisation_id.in_(bodies)
        query = query.where(Candidate.id.in_(find_ids_by_name(db, typed, within)))
    found: Sequence[Candidate] = db.scalars(query.limit(MOST_FOUND)).all()
    return found


def needs_of_candidates(db: Session, candidate_ids: Collection[int], day: date) -> Mapping[int, Needs]:
    """Return what is granted to each of these candidates on a day; nobody is left out."""
    grants: dict[int, list[Grant]] = defaultdict(list)
    for row in db.execute(_GRANTED, {"candidate_ids": list(candidate_ids)}):
        grants[row.candidate_id].append(Grant(row.kind, row.valid_until, row.percent))
    return {one: needs_on(grants[one], day) if one in grants else NO_NEEDS for one in candidate_ids}
