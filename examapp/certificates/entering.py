"""The last step of issuing: the row of a certificate whose file is there, and the end of the one before."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.drafting import hold
from examapp.certificates.models import Certificate, CertificateDraft, Replacement
from examapp.certificates.payload import parse_payload
from examapp.core.audit import record

SYSTEM: Final = "system"


def enter(db: Session, attempt_id: int, code: str, file_sha256: str, *, at: datetime) -> Certificate | None:
    """Write the row of an attempt's draft under its code, and return it.

    None where there is nothing left to enter: another worker was first, or the draft was given up meanwhile.
    Where it takes another's place, the old one says from the same moment by which it was replaced.
    """
    drafts = select(CertificateDraft.sheet_id).where(CertificateDraft.attempt_id == attempt_id)
    sheet_id = db.scalars(drafts).first()
    if sheet_id is not None:
        hold(db, sheet_id)
    begun = db.get(CertificateDraft, attempt_id)
    if begun is None or begun.code != code:
        return None
    old = db.get_one(Certificate, begun.replaces_id) if begun.replaces_id else None
    if old is not None:
        old.replaced_at = old.changed_at = at
        db.flush()
    certificate = _row_of(begun, file_sha256, at)
    db.add(certificate)
    db.delete(begun)
    db.flush()
    facts = {"sheet": certificate.sheet.number, "sha256": file_sha256, "rehearsal": certificate.rehearsal}
    if old is not None:
        db.add(Replacement(old_id=old.id, new_id=certificate.id, at=at))
        facts["replaces"] = old.number
        _note(db, "certificate.replaced", old.number, at, {"by": certificate.number})
    _note(db, "certificate.issued", certificate.number, at, facts)
    return certificate


def _row_of(begun: CertificateDraft, file_sha256: str, at: datetime) -> Certificate:
    payload = parse_payload(begun.payload.encode())
    return Certificate(
        number=begun.number,
        code=begun.code,
        attempt_id=begun.attempt_id,
        sheet_id=begun.sheet_id,
        rehearsal=payload.rehearsal,
        name_latn=payload.name_latn,
        name_cyrl=payload.name_cyrl,
        programme=dict(payload.programme),
        level=dict(payload.level),
        tested_on=payload.tested_on,
        issued_on=payload.issued_on,
        valid_until=payload.valid_until,
        payload=begun.payload,
        file_sha256=file_sha256,
        issued_at=at,
        made_at=begun.made_at,
    )


def _note(db: Session, act: str, number: str, at: datetime, facts: dict[str, object]) -> None:
    record(db, act=act, actor=SYSTEM, subject_kind="certificate", subject_code=number, at=at, facts=facts)
