"""A certificate ends: revoked with a reason and a document, or replaced by another that says something else.

These are the acts themselves, for whoever has the right to them: two people by a request, or a regrade that
two people have approved. The file never changes; what changes is what the register says of its number.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.certificates.drafting import draft_replacement, find_issued
from examapp.certificates.errors import NoLongerStands
from examapp.certificates.models import Certificate, CertificateDraft, Revocation
from examapp.certificates.payload import CertificatePayload
from examapp.core.audit import record
from examapp.core.jobs import enqueue
from examapp.core.signing import key_ring
from examapp.results.confirmation import ISSUING_JOB, issuing_key
from examapp.results.models import ResultSheet


def stands(db: Session, certificate: Certificate) -> bool:
    """Tell whether a certificate is its attempt's own, is not revoked, and nothing takes its place."""
    return (
        certificate.replaced_at is None
        and certificate.revocation is None
        and db.get(CertificateDraft, certificate.attempt_id) is None
    )


def revoke(
    db: Session, certificate: Certificate, *, reason: str, document: str, actor: str, at: datetime
) -> Revocation:
    """Revoke a certificate that stands; raises NoLongerStands for any other."""
    if not stands(db, certificate):
        raise NoLongerStands(number=certificate.number)
    revocation = Revocation(
        certificate_id=certificate.id, reason=reason, document=document, revoked_by=actor, revoked_at=at
    )
    db.add(revocation)
    certificate.changed_at = at
    db.flush()
    db.refresh(certificate, ["revocation"])
    facts = {"reason": reason, "document": document}
    _note(db, "certificate.revoked", certificate.number, actor, at, facts)
    return revocation


def replace(
    db: Session,
    certificate: Certificate,
    payload: CertificatePayload,
    *,
    sheet: ResultSheet | None = None,
    reason: str,
    actor: str,
    at: datetime,
) -> CertificateDraft:
    """Begin the certificate that takes this one's place and says `payload`; the sheet's job makes its file.

    `sheet` is the one that it is issued by, if not the old one's. A revoked certificate can be followed, too.
    Raises NoLongerStands where another stands for the attempt or is being made.
    """
    being_made = db.get(CertificateDraft, certificate.attempt_id) is not None
    if being_made or find_issued(db, certificate.attempt_id) is not certificate:
        raise NoLongerStands(number=certificate.number)
    by = sheet or db.get_one(ResultSheet, certificate.sheet_id)
    begun = draft_replacement(db, certificate, by, payload, key_ring().signer("certificates").key, at=at)
    facts = {"by": begun.number, "reason": reason}
    _note(db, "certificate.replacement_begun", certificate.number, actor, at, facts)
    enqueue(db, ISSUING_JOB, {"sheet": by.number}, at=at, unique_key=issuing_key(by.number))
    return begun


def drop_draft(db: Session, begun: CertificateDraft, *, reason: str, actor: str, at: datetime) -> None:
    """Give up a certificate that is being made: its number is used for nothing else, and the log says why."""
    facts = {"reason": reason, "sheet": begun.sheet.number}
    _note(db, NUMBER_DROPPED, begun.number, actor, at, facts)
    db.delete(begun)
    db.flush()


NUMBER_DROPPED = "certificate.number_dropped"


def _note(db: Session, act: str, number: str, actor: str, at: datetime, facts: dict[str, str]) -> None:
    record(db, act=act, actor=actor, subject_kind="certificate", subject_code=number, at=at, facts=facts)
