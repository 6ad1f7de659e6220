"""What a certificate will say: decided once, from the confirmed sheet, before there is any file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.code_check import new_certificate_code
from examapp.certificates.models import (
    Certificate,
    CertificateDraft,
    CertificateRequest,
    RequestKind,
    RequestState,
)
from examapp.certificates.payload import CertificatePayload, build_payload, texts
from examapp.certificates.terms import add_years
from examapp.certificates.wording import COMMISSION
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Role
from examapp.programmes.policy import Policy, policy_from_snapshot
from examapp.results.content import SheetContent
from examapp.results.models import Result, ResultSheet, SheetState
from examapp.results.numbering import next_number
from examapp.sittings.models import Booking

SERIES: Final = "KS"


def find_issued(db: Session, attempt_id: int) -> Certificate | None:
    """Return the certificate that stands for an attempt, or None."""
    return db.scalars(
        select(Certificate).where(Certificate.attempt_id == attempt_id, Certificate.replaced_at.is_(None))
    ).first()


def draft(
    db: Session,
    sheet: ResultSheet,
    content: SheetContent,
    result: Result,
    key: Ed25519PrivateKey,
    *,
    at: datetime,
) -> CertificateDraft | None:
    """Return the draft of a passed result, with number, code and signed payload; None if it is issued.

    Drafted before, it stays as it is: a worker that died is followed by one that makes the same file.
    """
    assert result.attempt_id is not None
    hold(db, sheet.id)
    if find_issued(db, result.attempt_id) is not None:
        return None
    known = db.get(CertificateDraft, result.attempt_id)
    if known is not None:
        return known
    payload = payload_of(db, sheet, result, content, at=at)
    return _write(db, sheet, result.attempt_id, payload, key, at=at)


def draft_replacement(
    db: Session,
    old: Certificate,
    sheet: ResultSheet,
    payload: CertificatePayload,
    key: Ed25519PrivateKey,
    *,
    at: datetime,
) -> CertificateDraft:
    """Return the draft of what will take another's place, under a number and a code of its own.

    It says what `payload` says, issued today; the old one stands until the new file is there. Asked twice
    there is one.
    """
    hold(db, sheet.id)
    known = db.get(CertificateDraft, old.attempt_id)
    if known is not None:
        return known
    return _write(db, sheet, old.attempt_id, payload, key, at=at, replaces_id=old.id)


def hold(db: Session, sheet_id: int) -> None:
    """Let one worker at a time decide on a sheet's certificates; the second waits."""
    db.scalars(select(ResultSheet.id).where(ResultSheet.id == sheet_id).with_for_update()).one()


def hold_published(db: Session, sitting_id: int) -> None:
    """Let nobody draft or enter a certificate by any revision of a sitting until the transaction ends.

    Drafts of sheets are left alone: whoever confirms one waits here for the revision that it supersedes.
    """
    published = (SheetState.CONFIRMED, SheetState.SUPERSEDED)
    db.scalars(
        select(ResultSheet.id)
        .where(ResultSheet.sitting_id == sitting_id, ResultSheet.state.in_(published))
        .order_by(ResultSheet.id)
        .with_for_update()
    ).all()


def _write(
    db: Session,
    sheet: ResultSheet,
    attempt_id: int,
    payload: CertificatePayload,
    key: Ed25519PrivateKey,
    *,
    at: datetime,
    replaces_id: int | None = None,
) -> CertificateDraft:
    """Give number and code in the transaction that keeps the draft: so no number is ever without one."""
    numbered = replace(
        payload,
        number=_new_number(db, sheet, at),
        code=new_certificate_code(),
        issued_on=in_tashkent(at).date(),
    )
    fresh = CertificateDraft(
        attempt_id=attempt_id,
        sheet_id=sheet.id,
        number=numbered.number,
        code=numbered.code,
        payload=build_payload(numbered, key).decode(),
        made_at=at,
        replaces_id=replaces_id,
    )
    db.add(fresh)
    db.flush()
    return fresh


def _new_number(db: Session, sheet: ResultSheet, at: datetime) -> str:
    """Return series, region, year and number in the year: KS-TK-2026-000417."""
    series = f"{SERIES}-{sheet.region_code.removeprefix('UZ-')}"
    year = in_tashkent(at).year
    return f"{series}-{year}-{next_number(db, series, year):06d}"


def payload_of(
    db: Session, sheet: ResultSheet, result: Result, content: SheetContent, *, at: datetime
) -> CertificatePayload:
    """Return what the certificate of a result says, issued at a moment; number and code are still empty.

    It says what the sheet says, the post of the day of the test too; sheets from before that was kept have
    none, and then it is the present one. A name that two people have mended stays mended.
    """
    policy = policy_from_snapshot(sheet.sitting.policy or {})
    line = content.lines[result.position - 1]
    held = line.position_held or db.get_one(Booking, result.booking_id).candidate.positions
    latn, cyrl = _find_mended(db, result.attempt_id) or (line.name_latn, line.name_cyrl)
    issued_on = in_tashkent(at).date()
    return CertificatePayload(
        number="",
        code="",
        rehearsal=sheet.rehearsal,
        name_latn=latn,
        name_cyrl=cyrl,
        organisation=texts(_if_wanted(policy, "organisation", line.organisation)),
        position=texts(_if_wanted(policy, "position", held)),
        programme=texts(content.programme_titles),
        level=texts(_if_wanted(policy, "programme_level", sheet.sitting.programme.levels)),
        tested_on=in_tashkent(content.held_from).date(),
        issued_on=issued_on,
        valid_until=add_years(issued_on, policy.certificate_years),
        commission=texts(COMMISSION),
        decision=sheet.number,
        signatories=_signatories(sheet),
    )


def _find_mended(db: Session, attempt_id: int | None) -> tuple[str, str] | None:
    """Return the names, Latin and Cyrillic, under which a certificate of an attempt was last mended."""
    row = db.execute(
        select(CertificateRequest.name_latn, CertificateRequest.name_cyrl)
        .join(Certificate, Certificate.id == CertificateRequest.certificate_id)
        .where(
            Certificate.attempt_id == attempt_id,
            CertificateRequest.kind == RequestKind.REPLACE,
            CertificateRequest.state == RequestState.GRANTED,
        )
        .order_by(CertificateRequest.decided_at.desc())
        .limit(1)
    ).first()
    return (row.name_latn, row.name_cyrl) if row else None


def _if_wanted(policy: Policy, name: str, by_language: Mapping[str, str]) -> Mapping[str, str]:
    """Return a text that the policy lets stand on certificates, or nothing."""
    return by_language if name in policy.certificate_fields else {}


def _signatories(sheet: ResultSheet) -> tuple[str, ...]:
    """Return the chair who confirmed, and the secretary who recorded."""
    assert sheet.decision is not None
    secretaries = [member.name for member in sheet.members if member.office is Role.SECRETARY]
    return (sheet.decision.chair_name, *secretaries)
