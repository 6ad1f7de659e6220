"""A name was mended in the register of candidates: which papers bear another one, and what mends them.

Nothing follows by itself, because both may be right or wrong: two people replace a certificate, and the
commission signs the next revision of a sheet. Where there is a valid certificate the sheet follows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.models import Candidate
from examapp.certificates.asking import read_grounds
from examapp.certificates.drafting import find_issued
from examapp.certificates.errors import NoSuchCertificate, SheetUnderWay
from examapp.certificates.holders import is_named_otherwise
from examapp.certificates.models import (
    Certificate,
    CertificateDraft,
    CertificateRequest,
    RequestState,
)
from examapp.core.permissions import Actor, same_region
from examapp.results.drawing_up import find_sheet_of
from examapp.results.mended_names import MendedName, bears, line_of, propose_mended_name
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.queries import read_content
from examapp.sittings.models import Booking


@dataclass(frozen=True)
class PapersOfTest:
    """What one test left under another name than the register has; at least one of the two names is set.

    `certificate` is the valid one with another name, `waiting` the request on it, `in_making` the number of
    what takes its place. `on_sheet` are the names, Latin and Cyrillic, on the valid sheet if they are others;
    `next_one` is the revision that is not decided on yet, and `follows` whether it has the register's name.
    """

    sheet: ResultSheet
    held_on: datetime
    certificate: Certificate | None
    waiting: CertificateRequest | None
    in_making: str | None
    on_sheet: tuple[str, str] | None
    next_one: ResultSheet | None
    follows: bool

    @property
    def waits(self) -> bool:
        """Whether the next revision is decided first: it was returned, or somebody has signed it."""
        fresh = self.next_one
        return fresh is not None and (fresh.state is not SheetState.DRAFT or bool(fresh.signatures))


def list_papers(db: Session, candidate: Candidate, actor: Actor, today: date) -> list[PapersOfTest]:
    """Return the tests of a person of which a valid paper bears another name, the earliest first.

    Papers of a region that the actor does not see are left out.
    """
    rows = db.execute(
        select(ResultSheet, Result, Booking)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .where(Booking.candidate_id == candidate.id, ResultSheet.state == SheetState.CONFIRMED)
        .order_by(ResultSheet.id)
    ).all()
    papers = [
        _read(db, candidate, sheet, result, booking, today)
        for sheet, result, booking in rows
        if same_region(actor, sheet.region_code)
    ]
    return [one for one in papers if one.certificate or one.on_sheet]


def sees_all(db: Session, candidate: Candidate, actor: Actor) -> bool:
    """Tell whether an actor sees every valid sheet of a person, and so may say that all papers are right."""
    regions = (
        select(ResultSheet.region_code)
        .join(Result, Result.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .where(Booking.candidate_id == candidate.id, ResultSheet.state == SheetState.CONFIRMED)
    )
    return all(same_region(actor, region) for region in db.scalars(regions.distinct()))


def _read(
    db: Session, candidate: Candidate, sheet: ResultSheet, result: Result, booking: Booking, today: date
) -> PapersOfTest:
    wanted = MendedName(booking.candidate_code, candidate.name_latn, candidate.name_cyrl)
    content, newest = read_content(sheet), find_sheet_of(db, sheet.sitting_id)
    line = line_of(content, booking.candidate_code)
    next_one = newest if newest is not None and newest.revision > sheet.revision else None
    certificate = _find_valid(db, candidate, result.attempt_id, today)
    return PapersOfTest(
        sheet=sheet,
        held_on=content.held_from,
        certificate=certificate,
        waiting=_find_waiting(db, certificate),
        in_making=_find_in_making(db, certificate),
        on_sheet=None if line is None or bears(content, wanted) else (line.name_latn, line.name_cyrl),
        next_one=next_one,
        follows=next_one is not None and bears(read_content(next_one), wanted),
    )


def _find_valid(db: Session, candidate: Candidate, attempt_id: int | None, today: date) -> Certificate | None:
    found = find_issued(db, attempt_id) if attempt_id is not None else None
    if found is None or found.revocation is not None or found.valid_until < today:
        return None
    return found if is_named_otherwise(found, candidate) else None


def _find_waiting(db: Session, certificate: Certificate | None) -> CertificateRequest | None:
    if certificate is None:
        return None
    query = select(CertificateRequest).where(
        CertificateRequest.certificate_id == certificate.id, CertificateRequest.state == RequestState.WAITING
    )
    return db.scalars(query.options(joinedload(CertificateRequest.certificate))).first()


def _find_in_making(db: Session, certificate: Certificate | None) -> str | None:
    begun = db.get(CertificateDraft, certificate.attempt_id) if certificate is not None else None
    return begun.number if begun is not None else None


def mend_sheet(
    db: Session,
    candidate: Candidate,
    papers: Sequence[PapersOfTest],
    number: str,
    *,
    reason: str,
    document: str,
    actor: str,
    at: datetime,
) -> ResultSheet | None:
    """Propose the revision of a sheet that has the register's name, where no certificate leads to it.

    None where the newest revision has it already. Raises ReasonMissing, DocumentMissing, NoSuchCertificate
    for a sheet that is not among the papers, SheetUnderWay where the commission is deciding on a revision,
    and what `propose_revision` raises.
    """
    written, paper = read_grounds(reason, document)
    found = next((one for one in papers if one.sheet.number == number and one.on_sheet), None)
    if found is None:
        raise NoSuchCertificate
    if found.certificate is not None or (found.waits and not found.follows):
        raise SheetUnderWay(number=number)
    mended = MendedName(_code_on(db, candidate, found.sheet), candidate.name_latn, candidate.name_cyrl)
    words = f"{written} ({paper})"
    return propose_mended_name(db, found.sheet.sitting_id, mended, reason=words, actor=actor, at=at)


def _code_on(db: Session, candidate: Candidate, sheet: ResultSheet) -> str:
    query = select(Booking.candidate_code).where(
        Booking.sitting_id == sheet.sitting_id, Booking.candidate_id == candidate.id
    )
    return db.scalars(query).one()
