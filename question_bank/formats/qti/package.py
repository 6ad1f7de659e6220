"""Where the files of a list are (in a zip, in a folder, beside one XML file), and what its manifest says.

Paths of QTI are relative to the file that names them. None leads out of the package.
"""

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from question_bank.formats.contract import NotReadable
from question_bank.formats.qti.names import Element
from question_bank.formats.safe_xml import XmlLimits
from question_bank.formats.safe_zip import open_zip
from question_bank.sentences import say

MANIFEST = "imsmanifest.xml"
EXTENSION = "bank-item"

FILE_LIMITS = XmlLimits(size=4 * 2**20, depth=100, nodes=60_000)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_FILES = 5_000
_LARGEST_FILE = 32 * 2**20

ReadFile = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Package:
    """Names of all files, as far as they are known, and a way to read one; None where there is none."""

    names: tuple[str, ...]
    read: ReadFile


@dataclass(frozen=True, slots=True)
class Extension:
    """What our own export says of an item beside QTI: its id, its language, and a merge patch (RFC 7396)."""

    item_id: str
    language: str
    patch: Mapping[str, Any]


@dataclass(slots=True)
class Manifest:
    """The files that a manifest calls items, in its order, and our own extension by file."""

    items: list[str] = field(default_factory=list)
    extensions: dict[str, Extension] = field(default_factory=dict)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a zip, a folder or a single file as a package, or raise NotReadable."""
    if path.is_dir():
        yield _open_folder(path)
        return
    try:
        with path.open("rb") as stream:
            is_zip = stream.read(2) == b"PK"
    except OSError as error:
        raise NotReadable(
            "no_file",
            say("The file cannot be opened: %(strerror)s. Upload it again.", strerror=error.strerror),
        ) from error
    if not is_zip:
        yield Package((path.name,), _reader_of(path.parent))
        return
    with open_zip(path) as archive:
        names = set(archive.names())
        yield Package(archive.names(), lambda name: archive.read(name) if name in names else None)


def read_manifest(root: Element) -> Manifest:
    """Read what a manifest says of items; resources of other kinds are found by what they are."""
    manifest = Manifest()
    for resource in root.walk("resource"):
        href = resource.get("href")
        if not href or not resource.get("type").startswith(("imsqti_item", "imsqti_apipitem")):
            continue
        name = join_path("", href)
        if name is None or name in manifest.items:
            continue
        manifest.items.append(name)
        for element in resource.walk(EXTENSION):
            extension = _read_extension(element)
            if extension is not None:
                manifest.extensions[name] = extension
    return manifest


def join_path(base: str, address: str) -> str | None:
    """Return a package name for an address in the file `base`; None for one that leads out of the package."""
    split = urlsplit(address.strip())
    if split.scheme or split.netloc or not split.path:
        return None
    path = unquote(split.path)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path.replace("\\", "/")))
    return None if joined.startswith(("..", "/")) else joined


def reader_beside(package: Package, base: str) -> ReadFile:
    """Return a reader of addresses in the file `base`."""

    def read(address: str) -> bytes | None:
        name = join_path(base, address)
        return None if name is None else package.read(name)

    return read


def _open_folder(path: Path) -> Package:
    names: list[str] = []
    for file in sorted(path.rglob("*")):
        if file.is_file():
            names.append(file.relative_to(path).as_posix())
        if len(names) > _MOST_FILES:
            raise NotReadable(
                "too_many_entries",
                say("The folder holds more than %(most_files)s files. Divide it.", most_files=_MOST_FILES),
            )
    return Package(tuple(names), _reader_of(path))


def _reader_of(folder: Path) -> ReadFile:
    def read(name: str) -> bytes | None:
        try:
            file = (folder / name).resolve()
            # A link inside the folder may lead out of it.
            if not file.is_relative_to(folder.resolve()) or not file.is_file():
                return None
            if file.stat().st_size > _LARGEST_FILE:
                raise NotReadable(
                    "too_large",
                    say(
                        "%(name)s is larger than %(largest_file)s MB. Divide it.",
                        name=name[:80],
                        largest_file=_LARGEST_FILE // 2**20,
                    ),
                )
            return file.read_bytes()
        except (OSError, ValueError):
            return None

    return read


def _read_extension(element: Element) -> Extension | None:
    try:
        patch = json.loads(element.text())
    except (ValueError, RecursionError):
        return None
    item_id, language = element.get("item"), element.get("language")
    if not isinstance(patch, dict) or not item_id or not _LANGUAGE.fullmatch(language):
        return None
    return Extension(item_id, language, patch)
