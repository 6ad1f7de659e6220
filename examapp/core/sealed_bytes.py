"""Bytes at rest: AES-256-GCM under a derived key, bound to the place where they stand."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12


class SealedBytesBroken(ValueError):
    """The bytes are not what was sealed at this place, or the key is another."""


def seal_bytes(key: bytes, plain: bytes, place: str) -> bytes:
    """Return nonce and ciphertext; `place` says where they may stand."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def open_bytes(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed at this place, or raise SealedBytesBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedBytesBroken(place) from error
