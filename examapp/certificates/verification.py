"""Is this file a certificate of ours, and does it stand? Judged from bytes, an anchor and a register.

The same judgement serves the command line, with or without an installation, and the public page. A QR code's
text and a badge carry the essentials only, under the payload key's signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examapp.certificates.badge import BadgeInvalid, read_badge
from examapp.certificates.essentials import Essentials
from examapp.certificates.payload import CertificatePayload
from examapp.certificates.pdf_check import Reason, check_pdf
from examapp.certificates.qr_text import QrTextInvalid, read_qr_text
from examapp.certificates.register import FindEntry, RegisterEntry
from examapp.certificates.states import CertificateStatus

NO_REGISTER: Final = "there is no register to ask"
NOT_NAMED: Final = "the register does not name this number"


class Standing(StrEnum):
    """What a file is; the four states of a genuine one, and the two ways of having none."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    NOT_GENUINE = "not_genuine"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The answer about one file; `payload` is there where the signature holds, whatever else is wrong.

    `check` says how the bytes themselves were judged; `another_file` that they are signed by us and are
    nevertheless not the file that was issued under this number.
    """

    standing: Standing
    reason: str
    sha256: str
    check: Reason
    payload: CertificatePayload | None = None
    entry: RegisterEntry | None = None
    another_file: bool = False


@dataclass(frozen=True, slots=True)
class SignedVerdict:
    """The answer about a QR code's text or a badge; the essentials are there where the signature holds."""

    standing: Standing
    reason: str
    essentials: Essentials | None = None
    entry: RegisterEntry | None = None


def judge_qr_text(
    text: str, *, keys: Sequence[Ed25519PublicKey], find_entry: FindEntry | None, today: date
) -> SignedVerdict:
    """Judge the text of a QR code by the keys of a trust file; never raises for what the text is."""
    reason = "the trust file names no key of QR codes"
    for key in keys:
        try:
            return _stand(read_qr_text(text, key), find_entry, today)
        except QrTextInvalid as refusal:
            reason = str(refusal)
    return SignedVerdict(Standing.NOT_GENUINE, reason)


def judge_badge(
    data: bytes, *, keys: Sequence[Ed25519PublicKey], find_entry: FindEntry | None, today: date
) -> SignedVerdict:
    """Judge the bytes of a badge by the keys of a trust file; never raises for what they are."""
    try:
        essentials = read_badge(data, keys)
    except BadgeInvalid as refusal:
        return SignedVerdict(Standing.NOT_GENUINE, str(refusal))
    return _stand(essentials, find_entry, today)


def _stand(essentials: Essentials, find_entry: FindEntry | None, today: date) -> SignedVerdict:
    if find_entry is None:
        return SignedVerdict(Standing.UNKNOWN, NO_REGISTER, essentials)
    entry = find_entry(essentials.number)
    if entry is None:
        return SignedVerdict(Standing.UNKNOWN, NOT_NAMED, essentials)
    status = entry.status(today)
    return SignedVerdict(Standing(status.value), _say(status, entry), essentials, entry)


def judge_file(
    data: bytes,
    *,
    anchor: x509.Certificate,
    payload_key: Ed25519PublicKey | None,
    find_entry: FindEntry | None,
    today: date,
) -> FileVerdict:
    """Judge a file; without a register a genuine one is of unknown standing. Never raises."""
    verdict = check_pdf(data, trust=anchor, payload_key=payload_key)
    if not verdict.genuine or verdict.payload is None:
        return FileVerdict(Standing.NOT_GENUINE, verdict.detail, verdict.sha256, verdict.reason)
    payload = verdict.payload
    if find_entry is None:
        return FileVerdict(Standing.UNKNOWN, NO_REGISTER, verdict.sha256, verdict.reason, payload)
    entry = find_entry(payload.number)
    if entry is None:
        return FileVerdict(Standing.UNKNOWN, NOT_NAMED, verdict.sha256, verdict.reason, payload)
    if entry.file_sha256 != verdict.sha256:
        reason = "another file was issued under this number"
        return FileVerdict(
            Standing.NOT_GENUINE, reason, verdict.sha256, verdict.reason, payload, entry, another_file=True
        )
    status = entry.status(today)
    return FileVerdict(
        Standing(status.value), _say(status, entry), verdict.sha256, verdict.reason, payload, entry
    )


def _say(status: CertificateStatus, entry: RegisterEntry) -> str:
    match status:
        case CertificateStatus.REVOKED:
            return f"revoked, replaced by {entry.replaced_by}" if entry.replaced_by else "revoked"
        case CertificateStatus.REPLACED:
            return f"replaced by {entry.replaced_by}"
        case CertificateStatus.EXPIRED:
            return f"expired on {entry.valid_until}"
        case _:
            return f"valid until {entry.valid_until}"
