"""Files encrypted to recipients in the format of age, version 1 (age-encryption.org), X25519 recipients only.

So a backup can be opened by any tool of that format, here or elsewhere. The file is read and written as a
stream of sealed chunks: a change, a cut or an exchange of chunks is refused, and nothing of it comes out.
"""

import base64
import hmac
import os
from collections.abc import Iterator, Sequence
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from examapp.core.bech32 import Bech32Error, read_bech32, write_bech32

MAGIC: Final = b"age-encryption.org/v1\n"
CHUNK: Final = 1 << 16
_FILE_KEY, _TAG, _NONCE = 16, 16, 16
_RECIPIENT, _IDENTITY = "age", "age-secret-key-"
_LONGEST_HEADER: Final = 1 << 16
_ZERO_NONCE: Final = bytes(12)


class AgeError(ValueError):
    """A key or a file that cannot be used; the text says what is wrong with it."""


def new_identity() -> tuple[str, str]:
    """Return a new identity, to be kept secret, and its recipient, to be given to whoever encrypts."""
    key = X25519PrivateKey.generate()
    return write_bech32(_IDENTITY, key.private_bytes_raw()).upper(), write_recipient(key.public_key())


def write_recipient(key: X25519PublicKey) -> str:
    """Return a public key as people hand it on: `age1…`."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return write_bech32(_RECIPIENT, raw)


def read_recipient(text: str) -> X25519PublicKey:
    """Read `age1…`; raises AgeError."""
    return X25519PublicKey.from_public_bytes(_read_key(text.strip(), _RECIPIENT, "recipient"))


def read_identities(text: str) -> list[X25519PrivateKey]:
    """Read the identities of a file, one a line, notes behind `#`; raises AgeError without one."""
    lines = [line.strip() for line in text.splitlines()]
    found = [
        X25519PrivateKey.from_private_bytes(_read_key(line, _IDENTITY, "identity"))
        for line in lines
        if line and not line.startswith("#")
    ]
    if not found:
        raise AgeError("There is no identity in this file: a line AGE-SECRET-KEY-1… is expected.")
    return found


def _read_key(text: str, prefix: str, what: str) -> bytes:
    try:
        found, raw = read_bech32(text)
    except Bech32Error as error:
        raise AgeError(f"{text[:24]}… is no {what}: it was not copied as a whole.") from error
    if found != prefix or len(raw) != 32:
        raise AgeError(f"{text[:24]}… is no {what} of X25519.")
    return raw


def is_age_file(head: bytes) -> bool:
    """Tell by its first bytes whether a file is in this format."""
    return head.startswith(MAGIC)


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=salt, info=info).derive(secret)


def _raw(key: X25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _wrap_key(shared: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derive(shared, share + recipient, b"age-encryption.org/v1/X25519"))


def _encode(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _encode(raw) != text:  # one key, one spelling
        raise AgeError("The file's header is damaged.")
    return raw


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derive(file_key, b"", b"header"), header, "sha256")


class EncryptingWriter:
    """A stream that encrypts what is written to it; `close` writes the last chunk, and closes no target."""

    def __init__(self, target: IO[bytes], recipients: Sequence[X25519PublicKey]) -> None:
        if not recipients:
            raise AgeError("Nobody is named who may open the file.")
        file_key = os.urandom(_FILE_KEY)
        header = MAGIC + b"".join(_stanza(file_key, one) for one in recipients) + b"---"
        nonce = os.urandom(_NONCE)
        target.write(header + b" " + _encode(_mac(file_key, header)) + b"\n" + nonce)
        self._target, self._cipher = target, ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
        self._waiting, self._chunk = bytearray(), 0

    def write(self, block: bytes) -> int:
        """Take more of the content."""
        self._waiting += block
        while len(self._waiting) > CHUNK:  # the last chunk may be a whole one, so one is kept back
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(block)

    def flush(self) -> None:
        """Do nothing: a chunk is written when it is full."""

    def close(self) -> None:
        """Write the last chunk; without it the file does not open."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, block: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_chunk_nonce(self._chunk, last=last), block, None))
        self._chunk += 1


def _stanza(file_key: bytes, recipient: X25519PublicKey) -> bytes:
    own = X25519PrivateKey.generate()
    share = _raw(own.public_key())
    wrap = _wrap_key(own.exchange(recipient), share, _raw(recipient))
    body = wrap.encrypt(_ZERO_NONCE, file_key, None)
    return b"-> X25519 " + _encode(share) + b"\n" + _encode(body) + b"\n"


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def decrypt_blocks(source: IO[bytes], identities: Sequence[X25519PrivateKey]) -> Iterator[bytes]:
    """Yield the content chunk by chunk; raises AgeError for another recipient's file or a changed one.

    Only when the last chunk has come is the content whole.
    """
    file_key = _open_header(source, identities)
    cipher = ChaCha20Poly1305(_derive(file_key, source.read(_NONCE), b"payload"))
    number, block = 0, source.read(CHUNK + _TAG)
    while True:
        following = source.read(CHUNK + _TAG)
        last = not following
        try:
            content = cipher.decrypt(_chunk_nonce(number, last=last), block, None)
        except InvalidTag as error:
            raise AgeError("The encrypted file is damaged, or it was cut.") from error
        if last and not content and number:
            raise AgeError("The encrypted file is damaged, or it was cut.")
        yield content
        if last:
            return
        number, block = number + 1, following


def _open_header(source: IO[bytes], identities: Sequence[X25519PrivateKey]) -> bytes:
    header, stanzas = source.readline(len(MAGIC)), []
    if header != MAGIC:
        raise AgeError("The file is not encrypted in the format age, version 1.")
    while True:
        line = source.readline(_LONGEST_HEADER)
        if line.startswith(b"--- "):
            break
        if not line.endswith(b"\n") or len(header) > _LONGEST_HEADER:
            raise AgeError("The file's header is damaged.")
        header += line
        if line.startswith(b"-> "):
            stanzas.append((line[3:].split(), b""))
        elif stanzas:
            stanzas[-1] = stanzas[-1][0], stanzas[-1][1] + line.strip()
    try:
        file_key, mac = _find_file_key(stanzas, identities), _decode(line[4:].rstrip(b"\n"))
    except AgeError:
        raise
    except ValueError as error:
        raise AgeError("The file's header is damaged.") from error
    if not hmac.compare_digest(_mac(file_key, header + b"---"), mac):
        raise AgeError("The file's header is damaged.")
    return file_key


def _find_file_key(
    stanzas: Sequence[tuple[list[bytes], bytes]], identities: Sequence[X25519PrivateKey]
) -> bytes:
    for words, body in stanzas:
        if len(words) != 2 or words[0] != b"X25519":
            continue
        share = _decode(words[1])
        for identity in identities:
            wrap = _wrap_key(
                identity.exchange(X25519PublicKey.from_public_bytes(share)),
                share,
                _raw(identity.public_key()),
            )
            try:
                return wrap.decrypt(_ZERO_NONCE, _decode(body), None)
            except InvalidTag:  # another's stanza
                continue
    raise AgeError("The file is encrypted to others: none of these identities opens it.")
