"""Issuing: number, payload, PDF, signature, file, row — in this order, and each certificate once.

The number, the code and the payload are decided in one transaction. The file is made outside of any, because
a candidate's answer must never wait for a printer; it lies on the disk, whole, before the row that names it
is committed. Whoever runs it again, or at the same time, comes to the same certificate.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.drafting import draft, find_issued
from examapp.certificates.errors import FileBroken, NotConfirmedYet
from examapp.certificates.file_store import file_path, keep_file
from examapp.certificates.keys import Authority, read_or_make_authority
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.paper import Press, print_certificate, say_rule
from examapp.certificates.payload import CertificatePayload, parse_payload
from examapp.certificates.pdf_check import check_pdf
from examapp.certificates.pdf_signature import sign_pdf
from examapp.certificates.wording import PLACE, SIGNING_REASON
from examapp.core.audit import record
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting

logger = structlog.get_logger(__name__)
SYSTEM = "system"


@dataclass(frozen=True)
class Due:
    """A passed result of a confirmed sheet: what a certificate is made for."""

    sheet_id: int
    position: int


class IssuingFailed(RuntimeError):
    """Some of a sheet's certificates could not be made; the first failure is the cause."""


def list_due(db: Session, sheet_ids: Collection[int] | None = None) -> list[Due]:
    """Return the passed results of confirmed sheets, or of these, that have no certificate, in order."""
    issued = select(Certificate.id).where(
        Certificate.attempt_id == Result.attempt_id, Certificate.replaced_at.is_(None)
    )
    query = (
        select(Result.sheet_id, Result.position)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            Result.outcome == Outcome.PASSED,
            ~issued.exists(),
        )
        .order_by(Result.sheet_id, Result.position)
    )
    if sheet_ids is not None:
        query = query.where(Result.sheet_id.in_(sheet_ids))
    return [Due(row.sheet_id, row.position) for row in db.execute(query)]


def issue_sitting(sitting_id: int) -> int:
    """Issue what a sitting's confirmed sheet still lacks, and return how many that were.

    Opens its own transactions. Raises NotConfirmedYet before the decision, and IssuingFailed if some could
    not be made: the others are issued then.
    """
    with reading() as db:
        sheet = db.scalars(
            select(ResultSheet).where(
                ResultSheet.sitting_id == sitting_id, ResultSheet.state == SheetState.CONFIRMED
            )
        ).first()
        if sheet is None:
            raise NotConfirmedYet(sitting=db.get_one(Sitting, sitting_id).code)
    return issue_sheet(sheet.id)


def issue_sheet(sheet_id: int) -> int:
    """Issue what a confirmed sheet still lacks, one after another; as `issue_sitting`."""
    with reading() as db:
        due = list_due(db, [sheet_id])
    failures: list[Exception] = []
    for one in due:
        try:
            issue_one(one)
        except Exception as failure:  # one name that cannot be printed must not hold up the others
            logger.exception("certificate_not_issued", sheet=one.sheet_id, position=one.position)
            failures.append(failure)
    if failures:
        raise IssuingFailed(f"{len(failures)} of {len(due)} certificates not issued") from failures[0]
    return len(due)


def issue_one(due: Due) -> Certificate:
    """Issue one certificate and return it; issued before, it is the same one."""
    at = now()
    with transaction() as db:
        sheet, result = (
            db.get_one(ResultSheet, due.sheet_id),
            db.get_one(Result, (due.sheet_id, due.position)),
        )
        begun = draft(db, sheet, result, key_ring().signer("certificates").key, at=at)
        if begun is None:
            assert result.attempt_id is not None
            found = find_issued(db, result.attempt_id)
            assert found is not None
            return found
        rule = say_rule(read_content(sheet), due.position)
    settings = current_settings()
    content = make_file(
        begun,
        read_or_make_authority(settings.keys, at=begun.made_at),
        pass_rule=rule,
        press=Press(settings.fonts, settings.base_url),
        folder=settings.certificates,
    )
    with transaction() as db:
        return enter(db, begun, hashlib.sha256(content).hexdigest(), at=at)


def make_file(
    begun: CertificateDraft, authority: Authority, *, pass_rule: str, press: Press, folder: Path
) -> bytes:
    """Print, sign and keep the file of a draft, and return what was kept; a draft has one file.

    A file that is there already is taken if it is genuine and says what the draft says, else FileBroken: so
    no certificate is ever entered that would not verify.
    """
    payload = parse_payload(begun.payload.encode())
    printed = print_certificate(
        payload, begun.payload.encode(), made_at=begun.made_at, pass_rule=pass_rule, press=press
    )
    signed = sign_pdf(
        printed, authority.signer, signed_at=begun.made_at, reason=SIGNING_REASON, location=PLACE
    )
    kept = keep_file(folder, begun.code, signed)
    _require_genuine(kept, payload, authority)
    return kept


def _require_genuine(kept: bytes, payload: CertificatePayload, authority: Authority) -> None:
    verdict = check_pdf(kept, trust=authority.anchor, payload_key=None)
    if not verdict.genuine or verdict.payload != payload:
        logger.error("certificate_file_refused", number=payload.number, reason=verdict.reason.value)
        raise FileBroken(number=payload.number)


def enter(db: Session, begun: CertificateDraft, file_sha256: str, *, at: datetime) -> Certificate:
    """Write the row of a certificate whose file lies on the disk; entered before, it is that one."""
    db.scalars(select(ResultSheet.id).where(ResultSheet.id == begun.sheet_id).with_for_update()).one()
    known = find_issued(db, begun.attempt_id)
    if known is not None:
        return known
    payload = parse_payload(begun.payload.encode())
    certificate = Certificate(
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
    )
    db.add(certificate)
    db.delete(db.get_one(CertificateDraft, begun.attempt_id))
    db.flush()
    record(
        db,
        act="certificate.issued",
        actor=SYSTEM,
        subject_kind="certificate",
        subject_code=certificate.number,
        at=at,
        facts={"sheet": payload.decision, "sha256": file_sha256, "rehearsal": payload.rehearsal},
    )
    return certificate


def list_issued(sitting_id: int) -> list[dict[str, str]]:
    """Return code, number and file of each certificate of a sitting, in the order of their numbers."""
    folder = current_settings().certificates
    with reading() as db:
        rows = db.execute(
            select(Certificate.code, Certificate.number)
            .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
            .where(ResultSheet.sitting_id == sitting_id)
            .order_by(Certificate.number)
        ).all()
    return [
        {"code": row.code, "number": row.number, "file": str(file_path(folder, row.code))} for row in rows
    ]
