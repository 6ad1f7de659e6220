"""Printing, signing and keeping the file of a draft: the part of issuing that computes.

It knows no database, so that other processes can do it; what comes of the same order is the same file.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from examapp.certificates.errors import FileBroken
from examapp.certificates.file_store import keep_file
from examapp.certificates.keys import Authority, payload_signer, read_or_make_authority
from examapp.certificates.paper import Press, print_certificate
from examapp.certificates.payload import CertificatePayload, parse_payload
from examapp.certificates.pdf_check import check_pdf
from examapp.certificates.pdf_signature import sign_pdf
from examapp.certificates.qr_text import write_qr_text
from examapp.certificates.wording import PLACE, SIGNING_REASON

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """One file to be made: the signed payload as it will be attached, and what stands beside it on paper."""

    attempt_id: int
    code: str
    payload: str
    made_at: datetime
    pass_rule: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where an installation keeps what is needed: fonts and address, keys, and the folder of the files."""

    press: Press
    keys: Path
    folder: Path


def make_file(order: Order, workshop: Workshop) -> str:
    """Print, sign and keep the file of an order, and return its SHA-256; an order has one file.

    A file that is there already is taken if it is genuine and says what the order says, else FileBroken: so
    no certificate is ever entered that would not verify.
    """
    authority = read_or_make_authority(workshop.keys, at=order.made_at)
    kept = keep_file(workshop.folder, order.code, print_signed(order, workshop, authority))
    _require_genuine(kept, parse_payload(order.payload.encode()), authority)
    return hashlib.sha256(kept).hexdigest()


def print_signed(order: Order, workshop: Workshop, authority: Authority) -> bytes:
    """Return the signed PDF of an order: the same for the same order, keys, fonts and libraries."""
    payload = parse_payload(order.payload.encode())
    printed = print_certificate(
        payload,
        order.payload.encode(),
        made_at=order.made_at,
        pass_rule=order.pass_rule,
        qr_text=write_qr_text(payload, payload_signer(workshop.keys), workshop.press.base_url),
        press=workshop.press,
    )
    return sign_pdf(printed, authority.signer, signed_at=order.made_at, reason=SIGNING_REASON, location=PLACE)


def _require_genuine(kept: bytes, payload: CertificatePayload, authority: Authority) -> None:
    verdict = check_pdf(kept, trust=authority.anchor, payload_key=None)
    if not verdict.genuine or verdict.payload != payload:
        logger.error("certificate_file_refused", number=payload.number, reason=verdict.reason.value)
        raise FileBroken(number=payload.number)
