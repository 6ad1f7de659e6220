"""An installation as one file: its database, its secrets, keys and certificates, each with its digest.

A ZIP file of mode 0600: `manifest.json`, `database/…` and `folder/…`, encrypted to recipients where some are
named. Whoever can read it can be the installation.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from examapp.core.age_file import MAGIC, AgeError, EncryptingWriter, decrypt_blocks, is_age_file
from examapp.core.database_copy import BLOCK, CopyRefused, DatabaseCopy

FORMAT: Final = "examapp-backup-1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
FOLDER: Final = "folder"
# Made anew at the next start from packages that are installed.
FONTS: Final = "fonts"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds; `files` maps each member to its SHA-256."""

    database: DatabaseCopy
    made_at: str
    files: dict[str, str]


def list_kept_files(data: Path, database: Path | None) -> Iterator[Path]:
    """Yield the files of an installation's folder that a copy needs, besides the database."""
    beside = {f"{database}{end}" for end in ("", "-wal", "-shm", "-journal")} if database else set()
    for path in sorted(data.rglob("*")):
        parts = path.relative_to(data).parts
        if parts[0] == FONTS or any(part.startswith(".") for part in parts) or str(path) in beside:
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def write_archive(
    file: Path,
    members: dict[str, Path],
    database: DatabaseCopy,
    made_at: str,
    recipients: Sequence[X25519PublicKey] = (),
) -> Manifest:
    """Write the archive aside, encrypted as it is written, and put it in its place whole."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as target:
            stream = EncryptingWriter(target, recipients) if recipients else target
            with zipfile.ZipFile(cast("IO[bytes]", stream), "w", zipfile.ZIP_DEFLATED) as packed:
                files = {name: _pack(packed, name, path) for name, path in members.items()}
                manifest = Manifest(database, made_at, files)
                packed.writestr(MANIFEST, json.dumps({"format": FORMAT} | asdict(manifest), indent=1))
            if isinstance(stream, EncryptingWriter):
                stream.close()
            target.flush()
            os.fsync(target.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def open_encrypted(file: Path, identities: Sequence[X25519PrivateKey], folder: Path) -> Path:
    """Return the archive: the file itself, or what an identity opens, in `folder`; raises CopyRefused."""
    with file.open("rb") as source:
        if not is_age_file(source.read(len(MAGIC))):
            return file
        if not identities:
            raise CopyRefused(f"{file} is encrypted. Name the identity that opens it: --identity FILE.")
        source.seek(0)
        opened = folder / "opened.zip"
        handle = os.open(opened, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as target:
                for block in decrypt_blocks(source, identities):
                    target.write(block)
        except AgeError as error:
            raise CopyRefused(f"{file}: {error}") from error
    return opened


def read_archive(file: Path, target: Path) -> Manifest:
    """Unpack an archive into an empty folder; raises CopyRefused unless every byte is as it was written."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _read_manifest(json.loads(packed.read(MANIFEST)))
            if set(packed.namelist()) != {MANIFEST, *manifest.files}:
                raise CopyRefused(f"{file} does not hold what it says: it is damaged.")
            for name, digest in manifest.files.items():
                _unpack(packed, name, digest, target)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise CopyRefused(f"{file} is no backup of an installation, or it is damaged.") from error
    return manifest


def _read_manifest(data: dict[str, Any]) -> Manifest:
    if data["format"] != FORMAT:
        raise CopyRefused(f"The backup is of the format {data['format']}; this version reads {FORMAT}.")
    return Manifest(DatabaseCopy(**data["database"]), data["made_at"], dict(data["files"]))


def _pack(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, packed.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _unpack(packed: zipfile.ZipFile, name: str, digest: str, target: Path) -> None:
    parts = PurePosixPath(name).parts
    if parts[0] not in {DATABASE, FOLDER} or ".." in parts:
        raise CopyRefused(f"The backup names a place outside of an installation: {name}.")
    place = target.joinpath(*parts)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with packed.open(name) as source, os.fdopen(handle, "w+b") as copy:
        shutil.copyfileobj(source, copy, BLOCK)
        copy.seek(0)
        if hashlib.file_digest(copy, "sha256").hexdigest() != digest:
            raise CopyRefused(f"{name} in the backup is not what was written: it is damaged.")
