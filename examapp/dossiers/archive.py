"""The dossier as a ZIP file: JSON, paper, pictures, the stranger's script, and a signature over all of it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization

from examapp.core.audit_checkpoints import fingerprint
from examapp.core.signing import PrivateSigner
from examapp.dossiers.gathering import Gathered
from question_bank.sealing import canonical_json

SCRIPT: Final = Path(__file__).with_name("recompute.py")
SEAL_SCRIPT: Final = Path(__file__).with_name("seal.py")
ENDINGS: Final[Mapping[str, str]] = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}
OF_THE_PAPER: Final = "dossier.pdf    for people\n"
READ_ME: Final = f"""CONFIDENTIAL: this folder holds answer keys and personal data.

{OF_THE_PAPER}dossier.json   the same and more, for programs
media/         the pictures of the items
recompute.py   recomputes chain and mark from dossier.json: python3 -I recompute.py
seal.json      the SHA-256 of each file, signed: seal.sig by key.pem
seal.py        checks files and signature; recompute.py asks it, and says so where it is not there.
               Both need nothing but Python, from version 3.8 on.

The signature once more, by another program:
openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in seal.json -sigfile seal.sig
The fingerprint of key.pem is printed on the page of checkpoints; a witness has written it down.
"""


def write_archive(gathered: Gathered, pdf: bytes | None, signer: PrivateSigner, at: datetime) -> bytes:
    """Return the ZIP file; without Pango on this machine `pdf` is None and the paper is missing."""
    files = {
        "dossier.json": _write_json(gathered.content),
        "recompute.py": SCRIPT.read_bytes(),
        "seal.py": SEAL_SCRIPT.read_bytes(),
        "README.txt": (READ_ME if pdf else READ_ME.replace(OF_THE_PAPER, "")).encode(),
        "key.pem": signer.verifier.key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        **({"dossier.pdf": pdf} if pdf else {}),
        **_media(gathered),
    }
    seal = canonical_json(
        {
            "attempt": gathered.attempt.code,
            "at": at.isoformat(),
            "key": fingerprint(signer.verifier),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }
    )
    files |= {"seal.json": seal, "seal.sig": signer.sign_raw(seal)}
    return _zip(files, at)


def _write_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _media(gathered: Gathered) -> dict[str, bytes]:
    opened = gathered.paper.opened
    return {
        f"media/{name}.{ENDINGS.get(opened.media_types[name], 'bin')}": opened.media[name]
        for name in sorted(gathered.paper.media)
    }


def _zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    buffer = io.BytesIO()
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
