"""The installation's own keys: Ed25519 for lists, registers and the audit log; derived keys for tokens.

Key files lie in the installation's `keys/` folder, mode 0600, and are made at first use. Keys for tokens
and PIN codes are derived from the installation's secret, one per purpose.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from examapp.core.settings import Settings

DERIVED_KEY_BYTES = 32


@dataclass(frozen=True)
class PublicVerifier:
    """Checks Ed25519 signatures; `key_id` names the key in signed records."""

    key: Ed25519PublicKey

    @cached_property
    def key_id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the raw public key."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def verify(self, message: bytes, signature: str) -> bool:
        """Tell whether a Base64 signature is this key's over the message."""
        try:
            self.key.verify(base64.b64decode(signature, validate=True), message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateSigner:
    """Signs with one Ed25519 key."""

    key: Ed25519PrivateKey

    @cached_property
    def verifier(self) -> PublicVerifier:
        """The public half."""
        return PublicVerifier(self.key.public_key())

    def sign(self, message: bytes) -> str:
        """Return the Base64 signature over the message."""
        return base64.b64encode(self.sign_raw(message)).decode("ascii")

    def sign_raw(self, message: bytes) -> bytes:
        """Return the signature's 64 bytes, as files for other tools hold it."""
        return self.key.sign(message)


class KeyRing:
    """The keys of one installation, read or made at first use."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        self._secret = secret.encode()
        self._signers: dict[str, PrivateSigner] = {}

    def signer(self, purpose: str) -> PrivateSigner:
        """Return the Ed25519 signer of a purpose: `lists`, `cut-scores`, `audit`, `certificates`."""
        if purpose not in self._signers:
            pem = read_or_make_file(self.folder / f"{purpose}-ed25519.pem", _new_key_pem)
            key = serialization.load_pem_private_key(pem, password=None)
            if not isinstance(key, Ed25519PrivateKey):
                raise TypeError(f"{purpose}-ed25519.pem does not hold an Ed25519 key")
            self._signers[purpose] = PrivateSigner(key)
        return self._signers[purpose]

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key of a purpose, derived from the installation's secret."""
        return HKDF(hashes.SHA256(), DERIVED_KEY_BYTES, salt=None, info=f"examapp {purpose}".encode()).derive(
            self._secret
        )

    def mac(self, purpose: str, message: bytes) -> str:
        """Return the hex HMAC-SHA256 of a message under the purpose's derived key."""
        return hmac.new(self.derive(purpose), message, hashlib.sha256).hexdigest()


def _new_key_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_or_make_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return a secret file's bytes, making it with mode 0600 if it is new; two processes agree on one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # A name of its own for each thread, too: several may ask for a new key at once.
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails if another process was first, and then its file counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def keys_of(settings: Settings) -> KeyRing:
    """Return the keys of an installation that need not run."""
    return KeyRing(settings.keys, settings.secret_key)


def key_ring() -> KeyRing:
    """Return the running application's keys."""
    found: KeyRing = current_app.extensions["key_ring"]
    return found
