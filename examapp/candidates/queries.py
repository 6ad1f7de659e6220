"""Reading candidates and imports, within the region that bounds the reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.identity import PINFL_LENGTH
from examapp.candidates.models import Candidate, CandidateImport
from examapp.core.codes import read_code
from examapp.core.errors import NotFound
from examapp.organisations.models import Organisation
from question_bank.scripts import ScriptError, search_key

PAGE_SIZE = 50


@dataclass(frozen=True)
class CandidatePage:
    """One page of a search: the candidates, how many there are in all, and which page of how many this is."""

    candidates: Sequence[Candidate]
    total: int
    page: int
    pages: int


def search_candidates(
    db: Session, asked: str = "", *, region_code: str | None = None, page: int = 1
) -> CandidatePage:
    """Return the candidates whose name begins so in any script, or whose PINFL, document or code it is."""
    query = select(Candidate).join(Candidate.organisation)
    if region_code is not None:
        query = query.where(Organisation.region_code == region_code)
    if asked.strip():
        query = query.where(_fits(asked))
    total = _count(db, query)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    found = db.scalars(
        query.options(joinedload(Candidate.organisation))
        .order_by(Candidate.search_key, Candidate.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return CandidatePage(found, total, page, pages)


def _count(db: Session, query: Select[Candidate]) -> int:
    return db.scalar(select(func.count()).select_from(query.subquery())) or 0


def _fits(asked: str) -> ColumnElement[bool]:
    typed = "".join(asked.split())
    if typed.isdecimal():
        digits = typed[:PINFL_LENGTH]
        return (
            Candidate.pinfl == digits if len(digits) == PINFL_LENGTH else Candidate.pinfl.startswith(digits)
        )
    try:
        key = search_key(asked)
    except ScriptError:
        return false()
    code = read_code(typed)
    return or_(
        Candidate.search_key.startswith(key, autoescape=True),
        Candidate.search_key.contains(f" {key}", autoescape=True),
        Candidate.code == code,
        Candidate.document == typed.upper(),
    )


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
