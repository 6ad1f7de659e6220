"""Where the authority lies: four PEM files in `keys/authority/`, made once, at first use.

The folder appears whole or not at all, so that two processes that start together agree on one authority.
`anchor.pem` is what is given away for checking offline; `anchor-key.pem` is needed only for the next signer
and is best kept elsewhere once it is there.
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

from examapp.certificates.authority import create_authority
from examapp.certificates.pdf_signature import DocumentSigner, load_signer
from examapp.certificates.wording import SIGNER_NAME

FOLDER: Final = "authority"
ANCHOR: Final = "anchor.pem"


@dataclass(frozen=True)
class Authority:
    """The installation's anchor, and the signer below it."""

    anchor: x509.Certificate
    anchor_pem: bytes
    signer: DocumentSigner


def anchor_path(keys: Path) -> Path:
    """Return where an installation's anchor lies."""
    return keys / FOLDER / ANCHOR


def read_or_make_authority(keys: Path, *, at: datetime) -> Authority:
    """Return the authority of an installation; the first call makes it, valid from `at` on."""
    folder = keys / FOLDER
    if not folder.exists():
        _make(folder, at)
    return _load(folder, (folder / ANCHOR).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(folder: Path, _changed: int) -> Authority:
    anchor_pem = (folder / ANCHOR).read_bytes()
    signer = load_signer((folder / "signer.pem").read_bytes(), (folder / "signer-key.pem").read_bytes())
    return Authority(x509.load_pem_x509_certificate(anchor_pem), anchor_pem, signer)


def _make(folder: Path, at: datetime) -> None:
    files = create_authority(organisation=SIGNER_NAME, at=at)
    fresh = folder.with_name(f".{FOLDER}.{secrets.token_hex(8)}")
    fresh.mkdir(mode=0o700, parents=True)
    for name, content in (
        (ANCHOR, files.anchor),
        ("anchor-key.pem", files.anchor_key),
        ("signer.pem", files.signer),
        ("signer-key.pem", files.signer_key),
    ):
        handle = os.open(fresh / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    try:
        fresh.rename(folder)
    except OSError:  # another process was first, and then its authority counts
        shutil.rmtree(fresh)
        if not folder.exists():
            raise
