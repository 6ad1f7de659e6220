"""The native format behind the promise of every format: a folder, a zip of it, or one JSON or YAML file.

One file holds an item, a list of items, or `{"items": […], "media": {"<SHA-256>": "<base64>"}}`; YAML may
hold an item a document. Nothing is cleaned or guessed here, so an item that comes back has its digest.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.formats.native import (
    read_item_content,
    read_json,
)
from question_bank.formats.picture_check import PictureFault, check_picture
from question_bank.formats.safe_zip import open_zip
from question_bank.formats.text_files import MOST_BYTES, decode, read_bytes
from question_bank.formats.yaml_text import YamlError, read_yaml
from question_bank.item_places import list_places
from question_bank.items import Item, ItemError, item_from_json
from question_bank.markup import TAGS
from question_bank.sealing import digest_item
from question_bank.sentences import say

# A tag beyond the subset, or one of it with attributes; `lang` of a span is the only one that is kept.
_UNSAFE = re.compile(
    rf"<(?!/?(?:{'|'.join(sorted(TAGS))})\b)/?[a-zA-Z]|<(?!span\s+lang=\"[\w-]*\"\s*>)[a-zA-Z]+[\s/]+[^\s/>]"
)
_YAML = (".yaml", ".yml")
_KNOWN_FILES = {"MANIFEST.json", "SEAL"}
_MOST_FILES = 20_000


class _Native:
    """Collects what a native source holds."""

    def __init__(self) -> None:
        self.blocks = 0
        self.items: dict[str, Item] = {}
        self.refusals: list[Finding] = []
        self.findings: list[Finding] = []
        self.media: dict[str, bytes] = {}
        self.lines: dict[str, int] = {}

    def take(self, item: Item | None, wrong: Iterable[Finding], line: int | None = None) -> None:
        """Take one block: an item with what was found beside it, or the reason why there is none."""
        self.blocks += 1
        wrong = list(wrong)
        unsafe = None if item is None else _find_unsafe(item)
        if item is not None and unsafe:
            self.refusals.append(Finding("unsafe_html", item.id, unsafe, line))
        elif item is not None and item.id not in self.items:
            self.items[item.id] = item
            self.findings += wrong
            if line is not None:
                self.lines[item.id] = line
        elif item is not None:
            self.refusals.append(Finding("duplicate_id", item.id, "the id stands in the source twice", line))
        else:
            self.refusals += wrong[:1]

    def take_value(self, value: Any, line: int | None = None) -> None:
        """Take one block that is parsed already."""
        try:
            item = item_from_json(value)
            digest_item(item)
        except ItemError as error:
            self.take(None, [Finding(error.kind, error.item_id, error.problem, line)])
        except ValueError as error:
            self.take(None, [Finding("malformed", "", str(error), line)])
        else:
            self.take(item, (), line)

    def find_media(self, find: Callable[[str, str], bytes | None]) -> None:
        """Look for each picture of the items by file name and SHA-256; an item with an unsafe one goes."""
        for item in list(self.items.values()):
            for picture in item.media.values():
                content = find(picture.file, picture.sha256)
                if content is not None and (refusal := _find_fault(content)) is not None:
                    self._refuse_taken(item, *refusal)
                    break
                if content is None:
                    self.findings.append(
                        Finding(
                            "media_missing", item.id, say("%(file)s is not in the source", file=picture.file)
                        )
                    )
                elif hashlib.sha256(content).hexdigest() != picture.sha256:
                    self.findings.append(
                        Finding(
                            "media_mismatch", item.id, say("%(file)s has another SHA-256", file=picture.file)
                        )
                    )
                else:
                    self.media[picture.sha256] = content

    def _refuse_taken(self, item: Item, kind: str, text: str) -> None:
        del self.items[item.id]
        self.findings = [finding for finding in self.findings if finding.item != item.id]
        self.refusals.append(Finding(kind, item.id, text, self.lines.pop(item.id, None)))

    def finish(self) -> ReadList:
        """Return the list."""
        return ReadList(
            "native",
            self.blocks,
            self.items,
            tuple(self.refusals),
            findings=tuple(self.findings),
            media=self.media,
            lines=self.lines,
        )


def _find_unsafe(item: Item) -> str:
    """Return where words hold markup that could do more than be read; the subset, oddly written, may stay."""
    for where, text in list_places(item):
        if _UNSAFE.search(text):
            return f"{where} holds markup that is not kept here (a picture, a link, a script); take it out"
    return ""


def _find_fault(content: bytes) -> tuple[str, str] | None:
    try:
        check_picture(content)
    except PictureFault as fault:
        return fault.as_refusal()
    return None


def read_native(path: Path, defaults: Defaults) -> ReadList:
    """Read a native source; NotReadable where it is none."""
    del defaults  # a native item says everything itself
    native = _Native()
    if path.is_dir():
        _read_folder(native, path)
    elif _begins(path) == b"PK":
        _read_zip(native, path)
    else:
        _read_one_file(native, read_bytes(path))
    return native.finish()


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(2)
    except OSError as error:
        raise NotReadable(
            "no_file", say("the file cannot be opened: %(strerror)s", strerror=error.strerror)
        ) from error


def _read_folder(native: _Native, path: Path) -> None:
    below = path / "items" if (path / "items").is_dir() else path
    files = sorted(file for file in below.rglob("*") if file.is_file())
    if len(files) > _MOST_FILES:
        raise NotReadable(
            "too_many_entries",
            say("the folder holds more than %(most_files)s files; divide it", most_files=_MOST_FILES),
        )
    for file in files:
        if "media" in file.relative_to(below).parts[:-1]:
            continue
        _read_member(native, file.name, partial(read_bytes, file))
    native.find_media(lambda name, _sha256: _read_picture(path / "media", name))


def _read_picture(folder: Path, name: str) -> bytes | None:
    file = folder / name
    # A name that climbs out of the folder is as good as missing.
    if Path(name).name != name or not file.is_file() or file.stat().st_size > MOST_BYTES:
        return None
    return file.read_bytes()


def _read_zip(native: _Native, path: Path) -> None:
    with open_zip(path) as archive:
        pictures: dict[str, str] = {}
        names = archive.names()
        root = next((name[: name.index("items/")] for name in names if "items/" in name), "")
        for name in names:
            parts = PurePosixPath(name).parts
            if "media" in parts[:-1]:
                pictures[parts[-1]] = name
            elif name.startswith(f"{root}items/") or not root:
                _read_member(native, parts[-1], partial(archive.read, name))
            elif parts[-1] not in _KNOWN_FILES:
                native.findings.append(
                    Finding("file_ignored", "", say("%(name)s is no item and no picture", name=name))
                )
        native.find_media(lambda name, _sha256: archive.read(pictures[name]) if name in pictures else None)


def _read_member(native: _Native, name: str, content: Callable[[], bytes]) -> None:
    stem = Path(name).stem
    if name.endswith(".json") and name not in _KNOWN_FILES:
        native.take(*read_item_content(content(), stem))
    elif name.endswith(_YAML):
        _take_yaml(native, decode(content()).text, stem)
    elif name not in _KNOWN_FILES:
        native.findings.append(
            Finding("file_ignored", "", say("%(name)s is no item and no picture", name=name))
        )


def _take_yaml(native: _Native, text: str, stem: str) -> None:
    try:
        documents = read_yaml(text)
    except YamlError as error:
        native.take(None, [Finding("not_readable", stem, str(error), error.line)])
        return
    for document in documents:
        _take_document(native, document)


def _take_document(native: _Native, document: Any) -> None:
    items = document
    if isinstance(document, Mapping) and isinstance(document.get("items"), list):
        items = document["items"]
        _take_pictures(native, document.get("media"))
    for value in items if isinstance(items, list) else [items]:
        native.take_value(value)


def _take_pictures(native: _Native, media: Any) -> None:
    for name, text in media.items() if isinstance(media, Mapping) else ():
        try:
            native.media[name] = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError, TypeError):
            native.findings.append(
                Finding("media_missing", "", say("the picture %(name)s is no base64", name=str(name)[:64]))
            )


def _read_one_file(native: _Native, content: bytes) -> None:
    decoded = decode(content)
    text = decoded.text.strip()
    if text.startswith(("{", "[")):
        try:
            _take_document(native, read_json(text.encode()))
        except json.JSONDecodeError as error:
            raise NotReadable(
                "not_json",
                say("this is no JSON: %(msg)s in line %(lineno)s", msg=error.msg, lineno=error.lineno),
            ) from error
        except (ValueError, RecursionError) as error:
            raise NotReadable("not_json", say("this JSON cannot be read: %(error)s", error=error)) from error
    else:
        _take_whole_yaml(native, decoded.text)
    given, native.media = native.media, {}
    native.find_media(lambda _name, sha256: given.get(sha256))


def _take_whole_yaml(native: _Native, text: str) -> None:
    try:
        documents = read_yaml(text)
    except YamlError as error:
        raise NotReadable(
            "not_yaml",
            say("this YAML cannot be read: %(error)s, in line %(line)s", error=error, line=error.line),
        ) from error
    for document in documents:
        _take_document(native, document)
