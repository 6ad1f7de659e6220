"""Whose lists a person sees: an HR officer and a head the own body's alone, the others by region.

The tree of bodies opens nothing: the lists of subordinate bodies are agreed by the working body, not by the
body above (P 14). Every query of these pages goes through here; what lies outside is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_models import CandidateList, CandidateListEntry
from examapp.candidates.models import Candidate
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.core.permissions import BODY_ROLES, Actor
from examapp.organisations.models import Organisation
from examapp.organisations.sight import get_own_body


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
    return ListSight(own.id, frozenset({own.id}))


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
