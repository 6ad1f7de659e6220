"""Whose lists a person sees: an HR officer the own body's, a head also those below, the others by region.

Every query of these pages goes through here; what lies outside is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.models import Candidate
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Actor, Role
from examapp.organisations.models import Organisation
from examapp.organisations.sight import get_own_body, list_ids_below


@dataclass(frozen=True)
class ListSight:
    """`own_id` is the body that the person acts for; `bodies` bounds what is seen, None where none does."""

    own_id: int | None
    bodies: frozenset[int] | None
    region_code: str | None = None

    def sees(self, organisation: Organisation) -> bool:
        """Tell whether an organisation is in sight."""
        if self.bodies is not None:
            return organisation.id in self.bodies
        return self.region_code in {None, organisation.region_code}


def read_sight(db: Session, actor: Actor) -> ListSight:
    """Return what a person sees; an HR officer or a head without a body gets NotFound."""
    if actor.role not in BODY_ROLES:
        return ListSight(None, None, actor.region_code)
    own = get_own_body(db, actor)
    below = list_ids_below(db, own.id) if actor.role is Role.ORGANISATION_HEAD else frozenset()
    return ListSight(own.id, below | {own.id})


def bound_to(query: Select[CandidateList], sight: ListSight) -> Select[CandidateList]:
    """Return a query over lists, joined with their organisations, that finds only what is in sight."""
    query = query.join(Organisation, Organisation.id == CandidateList.organisation_id)
    if sight.bodies is not None:
        query = query.where(CandidateList.organisation_id.in_(sight.bodies))
    elif sight.region_code is not None:
        query = query.where(Organisation.region_code == sight.region_code)
    return query


def list_lists(db: Session, actor: Actor) -> Sequence[CandidateList]:
    """Return the lists that a person sees, the newest year first."""
    query = bound_to(select(CandidateList), read_sight(db, actor))
    query = query.options(joinedload(CandidateList.organisation), joinedload(CandidateList.programme))
    return db.scalars(query.order_by(CandidateList.year.desc(), Organisation.code, CandidateList.id)).all()


def get_list(db: Session, code: str, actor: Actor) -> CandidateList:
    """Return a list in sight, or raise NotFound."""
    query = bound_to(select(CandidateList), read_sight(db, actor)).where(CandidateList.code == code)
    found = db.scalars(
        query.options(joinedload(CandidateList.organisation), joinedload(CandidateList.programme))
    ).first()
    if found is None:
        raise NotFound
    return found


def get_own_list(db: Session, code: str, actor: Actor) -> CandidateList:
    """Return a list of the body that the person acts for, or raise NotFound: a lower body's is only seen."""
    found = get_list(db, code, actor)
    if found.organisation_id != read_sight(db, actor).own_id:
        raise NotFound
    return found


def get_changeable_list(db: Session, code: str, actor: Actor) -> CandidateList:
    """Return a list whose people the person may change: the own body's, or any in sight for an overseer."""
    return get_own_list(db, code, actor) if actor.role in BODY_ROLES else get_list(db, code, actor)


def get_entry(db: Session, found: CandidateList, candidate_code: str) -> CandidateListEntry:
    """Return one person of a list by the candidate's code, or raise NotFound."""
    entry = db.scalars(
        select(CandidateListEntry)
        .join(CandidateListEntry.candidate)
        .where(CandidateListEntry.list_id == found.id, Candidate.code == read_code(candidate_code))
        .options(joinedload(CandidateListEntry.candidate))
    ).first()
    if entry is None:
        raise NotFound
    return entry
