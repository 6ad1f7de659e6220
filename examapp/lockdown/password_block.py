"""The password block of a `.seb` file: RNCryptor's format, version 2, with a password.

`0x02 0x01 | salt 8 | HMAC salt 8 | IV 16 | AES-256-CBC with PKCS7 | HMAC-SHA256 over all before`; both keys
are PBKDF2-HMAC-SHA1 of the password, 10,000 rounds, 32 bytes. The browser prescribes it.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

VERSION: Final = b"\x02\x01"
ROUNDS: Final = 10_000
SALT_BYTES: Final = 8
BLOCK_BYTES: Final = 16
KEY_BYTES: Final = 32
MAC_BYTES: Final = 32
_HEAD_BYTES: Final = len(VERSION) + 2 * SALT_BYTES + BLOCK_BYTES


class BlockBroken(ValueError):
    """The block is not of this format, was changed, or the password is another one."""


@dataclass(frozen=True, slots=True)
class Salts:
    """What makes two blocks of the same content differ."""

    cipher: bytes
    mac: bytes
    start: bytes


def draw_salts() -> Salts:
    """Return fresh salts and a fresh start vector."""
    return Salts(os.urandom(SALT_BYTES), os.urandom(SALT_BYTES), os.urandom(BLOCK_BYTES))


def _stretch(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ROUNDS, KEY_BYTES)


def encrypt_with_password(plain: bytes, password: str, salts: Salts) -> bytes:
    """Return the block; an empty password is refused, because some readers take it for none."""
    if not password:
        raise ValueError("a password block needs a password")
    padder = PKCS7(BLOCK_BYTES * 8).padder()
    encryptor = Cipher(AES(_stretch(password, salts.cipher)), CBC(salts.start)).encryptor()
    hidden = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    block = VERSION + salts.cipher + salts.mac + salts.start + hidden
    return block + hmac.digest(_stretch(password, salts.mac), block, "sha256")


def decrypt_with_password(block: bytes, password: str) -> bytes:
    """Return what is in a block; raises BlockBroken."""
    hidden = block[_HEAD_BYTES:-MAC_BYTES]
    if not block.startswith(VERSION) or not hidden or len(hidden) % BLOCK_BYTES:
        raise BlockBroken
    salt, mac_salt = block[2:10], block[10:18]
    expected = hmac.digest(_stretch(password, mac_salt), block[:-MAC_BYTES], "sha256")
    if not hmac.compare_digest(expected, block[-MAC_BYTES:]):
        raise BlockBroken
    decryptor = Cipher(AES(_stretch(password, salt)), CBC(block[18:_HEAD_BYTES])).decryptor()
    unpadder = PKCS7(BLOCK_BYTES * 8).unpadder()
    return unpadder.update(decryptor.update(hidden) + decryptor.finalize()) + unpadder.finalize()
