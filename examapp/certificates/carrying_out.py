"""Carries out what another outcome does to certificates, in the transaction that brings the new revision.

Two people have approved the regrade; this verb asks nobody again. Run twice it does nothing twice:
it looks at what stands, not at what stood when the consequences were shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace as with_changes
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.certificates.consequences import Change, Consequence, Judged, judge_all
from examapp.certificates.drafting import hold_published, payload_of
from examapp.certificates.ending import drop_draft, replace, revoke
from examapp.certificates.models import Certificate, CertificateDraft
from examapp.certificates.states import CertificateStatus
from examapp.core.jobs import enqueue
from examapp.results.confirmation import ISSUING_JOB, issuing_key
from examapp.results.models import Result, ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.queries import read_content

Outcomes = Mapping[int, tuple[Outcome | None, Outcome | None]]


def find_changes(db: Session, outcomes: Outcomes, *, prints_otherwise: Collection[int] = ()) -> list[Change]:
    """Return the changes of these attempts (old and new outcome by id) with their certificates."""
    held = {one.attempt_id: one for one in _list_held(db, outcomes)}
    return [
        Change(
            attempt_id,
            old,
            new,
            held[attempt_id].number if attempt_id in held else None,
            _status(held.get(attempt_id)),
            attempt_id in prints_otherwise,
        )
        for attempt_id, (old, new) in outcomes.items()
    ]


def _list_held(db: Session, attempt_ids: Iterable[int]) -> list[Certificate]:
    query = select(Certificate).where(
        Certificate.attempt_id.in_(list(attempt_ids)), Certificate.replaced_at.is_(None)
    )
    return list(db.scalars(query.options(joinedload(Certificate.revocation))))


def _status(certificate: Certificate | None) -> CertificateStatus:
    """Return where a certificate stands; whether its term is over makes no difference here."""
    if certificate is None:
        return CertificateStatus.UNKNOWN
    return CertificateStatus.REVOKED if certificate.revocation else CertificateStatus.VALID


def carry_out(
    db: Session,
    sheet: ResultSheet,
    outcomes: Outcomes,
    *,
    prints_otherwise: Collection[int] = (),
    reason: str,
    document: str,
    actor: str,
    at: datetime,
) -> list[Judged]:
    """Revoke, replace and have issued what follows from the confirmed revision `sheet`; return what was done.

    What is being made for somebody who has not passed is given up, and its number explained in the log.
    """
    hold_published(db, sheet.sitting_id)
    judged = judge_all(find_changes(db, outcomes, prints_otherwise=prints_otherwise))
    held = {one.attempt_id: one for one in _list_held(db, outcomes)}
    for one in judged:
        being_made = _is_being_made(db, sheet, one.change, reason, actor=actor, at=at)
        certificate = held.get(one.change.attempt_id)
        if certificate is None or being_made:
            continue
        if one.consequence is Consequence.REPLACED and certificate.sheet_id == sheet.id:
            continue  # another decision that this revision brings has had it made already
        if one.consequence is Consequence.REVOKED:
            revoke(db, certificate, reason=reason, document=document, actor=actor, at=at)
        elif one.consequence in {Consequence.REPLACED, Consequence.TO_BE_ISSUED}:
            result = _result_of(db, sheet, certificate.attempt_id)
            payload = payload_of(db, sheet, result, read_content(sheet), at=at)
            if one.consequence is Consequence.REPLACED:  # another print is no longer term
                payload = with_changes(payload, valid_until=certificate.valid_until)
            replace(db, certificate, payload, sheet=sheet, reason=reason, actor=actor, at=at)
    enqueue(db, ISSUING_JOB, {"sheet": sheet.number}, at=at, unique_key=issuing_key(sheet.number))
    return judged


def _is_being_made(
    db: Session, sheet: ResultSheet, change: Change, reason: str, *, actor: str, at: datetime
) -> bool:
    """Tell whether a certificate is being made that stays right; give up one that does not."""
    begun = db.get(CertificateDraft, change.attempt_id)
    if begun is None:
        return False
    prints_old = change.prints_otherwise and begun.sheet_id != sheet.id
    if change.new is Outcome.PASSED and not prints_old:
        return True
    drop_draft(db, begun, reason=reason, actor=actor, at=at)
    return False


def _result_of(db: Session, sheet: ResultSheet, attempt_id: int) -> Result:
    return db.scalars(
        select(Result).where(Result.sheet_id == sheet.id, Result.attempt_id == attempt_id)
    ).one()
