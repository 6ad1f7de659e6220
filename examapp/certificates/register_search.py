"""The operator's search in the register: by name in any script, number or code, body, state and day of issue.

A name is looked for among the people who hold certificates, by the same keys as everywhere. A paper that was
replaced is found by the name that is printed on it, too; so is any other where nobody has such a name now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from examapp.candidates.models import Candidate
from examapp.candidates.name_search import MOST, find_ids_by_name
from examapp.certificates.code_check import is_well_formed
from examapp.certificates.holders import named_otherwise
from examapp.certificates.models import Certificate, CertificateRequest, Replacement, RequestState, Revocation
from examapp.certificates.terms import add_months
from examapp.core.codes import read_code
from examapp.core.permissions import Actor
from examapp.delivery.models import Attempt
from examapp.organisations.models import Organisation
from examapp.results.models import ResultSheet
from examapp.sittings.models import Booking
from question_bank.scripts import ScriptError, normalise_name, to_latin

PAGE_SIZE: Final = 50
_SOON_MONTHS: Final = 6
_AFTER_ALL_DIGITS: Final = "\U0010ffff"


class Sought(StrEnum):
    """A state that can be sought: the four of a certificate, and three that call for work."""

    VALID = "valid"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ASKED = "asked"
    OTHER_NAME = "other_name"


@dataclass(frozen=True, slots=True)
class Question:
    """What is sought; what is empty bounds nothing. `body` is an organisation's code."""

    words: str = ""
    body: str = ""
    state: Sought | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is sought."""
        return self == Question()


@dataclass(frozen=True)
class RegisterPage:
    """One page of what was found, and how much there is; `more` people fit than can be looked through."""

    certificates: Sequence[Certificate]
    total: int
    page: int
    pages: int
    more: bool = False


def search_register(
    db: Session, question: Question, actor: Actor, today: date, *, page: int = 1
) -> RegisterPage:
    """Return the certificates that fit and that the actor may see, the newest first."""
    query, more = _bounded(db, question, actor, today)
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    found = db.scalars(
        query.options(
            selectinload(Certificate.revocation),
            selectinload(Certificate.replacement).joinedload(Replacement.new),
            joinedload(Certificate.sheet),
        )
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return RegisterPage(found, total, page, pages, more)


def _bounded(db: Session, question: Question, actor: Actor, today: date) -> tuple[Select[Certificate], bool]:
    query, more = select(Certificate), False
    if actor.region_code is not None:
        query = query.join(ResultSheet, ResultSheet.id == Certificate.sheet_id).where(
            ResultSheet.region_code == actor.region_code
        )
    if question.state is not None:
        query = query.where(*_in_state(question.state, today))
    if question.first_day is not None:
        query = query.where(Certificate.issued_on >= question.first_day)
    if question.last_day is not None:
        query = query.where(Certificate.issued_on <= question.last_day)
    if question.body:
        body = select(Candidate.id).join(Organisation).where(Organisation.code == question.body)
        query = query.where(Certificate.attempt_id.in_(_attempts_of(Booking.candidate_id.in_(body))))
    if question.words:
        condition, more = _fits(db, question.words)
        query = query.where(condition)
    return query, more


def _attempts_of(bookings: ColumnElement[bool]) -> Select[int]:
    return select(Attempt.id).join(Booking, Booking.id == Attempt.booking_id).where(bookings)


def _fits(db: Session, words: str) -> tuple[ColumnElement[bool], bool]:
    """Return what number, code or name comes down to, and whether more people fit than are looked through."""
    code, number = read_code(words), "".join(words.split()).upper()
    if is_well_formed(code):
        return Certificate.code == code, False
    if "-" in number and any(letter.isdigit() for letter in number):
        stretch = (Certificate.number >= number) & (Certificate.number < number + _AFTER_ALL_DIGITS)
        return stretch, False
    ids = find_ids_by_name(db, words)
    if not ids:  # every certificate is read then: dear where there are many, and seldom
        return _is_printed(words), False
    people = Certificate.attempt_id.in_(_attempts_of(Booking.candidate_id.in_(ids[:MOST])))
    former = and_(Certificate.id.in_(select(Replacement.old_id)), _is_printed(words))
    return or_(people, former), len(ids) > MOST


def _is_printed(words: str) -> ColumnElement[bool]:
    """Return whether each word begins a word of the name on the certificate, in Latin letters."""
    try:
        parts = to_latin(normalise_name(words)[0]).replace("-", " ").split()
    except ScriptError:
        return false()
    name = Certificate.name_latn
    begun = (
        or_(
            name.istartswith(part, autoescape=True),
            *(name.icontains(f"{gap}{part}", autoescape=True) for gap in " -"),
        )
        for part in parts
    )
    return and_(false() if not parts else true(), *begun)


def _in_state(state: Sought, today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a state, as `states.status_on` tells it of one certificate."""
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id).exists()
    stands = (~revoked, Certificate.replaced_at.is_(None))
    waiting = select(CertificateRequest.id).where(
        CertificateRequest.certificate_id == Certificate.id, CertificateRequest.state == RequestState.WAITING
    )
    soon = Certificate.valid_until.between(today, add_months(today, _SOON_MONTHS))
    valid = (*stands, Certificate.valid_until >= today)
    conditions: dict[Sought, tuple[ColumnElement[bool], ...]] = {
        Sought.REVOKED: (revoked,),
        Sought.REPLACED: (~revoked, Certificate.replaced_at.is_not(None)),
        Sought.EXPIRED: (*stands, Certificate.valid_until < today),
        Sought.VALID: valid,
        Sought.ENDS_SOON: (*stands, soon),
        Sought.ASKED: (waiting.exists(),),
        Sought.OTHER_NAME: (*valid, named_otherwise()),
    }
    return conditions[state]


def list_waiting_requests(db: Session, actor: Actor) -> Sequence[CertificateRequest]:
    """Return the requests that wait for a decision within the actor's sight, the oldest first."""
    query = (
        select(CertificateRequest)
        .join(Certificate, Certificate.id == CertificateRequest.certificate_id)
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .where(CertificateRequest.state == RequestState.WAITING)
        .options(joinedload(CertificateRequest.certificate))
        .order_by(CertificateRequest.id)
    )
    if actor.region_code is not None:
        query = query.where(ResultSheet.region_code == actor.region_code)
    return db.scalars(query).all()
