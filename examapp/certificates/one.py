"""One certificate's page: its payload, its state, what was asked for it, and its history from the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.accounts.queries import name_actors
from examapp.candidates.models import Candidate
from examapp.certificates.asking import list_requests
from examapp.certificates.ending import stands
from examapp.certificates.errors import NoSuchCertificate
from examapp.certificates.holders import find_place, is_named_otherwise
from examapp.certificates.lookup import Found, describe
from examapp.certificates.models import (
    Certificate,
    CertificateDraft,
    CertificateRequest,
    Replacement,
    RequestState,
)
from examapp.certificates.payload import CertificatePayload, parse_payload
from examapp.core.permissions import Actor, same_region


@dataclass(frozen=True)
class OneCertificate:
    """What the page shows.

    `waiting` is the request that waits, `successor_in_making` the number of what is being made in this one's
    place, `people` the names of those who asked and decided. `registered` is the person as the register of
    candidates has them, if that is another name and a certificate with it can be asked for.
    """

    found: Found
    payload: CertificatePayload
    stands: bool
    replaces: Certificate | None
    successor_in_making: str | None
    waiting: CertificateRequest | None
    settled: Sequence[CertificateRequest]
    people: Mapping[str, str]
    registered: Candidate | None


def open_certificate(db: Session, certificate: Certificate, today: date) -> OneCertificate:
    """Return everything that is known of a certificate."""
    before = db.scalars(
        select(Replacement).where(Replacement.new_id == certificate.id).options(joinedload(Replacement.old))
    ).first()
    begun = db.scalars(
        select(CertificateDraft.number).where(CertificateDraft.replaces_id == certificate.id)
    ).first()
    requests = list_requests(db, certificate.id)
    hands = [hand for one in requests for hand in (one.asked_by, one.decided_by)]
    if certificate.revocation:
        hands.append(certificate.revocation.revoked_by)
    is_own, holder = stands(db, certificate), find_place(db, certificate.attempt_id).candidate
    return OneCertificate(
        found=describe(certificate, today),
        payload=parse_payload(certificate.payload.encode()),
        stands=is_own,
        replaces=before.old if before else None,
        successor_in_making=begun,
        waiting=next((one for one in requests if one.state is RequestState.WAITING), None),
        settled=[one for one in requests if one.state is not RequestState.WAITING],
        people=name_actors(db, hands),
        registered=holder if is_own and is_named_otherwise(certificate, holder) else None,
    )


def get_request(db: Session, code: str, actor: Actor) -> CertificateRequest:
    """Return a request of a certificate that the actor may see; any other raises NoSuchCertificate."""
    found = db.scalars(select(CertificateRequest).where(CertificateRequest.code == code)).first()
    if found is None or not same_region(actor, found.certificate.sheet.region_code):
        raise NoSuchCertificate
    return found
