"""Zip files of strangers, opened within limits and never unpacked to a disk.

The table of contents is measured before it is read, each entry is looked at before any is unfolded, and
entries are unfolded in pieces whose bytes are counted, because the sizes that a zip states may be lies.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

from question_bank.formats.contract import NotReadable
from question_bank.sentences import say

_PIECE = 64 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_END_64 = b"PK\x06\x07"
_END_64_SIZE = 20
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Below this size an entry may be as dense as it likes: a page of blanks is no attack.
_DENSE_FROM = 2**20
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What one zip may have: bytes folded, bytes of its contents table, entries, bytes unfolded, ratio."""

    size: int = 64 * 2**20
    contents_size: int = 2 * 2**20
    entries: int = 5_000
    unfolded: int = 192 * 2**20
    entry_unfolded: int = 32 * 2**20
    ratio: int = 120


ZIP_LIMITS = ZipLimits()


class SafeZip:
    """An opened zip whose table of contents has passed every check; entries are read by name."""

    def __init__(self, archive: zipfile.ZipFile, limits: ZipLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._unfolded = 0
        self._entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}

    def names(self) -> tuple[str, ...]:
        """Return the names of all files in it, folders left out, in the order of the zip."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """Unfold one entry; KeyError where there is none, NotReadable where a limit breaks or bytes do."""
        return b"".join(self._pieces(self._entries[name]))

    def check_all(self) -> None:
        """Unfold every entry once and keep nothing, for readers that open the file themselves afterwards."""
        for entry in self._entries.values():
            for _ in self._pieces(entry):
                pass

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        read = 0
        try:
            with self._archive.open(entry) as stream:
                while piece := stream.read(_PIECE):
                    read += len(piece)
                    self._unfolded += len(piece)
                    self._check_size(entry, read)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _damaged(
                say("%(filename)s: %(error)s", filename=_short(entry.filename), error=error)
            ) from error

    def _check_size(self, entry: zipfile.ZipInfo, read: int) -> None:
        if read > self._limits.entry_unfolded or self._unfolded > 2 * self._limits.unfolded:
            raise _unfolds(_short(entry.filename), self._limits)
        if read > _DENSE_FROM and read > self._limits.ratio * max(entry.compress_size, 1):
            raise _bomb(entry.filename)


@contextmanager
def open_zip(path: Path, limits: ZipLimits = ZIP_LIMITS) -> Iterator[SafeZip]:
    """Open a zip and check its table of contents, or raise NotReadable.

    Kinds: no_file, too_large, not_zip, zip_damaged, too_many_entries, zip_bomb, zip_overlap, zip_path,
    zip_duplicate, zip_encrypted, zip_link, zip_method.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise NotReadable(
            "no_file",
            say("The file cannot be opened: %(strerror)s. Upload it again.", strerror=error.strerror),
        ) from error
    with stream:
        _check_contents_table(stream, limits)
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged(str(error)) from error
        with archive:
            _check_entries(archive, limits)
            _check_overlap(archive, stream)
            yield SafeZip(archive, limits)


def _check_contents_table(stream: IO[bytes], limits: ZipLimits) -> None:
    """Measure the table of contents by the record at the zip's end, as the reader will find it."""
    size = stream.seek(0, 2)
    if size > limits.size:
        raise NotReadable(
            "too_large",
            say(
                "The zip is larger than %(megabytes)s MB. Divide it into smaller ones.",
                megabytes=limits.size // 2**20,
            ),
        )
    start = stream.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _END_64_SIZE))
    tail = stream.read()
    place = len(tail) - _END_SIZE
    if not (tail[place:].startswith(_END) and tail.endswith(b"\x00\x00")):
        place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise NotReadable("not_zip", "The file is not a zip. Upload the package as it was exported.")
    if tail[max(0, place - _END_64_SIZE) :].startswith(_END_64):
        raise NotReadable("too_large", "The zip is of the kind for huge files (Zip64). Pack it without that.")
    contents_size = int.from_bytes(tail[place + 12 : place + 16], "little")
    if contents_size > start + place:
        raise _damaged("its table of contents is larger than the file")
    if contents_size > limits.contents_size:
        raise _too_many(limits)
    stream.seek(0)


def _check_entries(archive: zipfile.ZipFile, limits: ZipLimits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _too_many(limits)
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename in seen:
            raise NotReadable(
                "zip_duplicate",
                say("%(filename)s stands twice in the zip. Pack it again.", filename=_short(entry.filename)),
            )
        seen.add(entry.filename)
        if entry.file_size > limits.entry_unfolded:
            raise _unfolds(_short(entry.filename), limits)
        if entry.file_size > _DENSE_FROM and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _bomb(entry.filename)
    if sum(entry.file_size for entry in entries) > limits.unfolded:
        raise _unfolds("the whole", limits)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not name or _BAD_NAME.search(name):
        raise NotReadable(
            "zip_path",
            say("%(name)s is no name within the package. Pack it again with plain names.", name=_short(name)),
        )
    if entry.flag_bits & _ENCRYPTED:
        raise NotReadable(
            "zip_encrypted",
            say("%(name)s is encrypted. Pack it again without a password.", name=_short(name)),
        )
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise NotReadable(
            "zip_link", say("%(name)s is a link, not a file. Pack the file itself.", name=_short(name))
        )
    if entry.compress_type not in _METHODS:
        raise NotReadable(
            "zip_method",
            say("%(name)s is packed in an unusual way. Pack it as a plain zip.", name=_short(name)),
        )


def _check_overlap(archive: zipfile.ZipFile, stream: IO[bytes]) -> None:
    """Refuse entries whose bytes serve another entry too: a small file could unfold to any size."""
    places: list[tuple[int, int, str]] = []
    for entry in archive.infolist():
        # A zip whose beginning is cut off states places before its own first byte.
        header = b"" if entry.header_offset < 0 else _read_at(stream, entry.header_offset)
        if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
            raise _damaged(
                say("%(filename)s is not where the table of contents says", filename=_short(entry.filename))
            )
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        end = entry.header_offset + _LOCAL_SIZE + lengths + entry.compress_size
        places.append((entry.header_offset, end, entry.filename))
    places.sort()
    places.append((archive.start_dir, archive.start_dir, "the table of contents"))
    for (_, end, name), (start, _, other) in pairwise(places):
        if end > start:
            raise NotReadable(
                "zip_overlap",
                say(
                    "%(name)s and %(other)s share bytes of the zip. Pack it again.",
                    name=_short(name),
                    other=_short(other),
                ),
            )


def _read_at(stream: IO[bytes], place: int) -> bytes:
    stream.seek(place)
    return stream.read(_LOCAL_SIZE)


def _short(name: str) -> str:
    return repr(name if len(name) <= 80 else name[:77] + "...")


def _damaged(detail: str) -> NotReadable:
    return NotReadable(
        "zip_damaged", say("The zip is damaged: %(detail)s. Pack or upload it again.", detail=detail)
    )


def _too_many(limits: ZipLimits) -> NotReadable:
    return NotReadable(
        "too_many_entries",
        say(
            "The zip holds more than %(entries)s files. Divide it into smaller ones.", entries=limits.entries
        ),
    )


def _bomb(name: str) -> NotReadable:
    return NotReadable(
        "zip_bomb",
        say(
            "%(name)s unfolds to many times its packed size. Pack it again, or divide it.", name=_short(name)
        ),
    )


def _unfolds(name: str, limits: ZipLimits) -> NotReadable:
    most = limits.unfolded if name == "the whole" else limits.entry_unfolded
    return NotReadable(
        "too_large",
        say("%(name)s unfolds to more than %(megabytes)s MB. Divide it.", name=name, megabytes=most // 2**20),
    )
