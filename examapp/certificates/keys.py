"""Where the authority lies: four PEM files in `keys/authority/`, made once, at first use.

The folder appears whole or not at all, so that two processes that start together agree on one authority.
`anchor.pem` is what is given away for checking offline: the anchor, and below it the certificate of the key
that signs payloads, QR codes and badges. `anchor-key.pem` is needed only for the next signer and is best kept
elsewhere once it is there.
"""

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from examapp.certificates.authority import certify_payload_key, create_authority, is_payload_certificate
from examapp.certificates.pdf_signature import DocumentSigner, load_signer
from examapp.certificates.wording import SIGNER_NAME
from examapp.core.signing import KeyRing

FOLDER: Final = "authority"
ANCHOR: Final = "anchor.pem"
ANCHOR_KEY: Final = "anchor-key.pem"


@dataclass(frozen=True)
class Authority:
    """The installation's anchor, and the signer below it."""

    anchor: x509.Certificate
    anchor_pem: bytes
    signer: DocumentSigner


def anchor_path(keys: Path) -> Path:
    """Return where an installation's anchor lies."""
    return keys / FOLDER / ANCHOR


@dataclass(frozen=True)
class Trust:
    """What a checker is given: the anchor, and the keys below it that sign payloads, QR codes and badges."""

    anchor: x509.Certificate
    payload_keys: tuple[Ed25519PublicKey, ...]


def read_trust(pem: bytes) -> Trust:
    """Return what a trust file holds; ValueError without a certificate in it.

    Of what follows the anchor only certificates count that it has issued for payload keys.
    """
    anchor, *others = x509.load_pem_x509_certificates(pem)
    keys = [one.public_key() for one in others if is_payload_certificate(one, anchor)]
    return Trust(anchor, tuple(key for key in keys if isinstance(key, Ed25519PublicKey)))


def payload_signer(keys: Path) -> Ed25519PrivateKey:
    """Return the installation's key that signs payloads, QR codes and badges."""
    return _payload_ring(keys).signer("certificates").key


@lru_cache(maxsize=4)
def _payload_ring(keys: Path) -> KeyRing:
    return KeyRing(keys, secret="")  # nothing is derived from it here


def read_or_make_authority(keys: Path, *, at: datetime) -> Authority:
    """Return the authority of an installation; the first call makes it, valid from `at` on.

    An older installation's anchor file has the payload key's certificate added, if the anchor's key is there.
    """
    folder = keys / FOLDER
    if not folder.exists():
        _make(folder, at)
    elif (folder / ANCHOR_KEY).exists() and not read_trust((folder / ANCHOR).read_bytes()).payload_keys:
        _replace(folder / ANCHOR, _with_payload_key(folder, keys, at))
    return load_authority(keys)


def load_authority(keys: Path) -> Authority:
    """Return the authority that is there, kept in memory until its anchor file changes."""
    folder = keys / FOLDER
    return _load(folder, (folder / ANCHOR).stat().st_mtime_ns)


def _with_payload_key(folder: Path, keys: Path, at: datetime) -> bytes:
    anchor = (folder / ANCHOR).read_bytes()
    certificate = certify_payload_key(
        anchor, (folder / ANCHOR_KEY).read_bytes(), payload_signer(keys).public_key(), SIGNER_NAME, at=at
    )
    return x509.load_pem_x509_certificate(anchor).public_bytes(Encoding.PEM) + certificate


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write(fresh, content)
    fresh.replace(path)


@lru_cache(maxsize=4)
def _load(folder: Path, _changed: int) -> Authority:
    anchor_pem = (folder / ANCHOR).read_bytes()
    signer = load_signer((folder / "signer.pem").read_bytes(), (folder / "signer-key.pem").read_bytes())
    return Authority(x509.load_pem_x509_certificate(anchor_pem), anchor_pem, signer)


def _make(folder: Path, at: datetime) -> None:
    files = create_authority(organisation=SIGNER_NAME, at=at)
    payload_key = payload_signer(folder.parent).public_key()
    own = certify_payload_key(files.anchor, files.anchor_key, payload_key, SIGNER_NAME, at=at)
    fresh = folder.with_name(f".{FOLDER}.{secrets.token_hex(8)}")
    fresh.mkdir(mode=0o700, parents=True)
    for name, content in (
        (ANCHOR, files.anchor + own),
        (ANCHOR_KEY, files.anchor_key),
        ("signer.pem", files.signer),
        ("signer-key.pem", files.signer_key),
    ):
        _write(fresh / name, content)
    try:
        fresh.rename(folder)
    except OSError:  # another process was first, and then its authority counts
        shutil.rmtree(fresh)
        if not folder.exists():
            raise


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
