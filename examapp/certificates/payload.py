"""What a certificate says, for machines: canonical JSON under an Ed25519 signature, attached to the PDF.

The fields are those of the rules (certificate.fields): no PINFL, no score. The signature covers the payload's
RFC 8785 bytes; `key` names the public key by the first 16 hex digits of its SHA-256.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from question_bank.sealing import CanonicalError, canonical_json

FILE_NAME = "payload.json"
FORMAT = "examapp-certificate/1"
MAX_BYTES = 64 * 1024

_DATES = {"tested_on", "issued_on", "valid_until"}


class PayloadInvalid(ValueError):
    """The bytes are no payload, or not one that its key has signed; the text says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePayload:
    """The certificate's fields; texts in several languages are tuples of (tag, text), sorted by tag."""

    number: str
    code: str
    rehearsal: bool
    name_latn: str
    name_cyrl: str
    organisation: tuple[tuple[str, str], ...]
    position: tuple[tuple[str, str], ...]
    programme: tuple[tuple[str, str], ...]
    level: tuple[tuple[str, str], ...]
    tested_on: date
    issued_on: date
    valid_until: date
    commission: tuple[tuple[str, str], ...]
    decision: str
    signatories: tuple[str, ...]


_FIELDS = {field.name: field for field in fields(CertificatePayload)}
_TEXTS = {"organisation", "position", "programme", "level", "commission"}


def texts(by_language: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return a text in several languages as the payload keeps it; empty ones are left out."""
    return tuple(sorted((tag, text) for tag, text in by_language.items() if text))


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a public key in signed records."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def build_payload(payload: CertificatePayload, key: Ed25519PrivateKey) -> bytes:
    """Return the attachment's bytes: canonical JSON of the format, the payload, the key and its signature."""
    value = _to_json(payload)
    signature = key.sign(_signed_bytes(value))
    return canonical_json(
        {
            "format": FORMAT,
            "key": key_id(key.public_key()),
            "payload": value,
            "signature": base64.b64encode(signature).decode("ascii"),
        }
    )


def parse_payload(data: bytes) -> CertificatePayload:
    """Return the fields of an attachment without asking who signed it; PayloadInvalid for anything else."""
    return _from_json(_open(data)["payload"])


def verify_payload(data: bytes, key: Ed25519PublicKey) -> CertificatePayload:
    """Return the fields of an attachment that `key` has signed; PayloadInvalid for any other bytes.

    The bytes must be canonical, so that one payload has one form only.
    """
    envelope = _open(data)
    try:
        signature = base64.b64decode(str(envelope["signature"]), validate=True)
        key.verify(signature, _signed_bytes(envelope["payload"]))
    except (InvalidSignature, ValueError) as error:
        raise PayloadInvalid("the payload's signature is not its key's") from error
    if envelope["key"] != key_id(key):
        raise PayloadInvalid("the payload names another key")
    return _from_json(envelope["payload"])


def _open(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise PayloadInvalid("the payload is too large")
    try:
        envelope = json.loads(data)
        canonical = canonical_json(envelope)
    except (ValueError, RecursionError, CanonicalError) as error:
        raise PayloadInvalid("the payload is no canonical JSON") from error
    if canonical != data:
        raise PayloadInvalid("the payload is no canonical JSON")
    if not isinstance(envelope, dict) or set(envelope) != {"format", "key", "payload", "signature"}:
        raise PayloadInvalid("the payload has not the members of its format")
    if envelope["format"] != FORMAT:
        raise PayloadInvalid("the payload's format is unknown")
    return envelope


def _signed_bytes(value: Any) -> bytes:
    # The format's name stands before, so that no other signed JSON of the installation can be shown as this.
    return FORMAT.encode("ascii") + b"\n" + canonical_json(value)


def _to_json(payload: CertificatePayload) -> dict[str, Any]:
    value = asdict(payload)
    for name in _DATES:
        value[name] = value[name].isoformat()
    for name in _TEXTS:
        value[name] = dict(value[name])
    value["signatories"] = list(value["signatories"])
    return value


def _from_json(value: Any) -> CertificatePayload:
    if not isinstance(value, dict) or set(value) != set(_FIELDS):
        raise PayloadInvalid("the payload has not the fields of a certificate")
    members: dict[str, Any] = {}
    for name, member in value.items():
        try:
            members[name] = _read(name, member)
        except ValueError as error:
            raise PayloadInvalid(f"the payload's {name} cannot be read") from error
    return CertificatePayload(**members)


def _read(name: str, member: Any) -> Any:
    if name == "rehearsal":
        return _expect(member, bool)
    if name == "signatories":
        return tuple(_expect(item, str) for item in _expect(member, list))
    if name in _TEXTS:
        return texts({tag: _expect(text, str) for tag, text in _expect(member, dict).items()})
    if name in _DATES:
        return date.fromisoformat(_expect(member, str))
    return _expect(member, str)


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"not a {kind.__name__}")  # noqa: TRY004 - one error for whatever is unreadable
    return value
