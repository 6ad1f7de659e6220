"""The register of states as one signed file, so that a certificate can be checked without the network.

It says of each number which file was issued and where it stands; no name and no code is in it. The signature
is of the installation's document signer, whose certificate travels inside: the anchor is all that a reader
must have.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.certificates.authority import DOCUMENT_SIGNING
from examapp.certificates.models import Certificate, Replacement
from examapp.certificates.pdf_signature import DocumentSigner
from examapp.certificates.states import CertificateStatus, status_on
from question_bank.sealing import CanonicalError, canonical_json

FORMAT: Final = "examapp-register/1"


class RegisterRefused(ValueError):
    """The bytes are no register, or not one that a signer below the anchor has signed."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One issued certificate: its number, its file, and what has become of it."""

    number: str
    file_sha256: str
    rehearsal: bool
    valid_until: str
    revoked: bool
    replaced_by: str | None

    def status(self, today: date) -> CertificateStatus:
        """Return where the certificate stands on a day."""
        return status_on(
            today,
            valid_until=date.fromisoformat(self.valid_until),
            revoked=self.revoked,
            replaced=self.replaced_by is not None,
        )


FindEntry = Callable[[str], RegisterEntry | None]


@dataclass(frozen=True)
class Register:
    """A register that was read and whose signature holds."""

    made_at: datetime
    entries: dict[str, RegisterEntry]

    def find(self, number: str) -> RegisterEntry | None:
        """Return the entry of a number, or None."""
        return self.entries.get(number)


def list_entries(db: Session) -> list[RegisterEntry]:
    """Return every issued certificate, in the order of their numbers."""
    return [_entry(certificate) for certificate in db.scalars(_query().order_by(Certificate.number))]


def find_entry(db: Session, number: str) -> RegisterEntry | None:
    """Return the installation's own entry of a number, or None."""
    found = db.scalars(_query().where(Certificate.number == number)).first()
    return _entry(found) if found else None


def _query() -> Any:
    return select(Certificate).options(
        joinedload(Certificate.revocation),
        joinedload(Certificate.replacement).joinedload(Replacement.new),
    )


def _entry(certificate: Certificate) -> RegisterEntry:
    replacement = certificate.replacement
    return RegisterEntry(
        number=certificate.number,
        file_sha256=certificate.file_sha256,
        rehearsal=certificate.rehearsal,
        valid_until=certificate.valid_until.isoformat(),
        revoked=certificate.revocation is not None,
        replaced_by=replacement.new.number if replacement else None,
    )


def write_register(entries: Sequence[RegisterEntry], signer: DocumentSigner, *, at: datetime) -> bytes:
    """Return the signed export: canonical JSON, the same for the same entries and moment."""
    statement = {
        "format": FORMAT,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "certificates": [asdict(entry) for entry in entries],
    }
    signature = signer.key.sign(
        canonical_json(statement), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    )
    return canonical_json(
        statement
        | {
            "signer": base64.b64encode(signer.certificate).decode("ascii"),
            "signature": base64.b64encode(signature).decode("ascii"),
        }
    )


def read_register(data: bytes, anchor: x509.Certificate) -> Register:
    """Return a register whose signer stands below the anchor; RegisterRefused for any other, and why."""
    try:
        value = json.loads(data)
        signer = x509.load_der_x509_certificate(base64.b64decode(value.pop("signer"), validate=True))
        signature = base64.b64decode(value.pop("signature"), validate=True)
        made_at = datetime.fromisoformat(value["made_at"])
        entries = [RegisterEntry(**entry) for entry in value["certificates"]]
        statement = canonical_json(value)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error, CanonicalError) as error:
        raise RegisterRefused("the register cannot be read") from error
    if value.get("format") != FORMAT:
        raise RegisterRefused("the register's format is unknown")
    _require_signer(signer, anchor, made_at)
    key = signer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise RegisterRefused("the register's signer is not one of this anchor")
    try:
        key.verify(signature, statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise RegisterRefused("the register is not what was signed") from error
    return Register(made_at, {entry.number: entry for entry in entries})


def _require_signer(signer: x509.Certificate, anchor: x509.Certificate, made_at: datetime) -> None:
    try:
        signer.verify_directly_issued_by(anchor)
        purposes = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        was_valid = signer.not_valid_before_utc <= made_at <= signer.not_valid_after_utc
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound) as error:
        raise RegisterRefused("the register's signer is not one of this anchor") from error
    if DOCUMENT_SIGNING not in purposes or not was_valid:
        raise RegisterRefused("the register's signer was not valid then")
