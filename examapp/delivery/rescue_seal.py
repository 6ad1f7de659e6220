"""The rescue file's seal: whom the page encrypts to, the proctor's code, and opening what was encrypted.

The page encrypts to the installation's public key, so that whoever finds the file reads nothing: an ephemeral
P-256 key, HKDF-SHA-256 with the room's rescue code as salt, AES-256-GCM.
"""

import hashlib
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from examapp.core.codes import ALPHABET, read_code, show_code
from examapp.core.errors import AppError
from examapp.core.i18n import N_
from examapp.core.signing import KeyRing

MAGIC: Final = b"EXAMRESCUE1\n"
LARGEST_FILE: Final = 8 * 2**20
MOST_ENTRIES: Final = 20_000
# One guess of the code costs a page so many rounds; it keeps the act in the proctor's hands, not the content.
CODE_ROUNDS: Final = 100_000
_CODE_LETTERS: Final = 8
_POINT, _NONCE, _INFO = 65, 12, b"examapp rescue"
# The order of P-256.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class RescueNotReadable(AppError):
    """The file is no rescue file of this installation and sitting, or was damaged."""

    code = "rescue_not_readable"
    message = N_("This is no rescue file of this test, or it is damaged. Save it once more on the computer.")


def _private_key(keys: KeyRing) -> ec.EllipticCurvePrivateKey:
    seed = hashlib.sha512(keys.derive("rescue-key")).digest()
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def rescue_code(keys: KeyRing, sitting_code: str) -> str:
    """Return the code that the proctor types on the candidate's computer: 40 bits, one a sitting."""
    raw = hashlib.sha256(keys.derive("rescue-code") + sitting_code.encode()).digest()
    letters = "".join(ALPHABET[byte & 31] for byte in raw[:_CODE_LETTERS])
    return show_code(letters)


def describe_rescue(keys: KeyRing, sitting_code: str) -> dict[str, str | int]:
    """Return what a page needs to make the file without a link: public key, and how to know the code."""
    point = _private_key(keys).public_key()
    raw = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    code = read_code(rescue_code(keys, sitting_code)).encode()
    check = hashlib.pbkdf2_hmac("sha256", code, sitting_code.encode(), CODE_ROUNDS)
    return {"public": raw.hex(), "salt": sitting_code, "rounds": CODE_ROUNDS, "check": check.hex()}


def open_file(keys: KeyRing, sitting_code: str, content: bytes) -> dict[str, Any]:
    """Decrypt a rescue file; raises RescueNotReadable."""
    head, body = content[: len(MAGIC)], content[len(MAGIC) :]
    if head != MAGIC or len(content) > LARGEST_FILE:
        raise RescueNotReadable
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), body[:_POINT])
        shared = _private_key(keys).exchange(ec.ECDH(), point)
        salt = read_code(rescue_code(keys, sitting_code)).encode()
        key = HKDF(hashes.SHA256(), 32, salt, _INFO).derive(shared)
        nonce, secret = body[_POINT : _POINT + _NONCE], body[_POINT + _NONCE :]
        bundle = orjson.loads(AESGCM(key).decrypt(nonce, secret, None))
    except (ValueError, InvalidTag) as error:
        raise RescueNotReadable from error
    if not isinstance(bundle, dict) or not isinstance(bundle.get("token"), str):
        raise RescueNotReadable
    entries = bundle.get("entries")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_ENTRIES:
        raise RescueNotReadable
    return bundle
