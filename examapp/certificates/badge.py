"""The certificate as an Open Badges 3.0 credential: JSON-LD with an `eddsa-jcs-2022` proof.

A wallet reads it, and whoever has the issuer's key checks it without the network: the proof is over RFC 8785
bytes (W3C Data Integrity EdDSA Cryptosuites 1.0, 3.3), so that no context is ever fetched, and the key is
named by itself (`did:key`). The key's certificate stands in the installation's anchor file. The same payload
gives the same bytes; a file that is written otherwise is not taken for ours.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from examapp.certificates.essentials import Essentials
from examapp.certificates.payload import CertificatePayload
from examapp.core.clock import TASHKENT
from question_bank.sealing import CanonicalError, canonical_json

MEDIA_TYPE: Final = "application/vc+ld+json"
MOST_BYTES: Final = 64 * 1024
CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
REHEARSAL_TAG: Final = "rehearsal"
_LANGUAGE: Final = "uz-Latn"
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Multicodec: an Ed25519 public key.
_ED25519: Final = b"\xed\x01"


class BadgeInvalid(ValueError):
    """The bytes are no badge, or not one that our key has signed; the text says what is wrong."""


def build_badge(
    payload: CertificatePayload, key: Ed25519PrivateKey, base_url: str, *, made_at: datetime
) -> bytes:
    """Return the credential of a payload, signed, as canonical JSON."""
    key_name = name_key(key.public_key())
    credential = _credential(payload, f"did:key:{key_name}", base_url)
    proof = {
        "@context": list(CONTEXT),
        "created": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "type": "DataIntegrityProof",
        "verificationMethod": f"did:key:{key_name}#{key_name}",
    }
    signature = key.sign(_hash(credential, proof))
    return canonical_json({**credential, "proof": {**proof, "proofValue": "z" + to_base58(signature)}})


def read_badge(data: bytes, keys: Sequence[Ed25519PublicKey]) -> Essentials:
    """Return what a credential says that one of `keys` has signed; BadgeInvalid for any other bytes."""
    credential = _open(data)
    try:
        proof = dict(credential.pop("proof"))
        value = str(proof.pop("proofValue"))
        named = str(proof["verificationMethod"]).rpartition("#")[2]
        key = next(key for key in keys if name_key(key) == named)
        key.verify(from_base58(value[1:]) if value[:1] == "z" else b"", _hash(credential, proof))
    except StopIteration as error:
        raise BadgeInvalid("the badge is signed by another key") from error
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise BadgeInvalid("the badge's proof does not hold") from error
    try:
        return _read(credential)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadgeInvalid("the badge's members cannot be read") from error


def name_key(key: Ed25519PublicKey) -> str:
    """Return a public key as `did:key` names it: multibase base 58 of its multicodec form."""
    return "z" + to_base58(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _credential(payload: CertificatePayload, issuer: str, base_url: str) -> dict[str, Any]:
    programme, commission = _say(payload.programme), _say(payload.commission)
    warning = "MASHQ, HAQIQIY EMAS · REHEARSAL, NOT VALID: " if payload.rehearsal else ""
    achievement = {
        "achievementType": "Certificate",
        "criteria": {"id": f"{base_url}/requirements"},
        "description": _say(payload.level) or programme,
        "id": f"{base_url}/requirements",
        "inLanguage": _LANGUAGE,
        "name": programme,
        "type": ["Achievement"],
        **({"tag": [REHEARSAL_TAG]} if payload.rehearsal else {}),
    }
    identity = {
        "hashed": False,
        "identityHash": payload.name_latn,
        "identityType": "name",
        "type": "IdentityObject",
    }
    return {
        "@context": list(CONTEXT),
        "credentialSubject": {
            "achievement": achievement,
            "activityEndDate": _moment(payload.tested_on, time(0)),
            "identifier": [identity],
            "licenseNumber": payload.number,
            "type": ["AchievementSubject"],
        },
        "id": f"{base_url}/verify/{payload.code}",
        "issuer": {"id": issuer, "name": commission, "type": ["Profile"], "url": base_url},
        "name": warning + programme,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "validFrom": _moment(payload.issued_on, time(0)),
        "validUntil": _moment(payload.valid_until, time(23, 59, 59)),
    }


def _read(credential: dict[str, Any]) -> Essentials:
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    return Essentials(
        code=str(credential["id"]).rpartition("/")[2],
        number=subject["licenseNumber"],
        rehearsal=REHEARSAL_TAG in achievement.get("tag", []),
        name_latn=subject["identifier"][0]["identityHash"],
        programme=achievement["name"],
        tested_on=datetime.fromisoformat(subject["activityEndDate"]).date(),
        issued_on=datetime.fromisoformat(credential["validFrom"]).date(),
        valid_until=datetime.fromisoformat(credential["validUntil"]).date(),
    )


def _open(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise BadgeInvalid("the file is far larger than any badge")
    try:
        value = json.loads(data)
        canonical = canonical_json(value)
    except (ValueError, RecursionError, CanonicalError) as error:
        raise BadgeInvalid("the badge is no canonical JSON") from error
    if canonical != data or not isinstance(value, dict):
        raise BadgeInvalid("the badge is not written as it was")
    return value


def _hash(credential: dict[str, Any], proof: dict[str, Any]) -> bytes:
    return (
        hashlib.sha256(canonical_json(proof)).digest() + hashlib.sha256(canonical_json(credential)).digest()
    )


def _say(texts: tuple[tuple[str, str], ...]) -> str:
    by_language = dict(texts)
    return by_language.get(_LANGUAGE) or next(iter(by_language.values()), "")


def _moment(day: date, hour: time) -> str:
    return datetime.combine(day, hour, TASHKENT).isoformat()


def to_base58(data: bytes) -> str:
    """Return bytes in base 58 with Bitcoin's alphabet; leading zero bytes are leading ones."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """Return the bytes of a base 58 text; ValueError for a letter that it does not have."""
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
