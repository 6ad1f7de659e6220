"""Question lists at rest: each under a key of its own, which the installation's secret wraps.

A copy of the database alone tells nothing of an official list: items and pictures are AES-256-GCM, bound to
their place, so that one flipped byte, or a row moved to another place, is noticed and named.
"""

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examapp.core.sealed_bytes import SealedBytesBroken, open_bytes, seal_bytes
from examapp.core.signing import KeyRing, PrivateSigner, PublicVerifier

_PURPOSE = "lists"


@dataclass(frozen=True)
class ListVault:
    """What opens lists: the installation's signing key for them, the wrapping key, the officials' keys."""

    keys: KeyRing

    @property
    def signer(self) -> PrivateSigner:
        """The installation's own key for lists."""
        return self.keys.signer(_PURPOSE)

    @property
    def verifier(self) -> PublicVerifier:
        """The public half of it."""
        return self.signer.verifier

    def official(self, account_code: str) -> PrivateSigner:
        """Return a sealing official's own key, made at the first signature."""
        return self.keys.signer(f"official-{account_code}")

    def new_key(self, place: str) -> tuple[bytes, str]:
        """Return a fresh key and its wrapped form, bound to the list's code."""
        key = AESGCM.generate_key(bit_length=256)
        wrapped = seal_bytes(self._wrapping_key(), key, place)
        return key, base64.b64encode(wrapped).decode("ascii")

    def unwrap(self, wrapped: str, place: str) -> bytes:
        """Return a list's key, or raise SealedBytesBroken."""
        try:
            sealed = base64.b64decode(wrapped, validate=True)
        except ValueError as error:
            raise SealedBytesBroken(place) from error
        if base64.b64encode(sealed).decode("ascii") != wrapped:  # spare bits of the last letter
            raise SealedBytesBroken(place)
        return open_bytes(self._wrapping_key(), sealed, place)

    def _wrapping_key(self) -> bytes:
        return self.keys.derive("question lists at rest")
