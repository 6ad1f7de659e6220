"""Reading candidates and imports, within the region that bounds the reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.identity import PINFL_LENGTH
from examapp.candidates.models import Candidate, CandidateImport, CandidateNameWord
from examapp.candidates.name_search import MOST, find_ids_by_name
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.organisations.models import Organisation

PAGE_SIZE = 50
_AFTER_ALL_DIGITS = ":"


@dataclass(frozen=True)
class CandidatePage:
    """One page of a search: the candidates, how many there are in all, and which page of how many this is.

    With `more` there are more than `total`, and only so many can be leafed through.
    """

    candidates: Sequence[Candidate]
    total: int
    page: int
    pages: int
    more: bool = False


def search_candidates(
    db: Session, asked: str = "", *, region_code: str | None = None, page: int = 1
) -> CandidatePage:
    """Return the candidates whose name fits in any script, or whose PINFL, document or code it is.

    Each word is the beginning of a word of the name, in any order; see `name_search`.
    """
    query = select(Candidate)
    if region_code is not None:
        query = query.where(Candidate.organisation_id.in_(_bodies_of(region_code)))
    more = False
    if asked.strip():
        ids = _ids_of(db, asked, region_code)
        more, ids = len(ids) > MOST, ids[:MOST]
        query = query.where(Candidate.id.in_(ids))
        total = len(ids)
    else:
        total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    found = db.scalars(
        query.options(joinedload(Candidate.organisation))
        .order_by(Candidate.search_key, Candidate.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return CandidatePage(found, total, page, pages, more)


def _bodies_of(region_code: str) -> Select[int]:
    return select(Organisation.id).where(Organisation.region_code == region_code)


def _ids_of(db: Session, asked: str, region_code: str | None) -> Sequence[int]:
    """Return the ids of whoever fits, at most one more than can be leafed through."""
    typed = "".join(asked.split())
    within, here = None, []
    if region_code is not None:
        within = CandidateNameWord.organisation_id.in_(_bodies_of(region_code))
        here = [Candidate.organisation_id.in_(_bodies_of(region_code))]
    if typed.isdecimal():
        digits = typed[:PINFL_LENGTH]
        stretch = (Candidate.pinfl >= digits, Candidate.pinfl < digits + _AFTER_ALL_DIGITS)
        return db.scalars(select(Candidate.id).where(*stretch, *here).limit(MOST + 1)).all()
    named = [Candidate.code == read_code(typed)], [Candidate.document == typed.upper()]
    known = [id_ for one in named for id_ in db.scalars(select(Candidate.id).where(*one, *here))]
    return list(dict.fromkeys([*known, *find_ids_by_name(db, asked, within)]))


def get_candidate(db: Session, code: str, region_code: str | None = None) -> Candidate:
    """Return the candidate of a code, or raise NotFound; outside of the region nobody is found."""
    candidate = db.scalars(
        select(Candidate).where(Candidate.code == code).options(joinedload(Candidate.organisation))
    ).first()
    if candidate is None or region_code not in {None, candidate.organisation.region_code}:
        raise NotFound
    return candidate


def list_imports(db: Session, region_code: str | None = None, *, most: int = 10) -> Sequence[CandidateImport]:
    """Return the latest imports that a person may see, the newest first."""
    query = select(CandidateImport).order_by(CandidateImport.id.desc()).limit(most)
    if region_code is not None:
        query = query.where(CandidateImport.region_code == region_code)
    return db.scalars(query).all()


def get_import(db: Session, code: str, region_code: str | None = None) -> CandidateImport:
    """Return the import of a code, or raise NotFound; a regional person sees those of the region."""
    found = db.scalars(select(CandidateImport).where(CandidateImport.code == code)).first()
    if found is None or region_code not in {None, found.region_code}:
        raise NotFound
    return found
