"""Is this PDF, byte for byte, one that we issued? Answered offline, from the file and the trust anchor.

Nothing of the file is parsed before its signature holds: the byte range is found as text, everything but the
signature is hashed, and the signature has to be the only one that our form allows. So each byte of the file
is either covered or compared, and a hostile file meets no parser.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO

import pikepdf
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examapp.certificates.authority import DOCUMENT_SIGNING, is_low
from examapp.certificates.payload import (
    FILE_NAME,
    CertificatePayload,
    PayloadInvalid,
    parse_payload,
    verify_payload,
)
from examapp.certificates.signature_form import (
    HEX_DIGITS_RESERVED,
    container_length,
    read_container,
    signature_container,
    signed_attributes,
)

MAX_BYTES = 4 * 1024 * 1024
"""A certificate has some 100 kB."""

_BYTE_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,10}) ?\]")
# pyHanko escapes the colon.
_SIGNED_AT = re.compile(rb"/M \(D(?::|\\072)(\d{14})Z\)")
_HEX = re.compile(rb"[0-9A-F]+")


class Reason(StrEnum):
    """Why a file is genuine or not; the message for people is the reader's business."""

    GENUINE = "genuine"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    ADDED_TO = "added_to"
    CHANGED = "changed"
    ANOTHER_SIGNER = "another_signer"
    SIGNER_NOT_VALID_THEN = "signer_not_valid_then"
    NO_PAYLOAD = "no_payload"
    PAYLOAD_INVALID = "payload_invalid"


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """What a file is. `payload`, `signed_at` and `signer` are there only for a genuine one."""

    genuine: bool
    reason: Reason
    detail: str
    sha256: str
    payload: CertificatePayload | None = None
    signed_at: datetime | None = None
    signer: str = ""


class _Refused(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def check_pdf(data: bytes, *, trust: x509.Certificate, payload_key: Ed25519PublicKey | None) -> PdfVerdict:
    """Judge a file against the trust anchor; never raises, whatever the bytes are.

    Genuine means: one signature over the whole file, made by a signer of this anchor at a time when it was
    valid, not a byte changed or added, and the certificate's payload inside. Without `payload_key` the
    payload's own signature is not asked for: the PDF's covers it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        certificate, signed_at = _check_signature(data, trust)
        payload = _check_payload(data, payload_key)
    except _Refused as refused:
        return PdfVerdict(False, refused.reason, refused.detail, sha256)
    except Exception as error:  # noqa: BLE001 - a file from anybody may break anything, and is then not genuine
        return PdfVerdict(False, Reason.CHANGED, f"the file cannot be read: {type(error).__name__}", sha256)
    signer = certificate.subject.rfc4514_string()
    return PdfVerdict(True, Reason.GENUINE, "", sha256, payload, signed_at, signer)


def _check_signature(data: bytes, trust: x509.Certificate) -> tuple[x509.Certificate, datetime]:
    start, end = _find_gap(data)
    container = _read_gap(data[start + 1 : end - 1])
    document_digest = hashlib.sha256(data[:start] + data[end:]).digest()
    der, value = read_container(container)
    certificate = x509.load_der_x509_certificate(der)
    _check_chain(certificate, trust)
    if container != signature_container(document_digest, der, value) or not is_low(value):
        raise _Refused(Reason.CHANGED, "the file is not what was signed")
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(value, signed_attributes(document_digest, der), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise _Refused(Reason.CHANGED, "the signature does not hold") from error
    return certificate, _check_time(data[:start] + data[end:], certificate)


def _find_gap(data: bytes) -> tuple[int, int]:
    """Return where the signature's `<` and the byte after its `>` stand: all that is not covered."""
    if not data.startswith(b"%PDF-"):
        raise _Refused(Reason.NOT_A_PDF, "the file does not begin as a PDF")
    if len(data) > MAX_BYTES:
        raise _Refused(Reason.TOO_LARGE, "the file is far larger than any certificate")
    if data.count(b"/ByteRange") != 1:
        several = b"/ByteRange" in data
        raise _Refused(
            Reason.SEVERAL_SIGNATURES if several else Reason.UNSIGNED,
            "the file has more than one signature" if several else "the file has no signature",
        )
    found = _BYTE_RANGE.search(data)
    if found is None:
        raise _Refused(Reason.CHANGED, "the signature's range cannot be read")
    zero, start, end, rest = (int(number) for number in found.groups())
    if end + rest < len(data):
        raise _Refused(Reason.ADDED_TO, "something was added after the signature")
    inside = start <= found.start() < end
    if zero != 0 or end + rest != len(data) or end - start != HEX_DIGITS_RESERVED + 2 or inside:
        raise _Refused(Reason.CHANGED, "the signature does not cover the whole file")
    if data[start : start + 1] != b"<" or data[end - 1 : end] != b">":
        raise _Refused(Reason.CHANGED, "the signature is not where it should be")
    return start, end


def _read_gap(digits: bytes) -> bytes:
    """Return the container; its digits must be upper-case hexadecimal and what follows it must be zeros."""
    if _HEX.fullmatch(digits) is None:
        raise _Refused(Reason.CHANGED, "the signature is not written as it was")
    room = bytes.fromhex(digits.decode("ascii"))
    length = container_length(room)
    if length > len(room) or any(room[length:]):
        raise _Refused(Reason.CHANGED, "the room after the signature is not empty")
    return room[:length]


def _check_chain(certificate: x509.Certificate, trust: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(trust)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise _Refused(Reason.ANOTHER_SIGNER, "the signer is not one of this installation") from error
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as error:
        raise _Refused(Reason.ANOTHER_SIGNER, "the signer may not sign documents") from error
    if not usage.content_commitment or DOCUMENT_SIGNING not in purposes or not is_low(certificate.signature):
        raise _Refused(Reason.ANOTHER_SIGNER, "the signer may not sign documents")


def _check_time(covered: bytes, certificate: x509.Certificate) -> datetime:
    found = _SIGNED_AT.findall(covered)
    if len(found) != 1:
        raise _Refused(Reason.CHANGED, "the signature names no time")
    signed_at = datetime.strptime(found[0].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise _Refused(Reason.SIGNER_NOT_VALID_THEN, "the signer's certificate was not valid at that time")
    return signed_at


def _check_payload(data: bytes, key: Ed25519PublicKey | None) -> CertificatePayload:
    with pikepdf.open(BytesIO(data)) as pdf:
        if FILE_NAME not in pdf.attachments:
            raise _Refused(Reason.NO_PAYLOAD, "the file carries no certificate data")
        attached = pdf.attachments[FILE_NAME].get_file().read_bytes()
    try:
        return verify_payload(attached, key) if key else parse_payload(attached)
    except PayloadInvalid as error:
        raise _Refused(Reason.PAYLOAD_INVALID, str(error)) from error
