"""Two people end a certificate: one asks with a reason and a document, another grants or refuses.

The operator asks, the commission's chair decides; both rules hold for the account, too, whatever its role.
Nothing changes for the holder until it is granted.
"""

from dataclasses import replace as with_changes
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.persons import is_one_of
from examapp.candidates.registration import mark_renamed
from examapp.certificates.ending import replace, revoke, stands
from examapp.certificates.errors import (
    DocumentMissing,
    NameUnchanged,
    NoLongerStands,
    NotOurRequest,
    ReasonMissing,
    RequestDecided,
    RequestWaits,
)
from examapp.certificates.holders import find_place
from examapp.certificates.models import Certificate, CertificateRequest, RequestKind, RequestState
from examapp.certificates.payload import parse_payload
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.results.competence import require_competent
from examapp.results.mended_names import MendedName, propose_mended_name
from examapp.results.models import ResultSheet
from question_bank.scripts import normalise_name

SHORTEST_REASON: Final = 10
LONGEST_DOCUMENT: Final = 160
CODE_LENGTH: Final = 8


def ask_to_revoke(
    db: Session, certificate: Certificate, *, reason: str, document: str, actor: str, at: datetime
) -> CertificateRequest:
    """Ask that a certificate be revoked. Raises what `_ask` raises."""
    return _ask(db, certificate, RequestKind.REVOKE, reason, document, actor=actor, at=at)


def ask_to_replace(
    db: Session,
    certificate: Certificate,
    names: tuple[str, str],
    *,
    reason: str,
    document: str,
    actor: str,
    at: datetime,
) -> CertificateRequest:
    """Ask that another certificate with a mended name (Latin, Cyrillic) take a certificate's place.

    Raises NameUnchanged, ScriptError for a hidden mark in a name, and what `_ask` raises.
    """
    latn, cyrl = (normalise_name(name)[0] for name in names)
    if not latn or not cyrl or (latn, cyrl) == (certificate.name_latn, certificate.name_cyrl):
        raise NameUnchanged
    asked = _ask(db, certificate, RequestKind.REPLACE, reason, document, actor=actor, at=at)
    asked.name_latn, asked.name_cyrl = latn, cyrl
    db.flush()
    return asked


def _ask(
    db: Session,
    certificate: Certificate,
    kind: RequestKind,
    reason: str,
    document: str,
    *,
    actor: str,
    at: datetime,
) -> CertificateRequest:
    """Write the request. Raises ReasonMissing, DocumentMissing, NoLongerStands, RequestWaits."""
    written, paper = read_grounds(reason, document)
    if not stands(db, certificate):
        raise NoLongerStands(number=certificate.number)
    asked = CertificateRequest(
        code=new_code(CODE_LENGTH),
        certificate_id=certificate.id,
        kind=kind,
        state=RequestState.WAITING,
        reason=written,
        document=paper,
        asked_by=actor,
        asked_at=at,
    )
    try:
        with db.begin_nested():
            db.add(asked)
    except IntegrityError as error:
        raise RequestWaits(number=certificate.number) from error
    facts = {"request": asked.code, "kind": kind.value, "reason": written, "document": paper}
    _note(db, "certificate.end_asked_for", certificate, actor, at, facts)
    return asked


def read_grounds(reason: str, document: str) -> tuple[str, str]:
    """Return reason and document as they are kept; raises ReasonMissing, DocumentMissing."""
    written, paper = read_reason(reason), _squeeze(document)
    if not 1 <= len(paper) <= LONGEST_DOCUMENT:
        raise DocumentMissing
    return written, paper


def read_reason(reason: str) -> str:
    """Return a reason as it is kept; raises ReasonMissing."""
    written = _squeeze(reason)
    if len(written) < SHORTEST_REASON:
        raise ReasonMissing
    return written


def grant(db: Session, asked: CertificateRequest, *, actor: str, at: datetime) -> ResultSheet | None:
    """Let what was asked for happen; return the next revision of the sheet that a mended name leads to.

    Raises NotOurRequest, RanTheSitting, SatTheSitting, NotInOffice, RequestDecided, NoLongerStands, and for a
    mended name what `propose_revision` raises.
    """
    _settle(db, asked, RequestState.GRANTED, "", actor=actor, at=at)
    certificate = asked.certificate
    if asked.kind is RequestKind.REVOKE:
        revoke(db, certificate, reason=asked.reason, document=asked.document, actor=actor, at=at)
        return None
    if not stands(db, certificate):
        raise NoLongerStands(number=certificate.number)
    revision = _mend_sheet(db, asked, actor=actor, at=at)
    assert asked.name_latn is not None
    assert asked.name_cyrl is not None
    payload = parse_payload(certificate.payload.encode())
    mended = with_changes(payload, name_latn=asked.name_latn, name_cyrl=asked.name_cyrl)
    replace(db, certificate, mended, reason=asked.reason, actor=actor, at=at)
    return revision


def _mend_sheet(db: Session, asked: CertificateRequest, *, actor: str, at: datetime) -> ResultSheet | None:
    """Propose the revision that has the new certificate's name: paper and sheet must name the same person."""
    certificate = asked.certificate
    place = find_place(db, certificate.attempt_id)
    mended = MendedName(place.candidate_code, asked.name_latn or "", asked.name_cyrl or "")
    mark_renamed(place.candidate, (mended.latn, mended.cyrl), at)
    reason = f"{certificate.number}: {asked.reason} ({asked.document})"
    return propose_mended_name(db, place.sitting_id, mended, reason=reason, actor=actor, at=at)


def refuse(db: Session, asked: CertificateRequest, remark: str, *, actor: str, at: datetime) -> None:
    """Refuse with a remark.

    Raises ReasonMissing, NotOurRequest, RanTheSitting, SatTheSitting, NotInOffice, RequestDecided.
    """
    written = read_reason(remark)
    _settle(db, asked, RequestState.REFUSED, written, actor=actor, at=at)


def withdraw(db: Session, asked: CertificateRequest, *, actor: str, at: datetime) -> None:
    """Take a request back: whoever asked. Raises NotOurRequest, RequestDecided."""
    if asked.asked_by != actor:
        raise NotOurRequest
    _move(db, asked, RequestState.WITHDRAWN, "", actor=actor, at=at)


def require_able(db: Session, asked: CertificateRequest, actor: str, at: datetime) -> None:
    """Raise NotOurRequest, RanTheSitting, SatTheSitting or NotInOffice for whoever must not decide on it."""
    if is_one_of(db, actor, [asked.asked_by]):
        raise NotOurRequest
    own = db.scalars(select(StaffAccount).where(StaffAccount.code == actor.removeprefix("staff:"))).first()
    if own is not None:
        require_competent(db, [asked.certificate.sheet.sitting_id], (own.id, own.display_name), at)


def _settle(
    db: Session, asked: CertificateRequest, state: RequestState, remark: str, *, actor: str, at: datetime
) -> None:
    require_able(db, asked, actor, at)
    _move(db, asked, state, remark, actor=actor, at=at)


def _move(
    db: Session, asked: CertificateRequest, state: RequestState, remark: str, *, actor: str, at: datetime
) -> None:
    swapped = changed_rows(
        db,
        update(CertificateRequest)
        .where(CertificateRequest.id == asked.id, CertificateRequest.state == RequestState.WAITING)
        .values(state=state, remark=remark, decided_by=actor, decided_at=at),
    )
    db.refresh(asked)
    if swapped != 1:
        raise RequestDecided
    facts = {"request": asked.code, "kind": asked.kind.value, "remark": remark}
    _note(db, f"certificate.end_{state.value}", asked.certificate, actor, at, facts)


def list_requests(db: Session, certificate_id: int) -> list[CertificateRequest]:
    """Return what was asked for a certificate, the newest first."""
    query = select(CertificateRequest).where(CertificateRequest.certificate_id == certificate_id)
    return list(db.scalars(query.order_by(CertificateRequest.id.desc())))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _note(
    db: Session, act: str, certificate: Certificate, actor: str, at: datetime, facts: dict[str, str]
) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="certificate",
        subject_code=certificate.number,
        at=at,
        facts=facts,
    )
