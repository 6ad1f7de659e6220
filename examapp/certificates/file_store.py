"""Certificate files: written once, whole and on the disk, before the row that names them."""

import hashlib
import os
import secrets
from pathlib import Path

from examapp.certificates.errors import FileBroken


def file_path(folder: Path, code: str) -> Path:
    """Return where the file of a certificate's code lies."""
    return folder / f"{code}.pdf"


def keep_file(folder: Path, code: str, content: bytes) -> bytes:
    """Write a file that nobody can see half-written, and return what lies there from now on.

    A file that is there already stays: the caller compares.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = file_path(folder, code)
    fresh = folder / f".{code}.{secrets.token_hex(8)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:  # another worker, or this one before it died
        return path.read_bytes()
    finally:
        fresh.unlink()
    _sync_folder(folder)
    return content


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_kept_file(folder: Path, code: str, *, number: str, sha256: str) -> bytes:
    """Return a certificate's file; raises FileBroken if it is away or differs from the one issued."""
    try:
        content = file_path(folder, code).read_bytes()
    except OSError as error:
        raise FileBroken(number=number) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileBroken(number=number)
    return content
