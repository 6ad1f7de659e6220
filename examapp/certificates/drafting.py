"""What a certificate will say: decided once, from the confirmed sheet, before there is any file."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.code_check import new_certificate_code
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.payload import CertificatePayload, build_payload, texts
from examapp.certificates.wording import COMMISSION
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Role
from examapp.programmes.policy import Policy, policy_from_snapshot
from examapp.results.content import SheetContent
from examapp.results.models import Result, ResultSheet
from examapp.results.numbering import next_number
from examapp.results.queries import read_content
from examapp.sittings.models import Booking

SERIES: Final = "KS"


def find_issued(db: Session, attempt_id: int) -> Certificate | None:
    """Return the certificate that stands for an attempt, or None."""
    return db.scalars(
        select(Certificate).where(Certificate.attempt_id == attempt_id, Certificate.replaced_at.is_(None))
    ).first()


def draft(
    db: Session, sheet: ResultSheet, result: Result, key: Ed25519PrivateKey, *, at: datetime
) -> CertificateDraft | None:
    """Return the draft of a passed result, with number, code and signed payload; None if it is issued.

    Drafted before, it stays as it is: a worker that died is followed by one that makes the same file.
    """
    assert result.attempt_id is not None
    # Two workers agree on one number: the second waits here and then finds the first one's.
    db.scalars(select(ResultSheet.id).where(ResultSheet.id == sheet.id).with_for_update()).one()
    if find_issued(db, result.attempt_id) is not None:
        return None
    known = db.get(CertificateDraft, result.attempt_id)
    if known is not None:
        return known
    content = read_content(sheet)
    number = _new_number(db, sheet, at)
    code = new_certificate_code()
    payload = _payload(db, sheet, result, content, number=number, code=code, at=at)
    fresh = CertificateDraft(
        attempt_id=result.attempt_id,
        sheet_id=sheet.id,
        number=number,
        code=code,
        payload=build_payload(payload, key).decode(),
        made_at=at,
    )
    db.add(fresh)
    db.flush()
    return fresh


def _new_number(db: Session, sheet: ResultSheet, at: datetime) -> str:
    """Return series, region, year and number in the year: KS-TK-2026-000417."""
    series = f"{SERIES}-{sheet.region_code.removeprefix('UZ-')}"
    year = in_tashkent(at).year
    return f"{series}-{year}-{next_number(db, series, year):06d}"


def _payload(
    db: Session,
    sheet: ResultSheet,
    result: Result,
    content: SheetContent,
    *,
    number: str,
    code: str,
    at: datetime,
) -> CertificatePayload:
    policy = policy_from_snapshot(sheet.sitting.policy or {})
    line = content.lines[result.position - 1]
    candidate = db.get_one(Booking, result.booking_id).candidate
    issued_on = in_tashkent(at).date()
    return CertificatePayload(
        number=number,
        code=code,
        rehearsal=sheet.rehearsal,
        name_latn=line.name_latn,
        name_cyrl=line.name_cyrl,
        organisation=texts(_if_wanted(policy, "organisation", line.organisation)),
        position=texts(_if_wanted(policy, "position", candidate.positions)),
        programme=texts(content.programme_titles),
        level=texts(_if_wanted(policy, "programme_level", sheet.sitting.programme.levels)),
        tested_on=in_tashkent(content.held_from).date(),
        issued_on=issued_on,
        valid_until=add_years(issued_on, policy.certificate_years),
        commission=texts(COMMISSION),
        decision=sheet.number,
        signatories=_signatories(sheet),
    )


def _if_wanted(policy: Policy, name: str, by_language: Mapping[str, str]) -> Mapping[str, str]:
    """Return a text that the policy lets stand on certificates, or nothing."""
    return by_language if name in policy.certificate_fields else {}


def _signatories(sheet: ResultSheet) -> tuple[str, ...]:
    """Return the chair who confirmed, and the secretary who recorded."""
    assert sheet.decision is not None
    secretaries = [member.name for member in sheet.members if member.office is Role.SECRETARY]
    return (sheet.decision.chair_name, *secretaries)


def add_years(day: date, years: int) -> date:
    """Return the same day of a later year; the 29th of February falls on the 28th where there is none."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
