"""The `.seb` file: outer gzip, four letters that say what follows, and the settings as a compressed list.

`plnd` is not encrypted; `pswd` asks for a password and starts an exam. The kinds that need a certificate, and
the one that configures a browser for good, are neither written nor read here.
"""

import gzip
import plistlib
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from xml.parsers.expat import ExpatError

from examapp.lockdown.password_block import BlockBroken, Salts, decrypt_with_password, encrypt_with_password

# A configuration of a few kilobytes; what grows beyond this when it is opened is no configuration.
LARGEST_BYTES: Final = 1024 * 1024
_GZIP_MARK: Final = b"\x1f\x8b"


class FileKind(StrEnum):
    """The four letters of a file."""

    OPEN = "plnd"
    ENCRYPTED = "pswd"


class FileUnreadable(ValueError):
    """The bytes are no `.seb` file of a kind that we read, or the password is another one."""


def write_seb_file(settings: Mapping[str, Any], password: str = "", salts: Salts | None = None) -> bytes:
    """Return the file's bytes; encrypted where a password is given, and then with these salts."""
    # No time stamp inside: the same settings, password and salts give the same bytes.
    listed = gzip.compress(plistlib.dumps(dict(settings), sort_keys=True), mtime=0)
    kind = FileKind.OPEN
    if password:
        if salts is None:
            raise ValueError("an encrypted file needs salts")
        kind, listed = FileKind.ENCRYPTED, encrypt_with_password(listed, password, salts)
    return gzip.compress(kind.value.encode() + listed, mtime=0)


def read_seb_file(content: bytes, password: str = "") -> dict[str, Any]:
    """Return a file's settings; raises FileUnreadable."""
    try:
        opened = _expand(content) if content.startswith(_GZIP_MARK) else content
        kind, payload = FileKind(opened[:4].decode("ascii")), opened[4:]
        if kind is FileKind.ENCRYPTED:
            payload = decrypt_with_password(payload, password)
        settings = plistlib.loads(_expand(payload), fmt=plistlib.FMT_XML)
    except (BlockBroken, ValueError, zlib.error, ExpatError, plistlib.InvalidFileException) as error:
        raise FileUnreadable from error
    if not isinstance(settings, dict):
        raise FileUnreadable
    return settings


def _expand(packed: bytes) -> bytes:
    expander = zlib.decompressobj(wbits=31)
    opened = expander.decompress(packed, LARGEST_BYTES)
    if not expander.eof:
        raise ValueError("cut off, or larger than any configuration")
    return opened
